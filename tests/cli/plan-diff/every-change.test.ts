// Every property of every kind, every setting and every key of the stack's file, each changed alone: a person must approve it, or
// the table says why not.
import { expect } from "chai";
import { settingsSchema } from "../../../infra/settings/settings-schema.ts";
import { fieldsOf } from "../../../infra/input/schema-fields.ts";
import { classAt } from "../../../cli/plan-diff/classes/class.ts";
import { KIND_CLASSES } from "../../../cli/plan-diff/classes/kinds.ts";
import { SETTINGS } from "../../../cli/plan-diff/classes/settings.ts";
import { leaves } from "../../../cli/plan-diff/changes.ts";
import { diffPlans } from "../../../cli/plan-diff/diff.ts";
import { settingChanges } from "../../../cli/plan-diff/settings-changes.ts";
import type { Plan, PlanResource, PlanValue } from "../../../cli/plan/document.ts";
import { fromPlan } from "../../../cli/snapshot/records.ts";
import { plan, resource } from "../access/fixtures.ts";
import { planOf, STACKS } from "../../support/plans.ts";

/** What no committed stack has. */
const MORE: readonly PlanResource[] = [
  resource("azure-native:app:Job", "job", {
    jobName: "caj",
    template: { containers: [{ image: "contoso.azurecr.io/strongroom@sha256:0" }] },
    configuration: { registries: [{ server: "contoso.azurecr.io" }], replicaTimeout: 10 },
  }),
  resource("azure-native:compute:VirtualMachine", "unknown kind", { size: "large", tags: { owner: "a" } }),
];

type Path = readonly string[];

function pathsIn(value: PlanValue, path: Path = []): Path[] {
  const isMap = typeof value === "object" && value !== null && !Array.isArray(value);
  if (!isMap || "$unknown" in value || "$secret" in value) return [path];
  return Object.entries(value).flatMap(([key, item]) => pathsIn(item, [...path, key]));
}

function valueAt(value: PlanValue, [first, ...rest]: Path): PlanValue {
  if (first === undefined) return value;
  return valueAt((value as Readonly<Record<string, PlanValue>>)[first] ?? null, rest);
}

function withValue(value: PlanValue, [first, ...rest]: Path, to: PlanValue): PlanValue {
  if (first === undefined) return to;
  const map = value as Readonly<Record<string, PlanValue>>;
  return { ...map, [first]: withValue(map[first] ?? {}, rest, to) };
}

/** Other values than this one: at least one that means more and one that means less. */
function others(value: PlanValue): PlanValue[] {
  if (typeof value === "boolean") return [!value];
  if (typeof value === "number") return [value + 1, value - 1];
  if (typeof value === "string") {
    return [`${value}-other`, ...["Enabled", "Disabled", "P99Y", "P1D"].filter((word) => word !== value)];
  }
  if (Array.isArray(value))
    return [[...(value as PlanValue[]), "other"], value.slice(1)].filter((other) => other.length !== value.length);
  return ["something known"];
}

const one = (resource: PlanResource): Plan => plan([resource]);

