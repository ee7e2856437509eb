import { expect } from "chai";
import { Ajv } from "ajv";
import ajvFormats from "ajv-formats";
import { existsSync, readFileSync } from "node:fs";
import { registerWith, reportTime } from "../../../cli/commands/evidence.ts";
import { collectEvidence, type EvidenceReport } from "../../../cli/evidence/collect.ts";
import { FRAMEWORKS, type FrameworkName } from "../../../cli/evidence/frameworks.ts";
import { evidenceMarkdown } from "../../../cli/evidence/markdown.ts";
import { controlId, evidenceOscal } from "../../../cli/evidence/oscal.ts";
import { STATEMENTS } from "../../../cli/evidence/statements.ts";
import { fromState } from "../../../cli/snapshot/records.ts";
import { parseConfig } from "../../../policy/config.ts";
import type { PlanResource, PlanValue } from "../../../cli/plan/document.ts";
import { join } from "node:path";
import { planOf, ROOT } from "../../support/plans.ts";
import {
  exported,
  GROUP,
  grantTo,
  inApp,
  plan,
  run,
  sourcesOf,
  STRANGER,
  VAULT,
  type Ran,
} from "../access/fixtures.ts";

const NOW = new Date("2026-01-02T00:00:00Z");
const CONFIG = parseConfig(readFileSync(join(ROOT, "policy.yaml"), "utf8"), "policy.yaml");
const NAMES = Object.keys(FRAMEWORKS) as FrameworkName[];

function collect(state: string, framework: FrameworkName = "nist"): EvidenceReport {
  return collectEvidence(JSON.parse(state), { framework, config: CONFIG, now: NOW, source: "state", stack: "prod" });
}

function stateOf(...resources: readonly PlanResource[]): string {
  return exported(plan(resources));
}

/** What one statement says of a few resources. */
function said(
  id: string,
  ...resources: readonly PlanResource[]
): { shown: string[]; missing: string[]; declared: string[] } {
  const statement = STATEMENTS.find((one) => one.id === id);
  const result = statement?.evaluate(fromState(JSON.parse(stateOf(...resources)), "state"));
  const line = ({ resource, property, value }: { resource: string; property: string; value: string }) =>
    `${resource}: ${property} is ${value}`;
  const [shown, missing, declared] = [result?.shown, result?.missing, result?.declared].map((facts) =>
    (facts ?? []).map(line),
  );
  return { shown: shown ?? [], missing: missing ?? [], declared: declared ?? [] };
}

describe("how many resources the evidence is about", () => {
  it("counts neither components nor the providers that stand in the state", () => {
    const state = JSON.parse(stateOf(vault)) as { deployment: { resources: object[] } };
    const provider = { type: "pulumi:providers:azure-native", custom: true, id: "p", inputs: {}, outputs: {} };
    const component = { type: "strongroom:vault:AppVault", custom: false, inputs: {}, outputs: {} };
    state.deployment.resources.push(
      { ...provider, urn: "urn:pulumi:prod::strongroom::pulumi:providers:azure-native::default" },
      { ...component, urn: "urn:pulumi:prod::strongroom::strongroom:vault:AppVault::shop" },
    );

    expect(collect(JSON.stringify(state)).resources).to.equal(1);
  });
});

const vault = inApp("azure-native:keyvault:Vault", "vault", { vaultName: "kv-shop", properties: {} }, { id: VAULT });
const logs = (enabled: boolean) =>
  inApp("azure-native:monitor:DiagnosticSetting", "logs", {
    resourceUri: VAULT,
    workspaceId: `${GROUP}/w`,
    logs: [{ categoryGroup: "audit", enabled }],
  });

/** A deployment whose template puts a value into the vault. */
const writing = (value: PlanValue) =>
  inApp("azure-native:resources:Deployment", "conn", {
    properties: {
      template: {
        resources: [
          {
            type: "Microsoft.KeyVault/vaults/secrets",
            name: "kv-shop/conn",
            properties: { value: "[parameters('value')]" },
          },
        ],
      },
      parameters: { value: { value } },
    },
  });

