// The random provider keeps nothing: what it makes lives in Pulumi's state alone, marked secret where it is one.
import { createHash, randomBytes, randomInt, randomUUID } from "node:crypto";
import { ProviderError } from "../model/errors.ts";
import { UNKNOWN, numberAt, textAt } from "../model/values.ts";
import type { Props } from "../model/values.ts";
import { compare } from "./diff.ts";
import type { PropertyChange } from "./diff.ts";

interface RandomKind {
  readonly required: readonly string[];
  readonly defaults: Props;
  readonly outputs: readonly string[];
  readonly secrets: readonly string[];
  readonly make: (inputs: Props) => { id: string; outputs: Props };
}

const CLASSES = {
  lower: "abcdefghijklmnopqrstuvwxyz",
  upper: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  numeric: "0123456789",
  special: "!@#$%&*()-_=+[]{}<>:?",
} as const;

const TEXT_DEFAULTS = {
  lower: true,
  upper: true,
  numeric: true,
  number: true,
  special: true,
  minLower: 0,
  minUpper: 0,
  minNumeric: 0,
  minSpecial: 0,
};

const KINDS: Record<string, RandomKind> = {
  "random:index/randomString:RandomString": {
    required: ["length"],
    defaults: TEXT_DEFAULTS,
    outputs: ["result"],
    secrets: [],
    make: (inputs) => {
      const result = text(inputs);
      return { id: result, outputs: { result } };
    },
  },
  "random:index/randomPassword:RandomPassword": {
    required: ["length"],
    defaults: TEXT_DEFAULTS,
    outputs: ["result", "bcryptHash"],
    secrets: ["result", "bcryptHash"],
    make: (inputs) => {
      const result = text(inputs);
      // Not a bcrypt hash, only as long as one: nothing may depend on it.
      const bcryptHash = `$2a$10$${createHash("sha512").update(randomBytes(32)).digest("base64").slice(0, 53)}`;
      return { id: "none", outputs: { result, bcryptHash } };
    },
  },
  "random:index/randomUuid:RandomUuid": {
    required: [],
    defaults: {},
    outputs: ["result"],
    secrets: [],
    make: () => {
      const result = randomUUID();
      return { id: result, outputs: { result } };
    },
  },
  "random:index/randomId:RandomId": {
    required: ["byteLength"],
    defaults: {},
    outputs: ["b64Std", "b64Url", "dec", "hex"],
    secrets: [],
    make: (inputs) => {
      const bytes = randomBytes(numberAt(inputs, "byteLength") ?? 0);
      const prefix = textAt(inputs, "prefix") ?? "";
      const b64Url = prefix + bytes.toString("base64url");
      return {
        id: bytes.toString("base64url"),
        outputs: {
          b64Url,
          b64Std: prefix + bytes.toString("base64"),
          hex: prefix + bytes.toString("hex"),
          dec: prefix + BigInt(`0x0${bytes.toString("hex")}`).toString(),
        },
      };
    },
  },
  "random:index/randomBytes:RandomBytes": {
    required: ["length"],
    defaults: {},
    outputs: ["base64", "hex"],
    secrets: ["base64", "hex"],
    make: (inputs) => {
      const bytes = randomBytes(numberAt(inputs, "length") ?? 0);
      return { id: "none", outputs: { base64: bytes.toString("base64"), hex: bytes.toString("hex") } };
    },
  },
};

export class RandomProvider {
  kind(type: string): RandomKind {
    const kind = KINDS[type];
    if (kind) return kind;
    const known = Object.keys(KINDS).map((other) => other.split(":")[2] ?? other);
    throw new ProviderError(`simulated random does not know ${type}; it knows ${known.join(", ")}`);
  }

  check(type: string, news: Props): { inputs: Props; failures: { property: string; reason: string }[] } {
    const kind = this.kind(type);
    const missing = kind.required.filter((name) => news[name] === undefined);
    return {
      inputs: news,
      failures: missing.map((name) => ({ property: name, reason: `missing required property '${name}'` })),
    };
  }

  diff(type: string, olds: Props, news: Props): Map<string, PropertyChange> {
    const kind = this.kind(type);
    const names = new Set([...kind.required, ...Object.keys(kind.defaults), "keepers", "prefix", "overrideSpecial"]);
    return compare(olds, news, names);
  }

  preview(type: string, inputs: Props): Props {
    const kind = this.kind(type);
    return { ...kind.defaults, ...inputs, ...Object.fromEntries(kind.outputs.map((name) => [name, UNKNOWN])) };
  }

  create(type: string, inputs: Props): { id: string; properties: Props; secrets: readonly string[] } {
    const kind = this.kind(type);
    const { id, outputs } = kind.make({ ...kind.defaults, ...inputs });
    return { id, properties: { ...kind.defaults, ...inputs, ...outputs }, secrets: kind.secrets };
  }
}

function text(inputs: Props): string {
  const length = numberAt(inputs, "length") ?? 0;
  const special = textAt(inputs, "overrideSpecial") ?? CLASSES.special;
  const classes = (["lower", "upper", "numeric", "special"] as const)
    .filter((name) => inputs[name] !== false && !(name === "numeric" && inputs["number"] === false))
    .map((name) => ({
      letters: name === "special" ? special : CLASSES[name],
      least: numberAt(inputs, `min${name.charAt(0).toUpperCase()}${name.slice(1)}`) ?? 0,
    }));
  const all = classes.map(({ letters }) => letters).join("");
  if (all === "") throw new ProviderError("at least one kind of character must be allowed");
  const chosen = classes.flatMap(({ letters, least }) =>
    Array.from({ length: least }, () => letters.charAt(randomInt(letters.length))),
  );
  if (chosen.length > length)
    throw new ProviderError(`length ${length} is less than the ${chosen.length} characters that the minimums ask for`);
  while (chosen.length < length) chosen.push(all.charAt(randomInt(all.length)));
  for (let index = chosen.length - 1; index > 0; index--) {
    const other = randomInt(index + 1);
    const letter = chosen[index] ?? "";
    chosen[index] = chosen[other] ?? "";
    chosen[other] = letter;
  }
  return chosen.join("");
}
