// Time alone makes nobody's stack invalid: every field that is a date acts on what it belongs to, after warnings 90 days ahead,
// and the stack goes on. The fields are found by walking the schemas, so that a new one must come with its case.
import { expect } from "chai";
import { z } from "zod";
import { endsSoon } from "../../cli/ends/ends.ts";
import { endsOf, withoutEnded } from "../../infra/ends.ts";
import { manifestSchema } from "../../infra/manifest/manifest.ts";
import { everyEnd, readEnds } from "../../infra/read-ends.ts";
import { resolve } from "../../infra/resolve.ts";
import { settingsSchema } from "../../infra/settings/settings-schema.ts";
import type { Settings } from "../../infra/settings/settings.ts";
import { configSchema, validate } from "../../policy/config.ts";
import { judge, mustStop } from "../../policy/judge.ts";
import type { EnvironmentArgs } from "../../stacks/environment-args.ts";
import { CONFIG, withValue } from "../policy/fixtures.ts";
import { deployAs } from "../../stacks/environment.ts";
import { capture, type Captured } from "../support/capture.ts";
import { catalogueFrom, settingsFrom, stackSettings } from "./support.ts";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./support.ts";

/** The last day in all cases. */
const UNTIL = "2026-12-15";
const at = (day: string): Date => new Date(`${day}T12:00:00Z`);

/** Days on which everything must still be deployed. */
const LATER = ["2026-12-15", "2026-12-16", "2027-07-02", "2031-01-01", "2060-01-01"].map(at);

const SHOP = `name: shop
owner: shop-team@contoso.com
dataClassification: internal
environments: [dev]
workloads: { api: {} }
secrets:
  old:
    purpose: Old
    rotation: { every: 30d, by: generated }
    readers: [api]
    writers: [api]
    retiring: { until: ${UNTIL}, reason: Replaced }
databases:
  ledger: { purpose: The ledger, access: { read: [api] } }
`;

const exceptionOf = (target: string): string =>
  `  strongroom:publicAccess: { shop: { ${target}: { allowedCidrs: [203.0.113.0/28], reason: Moving in, until: "${UNTIL}" } } }\n`;

function input(
  now: Date,
  lines = "",
  manifest = SHOP,
): { readonly settings: Settings; readonly args: EnvironmentArgs } {
  const yaml = readFileSync(join(ROOT, "Pulumi.dev.yaml"), "utf8");
  const settings = settingsFrom(yaml + lines, "Pulumi.dev.yaml", now);
  return { settings, args: withoutEnded(resolve(catalogueFrom({ shop: manifest }, settings), settings)) };
}

const warnings = (now: Date, lines = "", manifest = SHOP): string[] => {
  const { settings } = input(now, lines, manifest);
  return readEnds(catalogueFrom({ shop: manifest }, settings), settings).map(({ warning }) => warning);
};

async function deployed(now: Date, lines: string, manifest = SHOP): Promise<readonly Captured[]> {
  const { settings, args } = input(now, lines, manifest);
  const { resources } = await capture(() => deployAs(settings.shape)(args));
  return resources;
}

const openTo = (resources: readonly Captured[], type: string): string[] =>
  resources
    .filter((resource) => resource.type.endsWith(type))
    .map(({ inputs }) => JSON.stringify(inputs))
    .filter((text) => text.includes('"publicNetworkAccess":"Enabled"'));

interface Case {
  /** What is warned of 90 days ahead and afterwards. */
  readonly warned: (now: Date) => string[];
  /** What holds on the last day, and no more the day after. */
  readonly holds: (now: Date) => boolean | Promise<boolean>;
}

const policy = (until: string) => ({
  version: 1,
  exceptions: [{ rule: "vault-rbac", resource: "vault", reason: "a move", owner: "web@contoso.com", until }],
});

const POLICY = { ...CONFIG, exceptions: validate(policy(UNTIL)).exceptions };

