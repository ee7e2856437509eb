// Logs, jobs, templates and what stands for itself.
import { at, fields } from "../../../text/values.ts";
import type { ResourceRecord } from "../../snapshot/records.ts";
import { approval, becomes, harmless, narrows, notLess, told, type Class, type KindClasses } from "./class.ts";
import { always, fresh, LABELS } from "./shared.ts";

const audit = approval("audit");
const code = approval("code");

const DIAGNOSTICS = "monitor:DiagnosticSetting";

/** Where a setting sends to. */
function destinationsOf({ inputs }: ResourceRecord): string[] {
  return [
    "workspaceId",
    "eventHubAuthorizationRuleId",
    "eventHubName",
    "storageAccountId",
    "marketplacePartnerId",
  ].flatMap((key) => (inputs[key] === undefined ? [] : [`${key} ${JSON.stringify(inputs[key]).toLowerCase()}`]));
}

/** What a template of ours writes, by the type of Azure; each of our templates has one purpose. */
const BY_TEMPLATE: Readonly<Record<string, Class>> = {
  "Microsoft.KeyVault/vaults/secrets": fresh,
  "Microsoft.Sql/servers/administrators": told("access", "access"),
  "Microsoft.Sql/servers/azureADOnlyAuthentications": fresh,
};

/** What a new template writes; another type, a child inside, or nothing that can be read, wants an approval. */
function byTemplate({ inputs }: ResourceRecord): Class {
  const written = at(inputs, "properties.template.resources");
  if (!Array.isArray(written) || written.length === 0) return code;
  const classes = written.map((resource: unknown): Class => {
    const { type, resources } = fields(resource);
    const known = typeof type === "string" && Object.hasOwn(BY_TEMPLATE, type) ? BY_TEMPLATE[type] : undefined;
    return resources === undefined ? (known ?? code) : code;
  });
  return classes.find(({ is }) => is === "approval") ?? classes.find(({ is }) => is !== "harmless") ?? fresh;
}

const random: KindClasses = {
  created: fresh,
  destroyed: harmless("a placeholder that nobody uses"),
  replaced: harmless("a placeholder that nobody uses"),
  properties: { "**": harmless("a placeholder that nobody uses") },
};

export const OTHER_KINDS: Readonly<Record<string, KindClasses>> = {
  [DIAGNOSTICS]: {
    // To where others send already.
    created: (record, { before }): Class => {
      const known = before.filter(({ kind }) => kind === DIAGNOSTICS).flatMap(destinationsOf);
      return destinationsOf(record).every((destination) => known.includes(destination)) ? fresh : audit;
    },
    destroyed: audit,
    properties: { "**": audit },
  },
  "operationalinsights:Workspace": {
    created: audit,
    destroyed: audit,
    properties: {
      ...LABELS,
      retentionInDays: narrows("audit", notLess),
      "features.disableLocalAuth": narrows("audit", becomes(true)),
    },
  },
  "app:Job": always("code"),
  "app:ManagedEnvironment": always("code"),
  "resources:Deployment": {
    created: byTemplate,
    destroyed: harmless("Azure forgets the deployment and keeps what it wrote"),
    properties: {
      "**": code,
      "properties.parameters.tags.**": harmless("labels"),
      "properties.parameters.expires.**": harmless("a day that is counted from today"),
      "properties.parameters.login.**": approval("access"),
      "properties.parameters.sid.**": approval("access"),
    },
  },
  "random:RandomPassword": random,
  "random:RandomString": random,
  "random:RandomId": random,
  "random:RandomUuid": random,
  "strongroom:stack:PendingGrant": {
    created: harmless("what waits is told when it is granted"),
    destroyed: harmless("what waits is told when it is granted"),
    properties: { "**": harmless("what waits is told when it is granted") },
  },
};
