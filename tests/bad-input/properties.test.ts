import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { stringify, parse } from "yaml";
import { parseCatalogue } from "../../infra/manifest/catalogue.ts";
import { InputErrors } from "../../infra/input/problems.ts";
import { parseSettings } from "../../infra/settings/read-settings.ts";
import { committedManifest, NOW, problemsOf, ROOT, settingsFrom, stackSettings } from "../infra/support.ts";

/** Milliseconds of processor time, which other work on the machine does not add to; a reader that hangs takes longer by far. */
const PATIENCE = 10_000;

/** Those that mean something to YAML, and a few that do not. */
const YAML_CHARACTERS = Array.from(" \n-?:,[]{}#&*!|>'\"%@`\\~<=.0aé\u2028");

describe("no input whatever makes anything but a list of problems", () => {
  const settings = stackSettings("dev");

  /** Refused as listed problems, each with its file and one line of text, or accepted. */
  const isHandled = (bytes: Uint8Array): boolean => {
    const began = process.cpuUsage();
    try {
      parseCatalogue([{ file: "apps/shop.yaml", bytes }], settings);
    } catch (error) {
      expect(error).to.be.instanceOf(InputErrors);
      const { problems, message } = error as InputErrors;
      expect(problems).to.have.length.at.least(1);
      for (const problem of problems) expect(problem.message).to.match(/^[^\p{Cc}\p{Zl}\p{Zp}]+$/u);
      expect(message).not.to.match(/\n\s+at /);
    }
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 1000 < PATIENCE;
  };

  it("arbitrary bytes", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 2000 }), isHandled));
  });

  it("arbitrary text of YAML's own characters", () => {
    const text = fc.string({ unit: fc.constantFrom(...YAML_CHARACTERS), maxLength: 400 });

    fc.assert(
      fc.property(text, (yaml) => isHandled(Buffer.from(yaml))),
      { numRuns: 500 },
    );
  });

  it("arbitrary structures", () => {
    fc.assert(fc.property(fc.json({ maxDepth: 8 }), (json) => isHandled(Buffer.from(json))));
  });

  it("a valid manifest with anything put in any place", () => {
    const manifest = parse(committedManifest("payments")) as Record<string, unknown>;
    const paths = leaves({ ...manifest, name: "shop" }, []);

    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.jsonValue(), (path, value) =>
        isHandled(Buffer.from(stringify(replaced({ ...manifest, name: "shop" }, path, value)))),
      ),
      { numRuns: 300 },
    );
  });

  it("a valid manifest with some of its characters lost", () => {
    const text = committedManifest("payments").replace("name: payments", "name: shop");

    fc.assert(
      fc.property(fc.nat(text.length), fc.integer({ min: 1, max: 40 }), (from, count) =>
        isHandled(Buffer.from(text.slice(0, from) + text.slice(from + count))),
      ),
      { numRuns: 300 },
    );
  });

  it("what nests, repeats or opens without end", () => {
    for (const part of [
      "[",
      "{",
      "- ",
      "? ",
      ": ",
      "a: ",
      "a:\n",
      '"',
      "'",
      "!",
      "&a ",
      "*a ",
      "[\n",
      "? \n",
      "k: 1\n",
      "---\n",
      "#\n",
      "| ",
      "%",
    ]) {
      const text = part.repeat(Math.floor(200_000 / part.length));

      expect(isHandled(Buffer.from(text)), JSON.stringify(part)).to.equal(true);
    }
  }).timeout(60_000);

  it("arbitrary settings of another stack beside a valid one", () => {
    const own = stackSettings("dev").platform.subscriptionId;
    const yaml = readFileSync(join(ROOT, "Pulumi.dev.yaml"), "utf8");
    const line = fc.constantFrom(
      "config:\n",
      "  strongroom:environment: prod\n",
      `  strongroom:subscriptionId: ${own}\n`,
      `[${own}]\n`,
      "- a\n",
      "\u0000",
    );

    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), (lines) => {
        const other = { file: "Pulumi.prod.yaml", bytes: Buffer.from(lines.join("")) };
        const problems = problemsOf(() => settingsFrom(yaml, "Pulumi.dev.yaml", NOW, [other]));
        for (const problem of problems) expect(problem).to.match(/^Pulumi\.dev\.yaml:\d+: strongroom:subscriptionId: /);
      }),
    );
  });

  it("arbitrary settings", () => {
    const key = fc.constantFrom(
      "environment",
      "network",
      "tags",
      "publicAccess",
      "cell",
      "generation",
      "location",
      "people",
      "endpointAddresses",
      "deployIdentity",
      "sharedSubscription",
      "__proto__",
    );

    fc.assert(
      fc.property(fc.dictionary(key, fc.oneof(fc.string(), fc.json())), (values) => {
        const config = Object.fromEntries(Object.entries(values).map(([name, value]) => [`strongroom:${name}`, value]));
        expect(() => parseSettings({ config, secretKeys: [], file: "Pulumi.dev.yaml", root: ROOT, now: NOW })).to.throw(
          InputErrors,
        );
      }),
    );
  });
});

type Path = readonly (string | number)[];

function leaves(value: unknown, path: Path): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]))];
}

function replaced(value: unknown, [first, ...rest]: Path, by: unknown): unknown {
  if (first === undefined || typeof value !== "object" || value === null) return by;
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as Record<string, unknown>;
  copy[String(first)] = replaced(copy[String(first)], rest, by);
  return copy;
}
