// What a state shows that no single rule asks: an audit trail from end to end, rotation, sign-ins without a password, that
// nothing in it is a credential, backups, and that no other environment reaches in. Each names the resource and the property.
import { controls, type Controls } from "../../policy/controls.ts";
import { findings } from "../access/findings.ts";
import { accessMatrix } from "../access/matrix.ts";
import type { ResourceRecord, Snapshot } from "../access/records.ts";
import { replicasOf } from "../access/replicas.ts";
import { withTemplateSecrets } from "../access/templates.ts";
import { at, fields, isFields, list, number, sameId, text } from "../values.ts";
import { itemsOf } from "../inventory/items.ts";

export interface Fact {
  readonly urn: string;
  /** Pulumi's name, or what the fact is about as a whole. */
  readonly resource: string;
  readonly property: string;
  /** As it is in the state. */
  readonly value: string;
}

export interface Statement {
  readonly id: string;
  /** What holds when it is satisfied. */
  readonly title: string;
  readonly controls: Controls;
  readonly evaluate: (snapshot: Snapshot) => { readonly shown: readonly Fact[]; readonly missing: readonly Fact[] };
}

/** Most days between two versions: R7. */
const MAX_ROTATION_DAYS = 90;
/** PCI DSS 4.0, 10.5.1: twelve months. */
const AUDIT_DAYS = 365;
/** Least days of point-in-time restore that Azure SQL offers beyond a day (sql-docs, automated-backups-overview). */
const BACKUP_DAYS = 7;

/** Kinds that are made of a credential, or bring one into the state. */
const CREDENTIAL_KINDS = [
  "azuread:ApplicationPassword",
  "azuread:ApplicationCertificate",
  "azuread:ServicePrincipalPassword",
  "azuread:ServicePrincipalCertificate",
  "keyvault:AccessPolicy",
  "tls:PrivateKey",
] as const;

/** How Pulumi's state marks an encrypted value (pulumi/sdk, resource/properties.go). */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