describe("statements about a deployed stack", () => {
  const cases: readonly (readonly [
    id: string,
    good: readonly PlanResource[],
    bad: readonly PlanResource[],
    why: string,
  ])[] = [
    [
      "audit-trail-of-vaults",
      [vault, logs(true)],
      [vault, logs(false)],
      "keyvault:Vault vault: diagnostic setting: logs to a workspace is not set",
    ],
    [
      "audit-trail-of-servers",
      [
        inApp("azure-native:sql:Server", "s", { serverName: "s" }),
        inApp("azure-native:sql:ExtendedServerBlobAuditingPolicy", "a", {
          serverName: "s",
          state: "Enabled",
          isAzureMonitorTargetEnabled: true,
        }),
      ],
      [inApp("azure-native:sql:Server", "s", { serverName: "s" })],
      "sql:Server s: auditing policy: state, isAzureMonitorTargetEnabled is not set, false",
    ],
    [
      "audit-is-kept",
      [inApp("azure-native:operationalinsights:Workspace", "w", { retentionInDays: 365 })],
      [inApp("azure-native:operationalinsights:Workspace", "w", { retentionInDays: 30 })],
      "operationalinsights:Workspace w: retentionInDays is 30",
    ],
    [
      "rotation-is-declared",
      [
        inApp("azure-native:keyvault:Secret", "k", {
          vaultName: "kv",
          secretName: "k",
          tags: { "rotation-days": "90", "rotated-by": "owner" },
        }),
      ],
      [
        inApp("azure-native:keyvault:Secret", "k", {
          vaultName: "kv",
          secretName: "k",
          tags: { "rotation-days": "91", "rotated-by": "owner" },
        }),
      ],
      "k in kv: tags: rotation-days, rotated-by is 91, owner",
    ],
    [
      "sign-in-without-a-password",
      [inApp("azure-native:managedidentity:FederatedIdentityCredential", "f", { issuer: "https://i", subject: "s" })],
      [
        inApp("azure-native:managedidentity:FederatedIdentityCredential", "f", {
          issuer: "https://i",
          subject: "repo:*",
        }),
      ],
      "managedidentity:FederatedIdentityCredential f: issuer, subject is https://i, repo:*",
    ],
    [
      "no-credential-is-created",
      [vault],
      [inApp("azuread:index/applicationPassword:ApplicationPassword", "p", {})],
      "azuread:ApplicationPassword p: type is azuread:index/applicationPassword:ApplicationPassword",
    ],
    [
      "secret-values-are-encrypted",
      [inApp("azure-native:keyvault:Secret", "k", { properties: { value: { $secret: true } } })],
      [inApp("azure-native:keyvault:Secret", "k", { properties: { value: "in the clear" } })],
      "keyvault:Secret k: properties.value is readable",
    ],
    [
      "secret-values-are-encrypted",
      [writing({ $secret: true })],
      [writing("in the clear")],
      "keyvault:Secret conn: properties.value is readable",
    ],
    [
      "databases-are-backed-up",
      [
        inApp("azure-native:sql:Database", "d", { serverName: "s", databaseName: "d" }),
        inApp("azure-native:sql:BackupShortTermRetentionPolicy", "b", {
          serverName: "s",
          databaseName: "d",
          retentionDays: 7,
        }),
      ],
      [inApp("azure-native:sql:Database", "d", { serverName: "s", databaseName: "d" })],
      "sql:Database d: backup policy: retentionDays is not set",
    ],
    [
      "no-other-environment-reaches-in",
      [
        inApp("strongroom:sql:DatabaseUser", "u", {
          server: "s",
          database: "d",
          userName: "g",
          kind: "group",
          principal: STRANGER,
          level: "read",
        }),
      ],
      [grantTo("g", STRANGER, "User", VAULT)],
      `vault kv-shop: principal is person ${STRANGER}: Key Vault Secrets User on vault kv-shop: a person holds it, grant it to a group instead (prod, g)`,
    ],
  ];

  it("are all tried here", () => {
    expect(STATEMENTS.map(({ id }) => id)).to.have.members([...new Set(cases.map(([id]) => id))]);
  });

  for (const [id, good, bad, why] of cases) {
    it(`${id}: names what satisfies it, and what does not`, () => {
      const satisfied = said(id, ...good);
      const broken = said(id, ...bad);

      expect(satisfied.missing).to.deep.equal([]);
      expect(satisfied.shown.concat(satisfied.declared)).to.have.length(1);
      expect(broken).to.deep.equal({ shown: [], missing: [why], declared: [] });
    });

    it(`${id}: claims nothing where there is nothing to see`, () => {
      const { shown, missing } = said(id, inApp("azure-native:resources:ResourceGroup", "g", {}));

      // That a stack creates no credential is seen by looking at all of it.
      expect([shown.length, missing]).to.deep.equal([id === "no-credential-is-created" ? 1 : 0, []]);
    });
  }

  it("call a rotation declared that rests on tags, and never shown", () => {
    const secret = inApp("azure-native:keyvault:Secret", "k", {
      vaultName: "kv",
      secretName: "k",
      tags: { "rotation-days": "90", "rotated-by": "owner" },
    });

    expect(said("rotation-is-declared", secret)).to.deep.equal({
      shown: [],
      missing: [],
      declared: ["k in kv: tags: rotation-days, rotated-by is 90, owner"],
    });
  });

  it("shows no secret's value", () => {
    expect(
      JSON.stringify(
        said(
          "secret-values-are-encrypted",
          inApp("azure-native:keyvault:Secret", "k", { properties: { value: "in the clear" } }),
        ),
      ),
    ).to.not.contain("in the clear");
  });
});