describe("every property, changed alone", () => {
  const samples = new Map<string, readonly [PlanResource, Path]>();

  before(async function () {
    // Three plans, where nobody has made them yet.
    this.timeout(180_000);
    for (const stack of STACKS) {
      const { resources } = await planOf(stack);
      const records = fromPlan(await planOf(stack)).resources;
      for (const [index, of] of resources.entries()) {
        for (const path of pathsIn(of.inputs)) {
          const key = `${records[index]?.kind ?? ""} ${path.join(".")}`;
          if (path.length > 0 && !samples.has(key)) samples.set(key, [of, path]);
        }
      }
    }
    for (const of of MORE) {
      for (const path of pathsIn(of.inputs)) samples.set(`${of.type} ${path.join(".")}`, [of, path]);
    }
  });

  it("wants an approval, or is called harmless by the table", function () {
    this.timeout(120_000);

    expect(samples.size).to.be.greaterThan(200);
    for (const [name, [of, path]] of samples) {
      const ignored = (of.ignoreChanges ?? []).some((prefix) => path.join(".").startsWith(prefix));
      for (const to of ignored ? [] : others(valueAt(of.inputs, path))) {
        const changed = { ...of, inputs: withValue(of.inputs, path, to) as PlanResource["inputs"] };

        const diff = diffPlans({ before: one(of), after: one(changed) });

        const [record] = fromPlan(one(of)).resources.slice(1);
        const known = classAt(KIND_CLASSES.get(record?.kind ?? "")?.properties ?? {}, path.join("."));
        const from = valueAt(of.inputs, path);
        const allowed =
          (known?.is === "harmless" && known.why !== "") ||
          (known?.is === "narrows" && known.narrower(from, to)) ||
          // Told as a way that closes.
          (known?.is === "told" && diff.exposures.some(({ direction }) => direction === "hidden"));
        expect(diff.approvals.length > 0 || allowed, `${name} becomes ${JSON.stringify(to)}`).to.equal(true);
      }
    }
  });

  it("narrows in one direction only: the other one wants an approval", () => {
    for (const [kind, { properties }] of KIND_CLASSES) {
      for (const [path, known] of Object.entries(properties)) {
        if (known.is !== "narrows") continue;
        const pairs: readonly (readonly [unknown, unknown])[] = [
          [true, false],
          [1, 2],
          ["Enabled", "Disabled"],
          ["standard", "premium"],
          ["P1W", "P2W"],
          ["1.2", "1.3"],
          [["a"], ["a", "b"]],
          [[{ actions: ["a"] }], [{ actions: ["a", "b"] }]],
          ["id", undefined],
        ];
        const oneWay = pairs.some(([a, b]) => known.narrower(a, b) !== known.narrower(b, a));
        expect(oneWay, `${kind} ${path}`).to.equal(true);
      }
    }
  });

  it("of a kind that nobody knows wants an approval when it comes, changes and goes", () => {
    const [, unknown] = MORE as readonly [PlanResource, PlanResource];
    for (const [before, after] of [
      [[], [unknown]],
      [[unknown], []],
      [[unknown], [{ ...unknown, inputs: { size: "small" } }]],
    ] as const) {
      expect(diffPlans({ before: plan([...before]), after: plan([...after]) }).approvals).to.deep.equal([
        `changes that nobody has classed: ${before.length > 0 && after.length > 0 ? "2" : "1"}`,
      ]);
    }
  });

  it("that the program tells the engine to leave alone wants an approval, and so does what is no longer kept", () => {
    const of = resource(
      "azure-native:keyvault:Secret",
      "s",
      { secretName: "s" },
      { ignoreChanges: ["tags"], retainOnDelete: true },
    );
    const { retainOnDelete: _kept, ...dropped } = of;

    expect(diffPlans({ before: one(of), after: one({ ...of, ignoreChanges: [] }) }).approvals).to.have.length(1);
    expect(diffPlans({ before: one(of), after: one(dropped) }).approvals).to.deep.equal(["protection taken away: 1"]);
  });
});

describe("every setting and key of the stack's file, changed alone", () => {
  const paths = fieldsOf(settingsSchema)
    .filter(({ isGroup }) => !isGroup)
    .map(({ path }) => path.replaceAll(/<[^>]*>|\*/g, "name"));

  const file = (path: string, value: unknown): unknown => {
    const [first = "", ...rest] = path.split(".");
    const inner = rest.reduceRight<unknown>((nested, key) => ({ [key]: nested }), value);
    return { config: { [`strongroom:${first}`]: inner } };
  };

  for (const path of paths) {
    it(`wants an approval, or is called harmless by the table: ${path}`, () => {
      const [change] = settingChanges(file(path, ["a"]), file(path, ["b"]));

      const known = classAt(SETTINGS, path);
      expect(known, "the table does not know it").to.not.equal(undefined);
      expect(change?.reason !== undefined || (known?.is === "harmless" && known.why !== "")).to.equal(true);
    });
  }

  it("counts whatever the key", () => {
    const reasons = (before: unknown, after: unknown) => settingChanges(before, after).map(({ reason }) => reason);

    expect(reasons({}, { environment: ["production-secrets"] })).to.deep.equal(["engine"]);
    expect(reasons({}, { environment: { values: { a: { b: 1 } } } })).to.deep.equal(["engine"]);
    expect(reasons({ secretsprovider: "a" }, { secretsprovider: "b" })).to.deep.equal(["engine"]);
    expect(reasons({ encryptedkey: "a" }, {})).to.deep.equal(["engine"]);
    expect(reasons({}, { somethingNew: 1 })).to.deep.equal(["engine"]);
    expect(reasons({}, { config: { "azure-native:clientId": "x" } })).to.deep.equal(["engine"]);
    expect(reasons({}, { config: { "strongroom:somethingNew": "x" } })).to.deep.equal(["unclassed"]);
    expect(reasons({}, { config: { owner: "x" } })).to.deep.equal(["unclassed"]);
  });

  it("is harmless where it narrows", () => {
    const reasons = (before: unknown, after: unknown) => settingChanges(before, after).map(({ reason }) => reason);

    expect(reasons(file("allowedIssuers", ["a", "b"]), file("allowedIssuers", ["a"]))).to.deep.equal([undefined]);
    expect(reasons(file("githubOwners", ["a"]), file("githubOwners", ["a", "b"]))).to.deep.equal(["trust"]);
    expect(reasons(file("groups.analysts", "1"), { config: {} })).to.deep.equal([undefined]);
  });

  it("has the values of both sides, leaf by leaf", () => {
    expect(leaves({ a: { b: 1, c: 2 } }, { a: { b: 1, c: 3 } })).to.deep.equal([{ path: "a.c", before: 2, after: 3 }]);
  });
});