const STATEMENTS: readonly Statement[] = [
  {
    id: "audit-trail-of-vaults",
    title: "Every use of a vault is written to the log workspace",
    controls: controls("auditLogging", { cis: ["5.1.5"] }),
    evaluate: ({ resources }) =>
      each(resources, "keyvault:Vault", (vault) => {
        const setting = resources.find(
          (record) =>
            record.kind === "monitor:DiagnosticSetting" &&
            sameId(text(record.inputs["resourceUri"]) ?? "", vault.id ?? "-") &&
            text(record.props["workspaceId"]) !== undefined,
        );
        const categories = list(setting?.props["logs"] ?? setting?.inputs["logs"])
          .map(fields)
          .filter(({ enabled }) => enabled === true)
          .map(({ category, categoryGroup }) => text(categoryGroup) ?? text(category) ?? "?");
        const audits = categories.some((name) => /^(audit|alllogs|auditevent)$/i.test(name));
        return [audits, "diagnostic setting: logs to a workspace", categories.join(", ") || "not set"];
      }),
  },
  {
    id: "audit-trail-of-servers",
    title: "Every SQL server writes its audit to Azure Monitor",
    controls: controls("auditLogging", { cis: ["4.1.1"] }),
    evaluate: ({ resources }) =>
      each(resources, "sql:Server", (server) => {
        const policy = resources.find(
          (record) =>
            record.kind === "sql:ExtendedServerBlobAuditingPolicy" &&
            text(record.inputs["serverName"]) === text(server.inputs["serverName"]),
        );
        const state = text(policy?.props["state"]) ?? "not set";
        const toMonitor = policy?.props["isAzureMonitorTargetEnabled"] === true;
        return [
          state === "Enabled" && toMonitor,
          "auditing policy: state, isAzureMonitorTargetEnabled",
          `${state}, ${String(toMonitor)}`,
        ];
      }),
  },
  {
    id: "audit-is-kept",
    title: `The audit trail is kept for at least ${String(AUDIT_DAYS)} days`,
    controls: controls("auditLogging"),
    evaluate: ({ resources }) =>
      each(resources, "operationalinsights:Workspace", ({ props }) => {
        const days = number(props["retentionInDays"]) ?? 0;
        return [days >= AUDIT_DAYS, "retentionInDays", String(days)];
      }),
  },
  {
    id: "rotation-is-scheduled",
    title: `Every secret and key is rotated within ${String(MAX_ROTATION_DAYS)} days`,
    controls: controls("keyLifecycle", { cis: ["8.8"] }),
    evaluate: (snapshot) => {
      const facts = itemsOf([snapshot])
        .filter(({ kind }) => kind === "secret" || kind === "key")
        .map(({ urn, name, within, rotationDays, rotatedBy }) => ({
          holds: rotationDays !== undefined && rotationDays <= MAX_ROTATION_DAYS && rotatedBy !== undefined,
          fact: {
            urn,
            resource: `${name} in ${within}`,
            property: "tags: rotation-days, rotated-by",
            value: `${String(rotationDays ?? "not set")}, ${rotatedBy ?? "not set"}`,
          },
        }));
      return split(facts);
    },
  },
  {
    id: "sign-in-without-a-password",
    title: "Who signs in from outside Azure does so with a token of one exact subject",
    controls: controls("centralIdentity"),
    evaluate: ({ resources }) =>
      each(resources, "managedidentity:FederatedIdentityCredential", ({ props }) => {
        const subject = text(props["subject"]) ?? "not set";
        const issuer = text(props["issuer"]) ?? "not set";
        return [issuer.startsWith("https://") && !/[*?]/.test(subject), "issuer, subject", `${issuer}, ${subject}`];
      }),
  },
  {
    id: "no-credential-is-created",
    title: "The stack creates no credential that opens anything",
    controls: controls("secretHandling"),
    evaluate: ({ resources, stack }) => {
      const found = resources.filter(
        ({ kind, props, inputs }) =>
          CREDENTIAL_KINDS.some((credential) => credential === kind) ||
          (kind === "sql:Server" && text(inputs["administratorLogin"] ?? props["administratorLogin"]) !== undefined),
      );
      if (found.length > 0) {
        return { shown: [], missing: found.map((record) => fact(record, "type", record.type)) };
      }
      const placeholders = resources.filter(({ kind }) => kind === "random:RandomPassword").length;
      const value = `none of ${String(resources.length)} is an Entra password or certificate, an access policy, a SQL login or a private key; ${String(placeholders)} are random placeholders`;
      return {
        shown: [{ urn: "", resource: `all resources of stack ${stack}`, property: "type", value }],
        missing: [],
      };
    },
  },
  {
    id: "secret-values-are-encrypted",
    title: "The state holds no value of a vault's secret in the clear",
    controls: controls("secretHandling"),
    evaluate: ({ resources }) =>
      each(withTemplateSecrets(resources), "keyvault:Secret", ({ inputs, props }) => {
        const values = [at(inputs, "properties.value"), at(props, "properties.value")].filter(
          (value) => value !== undefined,
        );
        const hidden = values.every((value) => isFields(value) && SIGNATURE in value);
        return [
          hidden,
          "properties.value",
          values.length === 0 ? "not in the state" : hidden ? "encrypted" : "readable",
        ];
      }),
  },
  {
    id: "databases-are-backed-up",
    title: `Every database and every replica can be restored to any point of the last ${String(BACKUP_DAYS)} days or more`,
    controls: controls("resilience"),
    evaluate: ({ resources }) => {
      const onServers = Map.groupBy(replicasOf(resources), ({ database }) => database.urn);
      return each(resources, "sql:Database", (database) => {
        const servers = [
          text(database.inputs["serverName"]),
          ...(onServers.get(database.urn) ?? []).map(({ server }) => server),
        ];
        const days = servers.map((server) => backupDays(resources, server, text(database.inputs["databaseName"])));
        const shown = days.map(
          (count, index) => `${count === 0 ? "not set" : String(count)}${index === 0 ? "" : ` on the replica`}`,
        );
        return [Math.min(...days) >= BACKUP_DAYS, "backup policy: retentionDays", shown.join(", ")];
      });
    },
  },
  {
    id: "no-other-environment-reaches-in",
    title: "No principal of another environment, no person and no stranger holds a grant",
    controls: controls("leastPrivilege"),
    evaluate: (snapshot) => {
      const rows = accessMatrix([snapshot]);
      const alarms = findings(rows).filter(
        ({ kind }) => kind === "foreign environment" || kind === "person" || kind === "stranger",
      );
      if (alarms.length > 0) {
        const missing = alarms.flatMap(({ rows: [row], message }) =>
          row === undefined ? [] : [{ urn: row.urn, resource: row.object, property: "principal", value: message }],
        );
        return { shown: [], missing };
      }
      if (rows.length === 0) return { shown: [], missing: [] };
      const value = `${String(rows.length)} grants, each to a workload or group of ${snapshot.environment}, or to a named sign-in`;
      const resource = `all grants of stack ${snapshot.stack}`;
      return { shown: [{ urn: "", resource, property: "principal", value }], missing: [] };
    },
  },
];

/** Days that any point in time can be restored; 0 where nothing says so. */
function backupDays(
  resources: readonly ResourceRecord[],
  server: string | undefined,
  database: string | undefined,
): number {
  const policy = resources.find(
    ({ kind, inputs }) =>
      kind === "sql:BackupShortTermRetentionPolicy" &&
      text(inputs["serverName"]) === server &&
      text(inputs["databaseName"]) === database,
  );
  return number(policy?.props["retentionDays"]) ?? 0;
}

export function statements(): readonly Statement[] {
  return STATEMENTS;
}

type Answer = readonly [holds: boolean, property: string, value: string];

function each(resources: readonly ResourceRecord[], kind: string, judge: (record: ResourceRecord) => Answer) {
  return split(
    resources
      .filter((record) => record.kind === kind)
      .map((record) => {
        const [holds, property, value] = judge(record);
        return { holds, fact: fact(record, property, value) };
      }),
  );
}

function fact({ urn, kind, name }: ResourceRecord, property: string, value: string): Fact {
  return { urn, resource: `${kind} ${name}`, property, value };
}

function split(facts: readonly { readonly holds: boolean; readonly fact: Fact }[]) {
  return {
    shown: facts.filter(({ holds }) => holds).map((one) => one.fact),
    missing: facts.filter(({ holds }) => !holds).map((one) => one.fact),
  };
}