const CASES: Readonly<Record<string, Case>> = {
  "manifest secrets.*.retiring.until": {
    warned: (now) => warnings(now),
    holds: (now) => {
      const { old } = input(now).args.applications[0]?.secrets ?? {};
      return old !== undefined && old.readers.length + old.writers.length === 2 && old.rotation !== undefined;
    },
  },
  "settings publicAccess.*.vault.until": {
    warned: (now) => warnings(now, exceptionOf("vault"), SHOP.replace(/\n {4}retiring.*/, "")),
    holds: async (now) => openTo(await deployed(now, exceptionOf("vault")), ":keyvault:Vault").length > 0,
  },
  "settings publicAccess.*.sqlServer.until": {
    warned: (now) => warnings(now, exceptionOf("sqlServer"), SHOP.replace(/\n {4}retiring.*/, "")),
    holds: async (now) => {
      const resources = await deployed(now, exceptionOf("sqlServer"));
      const rules = resources.filter(({ type }) => type === "azure-native:sql:FirewallRule");
      const open = openTo(resources, ":sql:Server").length;
      expect(rules.length).to.equal(open);
      return open > 0;
    },
  },
  "policy exceptions.*.until": {
    warned: (now) => endsSoon({ stack: "dev", policy: policy(UNTIL) }, now).map(({ message }) => message),
    holds: (now) => {
      const verdicts = judge(withValue("vault", "properties.enableRbacAuthorization", false), POLICY, "dev", { now });
      const found = verdicts.filter(({ rule }) => rule === "vault-rbac");
      expect(found).to.have.length(1);
      return found[0]?.status === "excepted";
    },
  },
};

/** Paths of all fields of a schema that are dates. */
function dates(schema: z.ZodType): { readonly dates: string[]; readonly all: string[] } {
  const found: string[] = [];
  const all: string[] = [];
  const visit = (node: unknown, path: readonly string[]): void => {
    if (typeof node !== "object" || node === null) return;
    const { format, properties, additionalProperties, items, anyOf, oneOf, allOf } = node as Record<string, unknown>;
    all.push(path.join("."));
    if (format === "date" || format === "date-time") found.push(path.join("."));
    for (const [key, value] of Object.entries(properties ?? {})) visit(value, [...path, key]);
    visit(additionalProperties, [...path, "*"]);
    visit(items, [...path, "*"]);
    for (const list of [anyOf, oneOf, allOf])
      for (const each of (list as unknown[] | undefined) ?? []) visit(each, path);
  };
  visit(z.toJSONSchema(schema, { io: "input", unrepresentable: "any", reused: "inline" }), []);
  return { dates: found, all };
}

const SCHEMAS = { manifest: manifestSchema, settings: settingsSchema, policy: configSchema };
const FIELDS = Object.entries(SCHEMAS).flatMap(([name, schema]) =>
  dates(schema).dates.map((path) => `${name} ${path}`),
);

describe("a field that is a date", () => {
  it("has a case here, in manifests, settings and policy", () => {
    expect([...new Set(FIELDS)].sort()).to.deep.equal(Object.keys(CASES).sort());
  });

  it("is declared as one where its name says so", () => {
    const named = Object.entries(SCHEMAS).flatMap(([name, schema]) =>
      dates(schema)
        .all.filter((path) => /(^|\.)(until|expires?\w*|ends?|endsOn|notAfter|notBefore|date)$/i.test(path))
        .map((path) => `${name} ${path}`),
    );

    expect(named.filter((path) => !FIELDS.includes(path))).to.deep.equal([]);
  });

  for (const [field, { warned, holds }] of Object.entries(CASES)) {
    it(`holds on its last day and no more on the next: ${field}`, async () => {
      expect(await holds(at(UNTIL))).to.equal(true);
      expect(await holds(at("2026-12-16"))).to.equal(false);
    });

    it(`is warned of 90 days ahead and afterwards, with what to do: ${field}`, () => {
      // Settings refuse an exception that is further away than they allow, so the first day is looked at for the others.
      if (!field.startsWith("settings ")) expect(warned(at("2026-09-15"))).to.deep.equal([]);
      expect(warned(at("2026-09-16")).join()).to.include(`after ${UNTIL} `);
      expect(warned(at("2026-12-16")).join()).to.include(`since ${UNTIL} has passed`);
    });
  }
});

