// Plans and states are documents that somebody may have written by hand: what they say is read as it is meant, and what they
// must not say is refused in one sentence.
import { expect } from "chai";
import { fromPlan, PlanError } from "../../policy/from-plan.ts";
import { fromState, StateError } from "../../policy/from-state.ts";
import { judge } from "../../policy/judge.ts";
import { get, SECRET, UNKNOWN } from "../../policy/value.ts";
import { CONFIG, ENVIRONMENT, NOW } from "./fixtures.ts";

const VAULT = "urn:pulumi:dev::strongroom::azure-native:keyvault:Vault::vault";
const secretUrn = "urn:pulumi:dev::strongroom::azure-native:keyvault:Secret::secret";

const SIGNED_SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:x" };

const plan = (inputs: Record<string, unknown>) => ({
  version: 1,
  project: "strongroom",
  stack: "dev",
  environment: "dev",
  resources: [
    {
      urn: secretUrn,
      type: "azure-native:keyvault:Secret",
      name: "secret",
      custom: true,
      inputs,
      dependencies: [VAULT],
    },
  ],
  outputs: {},
});

describe("a plan", () => {
  it("keeps what is unknown and what is secret apart from what is not there", () => {
    const [secret] = fromPlan(
      plan({ vaultName: { $unknown: true, of: [VAULT] }, properties: { value: { $secret: true }, contentType: null } }),
    );

    expect(secret?.props["vaultName"]).to.equal(UNKNOWN);
    expect(secret?.propertyDependencies).to.deep.equal({ vaultName: [VAULT] });
    expect(get(secret?.props, "properties.value")).to.equal(SECRET);
    expect(get(secret?.props, "properties.contentType")).to.equal(undefined);
  });

  it("with a value in the clear is caught", () => {
    const judged = fromPlan(plan({ properties: { value: "hunter2" } }));

    const rules = judge(judged, CONFIG, ENVIRONMENT, { now: NOW }).map(({ rule }) => rule);

    expect(rules).to.include("secrets-marked");
  });

  for (const [what, document, message] of [
    ["no object", [], "the plan is not a JSON object, make one with strongroom plan --json"],
    [
      "another version",
      { ...plan({}), version: 2 },
      "the plan has schema version 2, this program reads version 1; make it again with strongroom plan --json",
    ],
    [
      "no version",
      { resources: [] },
      "the plan has no schema version, this program reads version 1; make it again with strongroom plan --json",
    ],
  ] as const) {
    it(`that is ${what} is refused`, () => {
      expect(() => fromPlan(document)).to.throw(PlanError, message);
    });
  }

  it("that is broken is refused with the place", () => {
    const broken = { version: 1, resources: [{ urn: "urn:x", type: 7, name: "x" }] };

    expect(() => fromPlan(broken)).to.throw(PlanError, /^the plan is broken at resources\.0\.type: /);
  });

  it("cannot change the judge by its keys", () => {
    const inputs = JSON.parse(
      '{ "__proto__": { "polluted": true }, "properties": { "value": { "$secret": true } } }',
    ) as Record<string, unknown>;

    const [secret] = fromPlan(plan(inputs));

    expect(Object.hasOwn(Object.prototype, "polluted")).to.equal(false);
    expect(get(secret?.props, "polluted")).to.equal(undefined);
  });
});

describe("a stack's state", () => {
  const state = (resource: Record<string, unknown>) => ({
    version: 3,
    deployment: {
      resources: [
        {
          urn: VAULT,
          type: "azure-native:keyvault:Vault",
          custom: true,
          id: "/subscriptions/x/vaults/kv",
          ...resource,
        },
      ],
    },
  });

  it("gives Azure's answer where there is one, and the program's input where Azure keeps silent", () => {
    const [vault] = fromState(
      state({
        inputs: { vaultName: "kv", properties: { publicNetworkAccess: "disabled", createMode: "default" } },
        outputs: { name: "kv", properties: { publicNetworkAccess: "Enabled" } },
      }),
    );

    expect(vault?.name).to.equal("vault");
    expect(get(vault?.props, "vaultName")).to.equal("kv");
    expect(get(vault?.props, "properties.publicNetworkAccess")).to.equal("Enabled");
    expect(get(vault?.props, "properties.createMode")).to.equal("default");
  });

  it("keeps secrets secret", () => {
    const [vault] = fromState(state({ inputs: { properties: SIGNED_SECRET }, outputs: {} }));

    expect(vault?.props["properties"]).to.equal(SECRET);
  });

  it("does not count what is about to be deleted", () => {
    expect(fromState(state({ delete: true }))).to.deep.equal([]);
  });

  it("of a stack that holds nothing is empty", () => {
    expect(fromState({ version: 3, deployment: { manifest: {} } })).to.deep.equal([]);
  });

  it("that is none is refused", () => {
    expect(() => fromState({ version: 3 })).to.throw(StateError, /make it with pulumi stack export$/);
    expect(() => fromState("state")).to.throw(StateError, /^this is not a stack's state/);
  });
});