describe("evidence", () => {
  let state: string;
  before(async () => {
    state = exported(await planOf("prod"));
  });

  for (const framework of NAMES) {
    it(`answers ${framework} from a deployed stack, resource by resource`, () => {
      const report = collect(state, framework);

      expect(report.controls.length).to.be.greaterThan(4);
      expect(report.notOurs.length).to.be.greaterThan(3);
      for (const { status, evidence } of report.controls) {
        const failed = evidence.some(({ notSatisfied }) => notSatisfied.length > 0);
        const seen = evidence.some(({ satisfied }) => satisfied.length > 0);
        expect(failed ? status : "", "a failure is never hidden").to.be.oneOf(["", "not satisfied"]);
        if (status === "satisfied") expect(seen, "no claim without something seen").to.equal(true);
      }
    });
  }

  it("names the resource, the property and its value", () => {
    const [evidence] = collect(state, "cis")
      .controls.flatMap((control) => control.evidence)
      .filter(({ id }) => id === "vault-rbac");

    expect(evidence?.satisfied.map(({ resource, property, value }) => [resource, property, value])[0]).to.deep.equal([
      "keyvault:Vault payments",
      "properties.enableRbacAuthorization",
      "true",
    ]);
  });

  it("calls satisfied only what a resource and a property show", () => {
    for (const framework of NAMES) {
      for (const { evidence } of collect(state, framework).controls) {
        for (const { id, satisfied } of evidence) {
          expect(
            satisfied.filter(({ resource, property, value }) => resource === "" || property === "" || value === ""),
            id,
          ).to.deep.equal([]);
          expect(
            satisfied.filter(({ property }) => property.startsWith("tags")),
            id,
          ).to.deep.equal([]);
        }
      }
    }
  });

  it("shows by the companion what another resource keeps, with that one's property", () => {
    const evidence = collect(state, "cis")
      .controls.flatMap((control) => control.evidence)
      .find(({ id }) => id === "vault-diagnostics");

    expect(evidence?.satisfied[0]?.property).to.match(/^monitor:DiagnosticSetting payments-logs: .*workspaceId/);
  });

  it("calls a control declared that rests on tags, and not applicable, with the reason, what it is not about", () => {
    const nist = collect(state, "nist").controls;
    const cis = collect(state, "cis").controls;
    const of = (id: string) => nist.flatMap(({ evidence }) => evidence).find((one) => one.id === id);

    expect(nist.find(({ id }) => id === "CM-8")?.status).to.equal("declared");
    expect(of("required-tags")?.satisfied).to.deep.equal([]);
    expect(of("rotation-is-declared")?.declared).to.have.length.greaterThan(3);
    expect(cis.find(({ id }) => id === "5.2")?.status).to.equal("not applicable");
    expect(of("sql-firewall")?.notApplicable).to.equal("no sql:FirewallRule, sql:IPv6FirewallRule is deployed");
    expect(evidenceMarkdown(collect(state, "cis"))).to.contain(
      "not applicable: `settings.ownsSubscription is false: another stack answers",
    );
  });

  it("does not call satisfied what a low classification lets go", () => {
    const report = collect(state, "cis");
    const evidence = report.controls.flatMap((control) => control.evidence).find(({ id }) => id === "sql-customer-key");

    expect(evidence?.declared.map(({ resource, property, value }) => [resource, property, value])[0]).to.deep.equal([
      "sql:Server storefront",
      "tags.data-classification",
      '"internal"',
    ]);
    expect(report.controls.find(({ id }) => id === "4.1.3")?.status).to.equal("declared");
  });

  it("names the edition of each framework", () => {
    for (const { title, version } of Object.values(FRAMEWORKS)) expect(title).to.contain(version);
    expect(evidenceMarkdown(collect(state, "cis"))).to.match(
      /^# Evidence: CIS Microsoft Azure Foundations Benchmark 2\.0\.0$/m,
    );
  });

  it("turns with what is deployed", () => {
    const opened = state.replaceAll('"publicNetworkAccess":"Disabled"', '"publicNetworkAccess":"Enabled"');
    const status = (text: string) => collect(text).controls.find(({ id }) => id === "SC-7")?.status;

    expect([status(state), status(opened)]).to.deep.equal(["satisfied", "not satisfied"]);
  });

  it("says which rules were not looked at", () => {
    const config = parseConfig("version: 1\nenforcement: { rules: { vault-rbac: disabled } }\n", "policy.yaml");

    const report = collectEvidence(JSON.parse(state), {
      framework: "nist",
      config,
      now: NOW,
      source: "s",
      stack: "prod",
    });

    expect(report.disabled).to.deep.equal(["vault-rbac"]);
    expect(evidenceMarkdown(report)).to.contain(
      "Rule `vault-rbac` is disabled for this environment: nothing was looked for",
    );
  });

  it("lets no name in the state become markup", () => {
    const evil = inApp("azure-native:keyvault:Vault", "a`<b>|@all\n# x", { vaultName: "kv", properties: {} });

    const text = evidenceMarkdown(collect(stateOf(evil)));

    expect(text).to.contain("@all");
    expect(text.replaceAll(/`[^`\n]*`/g, "")).to.not.match(/[<@]/);
    expect(text).to.not.match(/^# x/m);
  });

  it("writes the same document from the same state", () => {
    expect(evidenceOscal(collect(state))).to.deep.equal(evidenceOscal(collect(state)));
  });

  it("gives controls the ids that OSCAL's catalogues use", () => {
    expect([controlId("nist", "AC-6(5)"), controlId("cis", "8.5"), controlId("iso", "A.8.13")]).to.deep.equal([
      "ac-6.5",
      "cis-8.5",
      "iso-a.8.13",
    ]);
  });

  it("refers in OSCAL only to what is defined there", () => {
    const { "assessment-results": results } = evidenceOscal(collect(state)) as {
      "assessment-results": {
        results: {
          "local-definitions": { components: { uuid: string }[] };
          observations: { uuid: string; subjects: { "subject-uuid": string }[] }[];
          findings: { target: { "target-id": string }; "related-observations"?: { "observation-uuid": string }[] }[];
          "reviewed-controls": { "control-selections": { "include-controls": { "control-id": string }[] }[] };
        }[];
      };
    };
    const [result] = results.results;
    const components = new Set(result?.["local-definitions"].components.map(({ uuid }) => uuid));
    const observations = new Set(result?.observations.map(({ uuid }) => uuid));
    const reviewed = result?.["reviewed-controls"]["control-selections"][0]?.["include-controls"].map(
      (one) => one["control-id"],
    );

    expect(observations.size).to.equal(result?.observations.length);
    expect(components.size).to.equal(result?.["local-definitions"].components.length);
    expect(
      result?.observations
        .flatMap(({ subjects }) => subjects)
        .every((subject) => components.has(subject["subject-uuid"])),
    ).to.equal(true);
    expect(
      result?.findings
        .flatMap((finding) => finding["related-observations"] ?? [])
        .every((one) => observations.has(one["observation-uuid"])),
    ).to.equal(true);
    expect(result?.findings.map(({ target }) => target["target-id"])).to.deep.equal(reviewed);
  });

  // NIST publishes the schema on GitHub only; whoever has it names its file.
  const schema = process.env["STRONGROOM_OSCAL_SCHEMA"] ?? "";
  (existsSync(schema) ? it : it.skip)("is valid by NIST's published schema", () => {
    const ajv = ajvFormats.default(new Ajv({ strict: false, allErrors: true }));
    const validate = ajv.compile(withoutInnerIds(JSON.parse(readFileSync(schema, "utf8"))));

    const problems = NAMES.flatMap((framework) => {
      validate(JSON.parse(JSON.stringify(evidenceOscal(collect(state, framework)))));
      return (validate.errors ?? []).map(
        ({ instancePath, message }) => `${framework}${instancePath}: ${message ?? ""}`,
      );
    });

    expect(problems).to.deep.equal([]);
  });
});

/** The schema names its definitions twice, by `$id` and by place; the place is enough. */
function withoutInnerIds(value: unknown): object {
  return JSON.parse(
    JSON.stringify(value, (key, inner: unknown) =>
      key === "$id" && String(inner).startsWith("#") ? undefined : inner,
    ),
  ) as object;
}

describe("strongroom evidence", () => {
  const evidence = (args: readonly string[], state?: string): Promise<Ran> =>
    run(
      (program, watched) => {
        registerWith(program, {
          ...watched,
          sourcesAt: () => Promise.reject(new Error("no revision is asked about")),
          logs: () => Promise.reject(new Error("no logs are asked")),
          sources: () =>
            Promise.resolve({
              ...sourcesOf({
                plans: {},
                programDir: ROOT,
                ...(state === undefined ? {} : { states: { prod: state } }),
                files: { "empty.json": '{"version":3,"deployment":{"resources":[]}}' },
              }),
              readFile: (file) =>
                file === "empty.json"
                  ? Promise.resolve('{"version":3,"deployment":{}}')
                  : Promise.resolve(readFileSync(file, "utf8")),
            }),
          now: () => NOW,
        });
      },
      ["evidence", ...args],
    );

  it("takes the levels of the shape where the policy names none for the environment", async () => {
    const state = JSON.parse(exported(await planOf("dev"))) as unknown;
    const config = {
      ...CONFIG,
      enforcement: { ...CONFIG.enforcement, environments: { likedev: "disabled" as const } },
    };
    const collect = (shape?: string) =>
      collectEvidence(state, {
        framework: "nist",
        config,
        now: NOW,
        source: "x",
        stack: "dev",
        ...(shape === undefined ? {} : { shape }),
      });

    expect(collect().disabled).not.to.include("vault-rbac");
    expect(collect("likedev").disabled).to.include("vault-rbac");
  });

  it("writes Markdown, JSON and OSCAL of what is deployed, never of a plan", async () => {
    const state = exported(await planOf("prod"));

    const [markdown, json, oscal] = await Promise.all(
      ["markdown", "json", "oscal"].map((format) =>
        evidence(["--stack", "prod", "--framework", "soc2", "--format", format], state),
      ),
    );

    expect(markdown?.out).to.match(/^# Evidence: SOC 2/);
    expect(JSON.parse(json?.out ?? "")).to.deep.include({
      version: 1,
      stack: "prod",
      made: "2026-01-02T00:00:00.000Z",
    });
    expect(JSON.parse(oscal?.out ?? "")).to.have.nested.property("assessment-results.metadata.oscal-version", "1.1.3");
  });

  it("says what to do about a stack that was never deployed", async () => {
    expect((await evidence(["--stack", "prod", "--framework", "nist"])).failure).to.equal(
      "stack prod was never deployed here; deploy it with: pulumi up --stack prod",
    );
    expect((await evidence(["--stack", "prod", "--framework", "nist", "--state", "empty.json"])).failure).to.equal(
      "stack prod was never deployed, or was destroyed: its state holds no resource; deploy it with: pulumi up --stack prod",
    );
  });

  it("refuses a framework and a time that do not exist", async () => {
    expect((await evidence(["--stack", "prod", "--framework", "hipaa"])).failure).to.contain(
      "Allowed choices are cis, nist, iso, soc2, pci",
    );
    expect(() => reportTime("soon")).to.throw(
      'SOURCE_DATE_EPOCH: "soon" is not allowed: write whole seconds since 1970',
    );
    expect(reportTime("1767312000")).to.deep.equal(NOW);
  });
});