describe("time alone", () => {
  for (const now of LATER) {
    it(`stops no deployment on ${now.toISOString().slice(0, 10)}`, async () => {
      for (const target of ["vault", "sqlServer"]) expect(await deployed(now, exceptionOf(target))).not.to.be.empty;
      const verdicts = judge(withValue("vault", "properties.enableRbacAuthorization", false), POLICY, "dev", { now });
      expect(mustStop(verdicts)).to.equal(false);
    });
  }

  it("ends the credentials of Azure DevOps' own issuer, which has a last day, and warns 90 days ahead", () => {
    const id = "8a1f2b3c-4d5e-4f60-8172-93a4b5c6d7e8";
    const connection = `azureDevOps: { organizationId: ${id}, organization: contoso, project: shop, serviceConnection: azure }`;
    const letIn = `  strongroom:azureDevOpsOrganizations: [contoso@${id}]\n`;
    const manifest = SHOP.replace(/\n {4}retiring.*/, "").replace(
      "{ api: {} }",
      `{ api: { federatedWith: { ${connection} } } }`,
    );
    const identities = ["deployIdentity", "sqlReconciler", "rotator"]
      .map(
        (key) =>
          `  strongroom:${key}: { federatedWith: { ${connection}, github: { repository: contoso/x, branch: main } } }\n`,
      )
      .join("");
    const adopted = "  strongroom:sqlAdministrators: { objectId: 4ab6f91c-52d8-437e-8a04-c6193aed527a }\n";
    const lines = letIn + identities + adopted;
    const credentials = (day: string): string[] => {
      const { platform, applications } = input(at(day), lines, manifest).args;
      const all = [
        platform.deployIdentity,
        platform.sqlReconciler,
        platform.rotator,
        applications[0]?.workloads["api"],
      ];
      return all.map((identity) => Object.keys(identity?.federation ?? {}).join());
    };

    expect(warnings(at("2027-03-31"), lines, manifest)).to.deep.equal([]);
    const ahead = warnings(at("2027-04-01"), lines, manifest);
    expect(ahead).to.have.length(4);
    expect(ahead.at(-1)).to.match(
      /^apps\/shop\.yaml:5: workloads\.api\.federatedWith: after 2027-06-30 Entra takes no token of Azure DevOps' own issuer.*entraSubject below "also"/,
    );
    expect(warnings(at("2027-07-01"), lines, manifest)[0]).to.include("since 2027-06-30 has passed");
    expect(credentials("2027-06-30")).to.deep.equal([
      ...Array<string>(3).fill("github-branch,azure-devops"),
      "azure-devops",
    ]);
    expect(credentials("2027-07-01")).to.deep.equal([...Array<string>(3).fill("github-branch"), ""]);
  });

  it("is told of where an older API version of Key Vault ends", () => {
    const lines = '  strongroom:keyVaultApi: "2024-11-01"\n';
    const plain = SHOP.replace(/\n {4}retiring.*/, "");

    expect(warnings(at("2026-11-28"), lines, plain)).to.deep.equal([]);
    expect(warnings(at("2026-11-29"), lines, plain).join()).to.match(
      /strongroom:keyVaultApi: after 2027-02-27 Azure answers this version no more; write 2026-02-01/,
    );
  });

  it("says every end with its place, however far away", () => {
    const settings = stackSettings("dev");
    const catalogue = catalogueFrom({ shop: SHOP }, settings);

    expect(everyEnd(catalogue, settings).map(({ where }) => where)).to.deep.equal([
      "apps/shop.yaml:12: secrets.old.retiring.until",
    ]);
    expect(endsOf(resolve(catalogue, settings))).to.have.length(1);
  });
});
