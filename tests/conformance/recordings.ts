// Recorded exchanges with real Azure: a folder of JSON files, one per kind, in the form that its README describes.
import * as fs from "node:fs";
import * as path from "node:path";
import { keyOf, resourceGroupOf, subscriptionOf } from "../../simulator/model/ids.ts";
import { isObject, textAt } from "../../simulator/model/values.ts";
import type { Value } from "../../simulator/model/values.ts";
import { shortened } from "./compare.ts";

export interface Exchange {
  readonly source: string;
  /** null where it was not recorded: the provider's own recordings. */
  readonly apiVersion: string | null;
  readonly method: string;
  readonly path: string;
  readonly body: Value;
  readonly status: number | null;
  readonly response: Value;
  /** Where the answer does not come from the request itself. */
  readonly responseFrom?: string;
  /** The same path was written earlier in the same recording. */
  readonly update?: boolean;
  readonly ifMatch?: Value;
  /** From the provider's own recordings: in the provider's shape. */
  readonly note?: string;
}

export interface Recorded extends Exchange {
  /** `Microsoft.KeyVault.vaults`, the name of the file. */
  readonly file: string;
  /** Its place in the file. */
  readonly index: number;
}

const BESIDE = path.resolve(import.meta.dirname, "../../../shared/azure-recordings");

/** STRONGROOM_AZURE_RECORDINGS, else the folder beside the repository; undefined where there is none. */
export function recordingsFolder(): string | undefined {
  const asked = process.env["STRONGROOM_AZURE_RECORDINGS"];
  const folder = asked === undefined || asked === "" ? BESIDE : asked;
  return fs.existsSync(folder) ? folder : undefined;
}

/** Codes that people pasted into issues are no traffic: `quoted-refusals.json` is not among them. */
export function readRecordings(folder: string): Recorded[] {
  return fs
    .readdirSync(folder)
    .filter((name) => name.endsWith(".json") && name !== "quoted-refusals.json")
    .sort()
    .flatMap((name) => {
      const exchanges = JSON.parse(fs.readFileSync(path.join(folder, name), "utf8")) as Exchange[];
      return exchanges.map((exchange, index) =>
        restored(
          identified({ ...exchange, body: whole(parsed(exchange.body)), file: name.replace(/\.json$/, ""), index }),
        ),
      );
    });
}

/** Some bodies were recorded as the text that went over the wire, one of them as Python prints it. */
function parsed(body: Value): Value {
  if (typeof body !== "string") return body;
  const text = body.slice(body.indexOf("{"), body.lastIndexOf("}") + 1);
  // Templates may be written by hand: names without quotation marks, and comments.
  for (const candidate of [text, text.replaceAll(/([,{]\s*)(\w+)\s*:/g, '$1"$2":').replaceAll(/\s\/\/.*$/gm, "")]) {
    try {
      return JSON.parse(candidate) as Value;
    } catch {
      continue;
    }
  }
  return body;
}

/** Who was named in a request that Azure took was somebody, before the recorder replaced the id by zeros. */
function identified(exchange: Recorded): Recorded {
  if (refusalOf(exchange)) return exchange;
  const clear = (value: Value): Value => {
    if (Array.isArray(value)) return value.map(clear);
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        key === "objectId" && inner === NOBODY ? SOMEBODY : clear(inner),
      ]),
    );
  };
  return { ...exchange, body: clear(exchange.body), response: clear(exchange.response) };
}

const NOBODY = "00000000-0000-0000-0000-000000000000";
const SOMEBODY = "00000000-0000-4000-8000-00000000aaaa";

/** A request cannot be played with the marks of shortened lists in it; what stood there is not known. */
function whole(value: Value): Value {
  if (Array.isArray(value)) return shortened(value).shown.map(whole);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, whole(inner)]));
}

/**
 * azure-service-operator's recordings hide a part of some paths (`Microsoft.REDACTED…`). The answer says which resource it was:
 * by its id, or by the parent that a refusal names.
 */
function restored(exchange: Recorded): Recorded {
  // A request for the whole can be recorded under the path of a part: the answer's id is right.
  const answered = isObject(exchange.response) ? textAt(exchange.response, "id") : undefined;
  const part = keyOf(exchange.path).startsWith(`${keyOf(answered ?? "-")}/`);
  // azure-cli's recorder replaces the names of deployments in paths alone.
  const mock = exchange.path.endsWith("/deployments/mock-deployment");
  // Recorders replace the subscription of a path and forget that of its answer.
  const elsewhere =
    answered !== undefined &&
    exchange.path !== answered &&
    withoutSubscription(answered) === withoutSubscription(exchange.path);
  if (answered?.startsWith("/subscriptions/") === true && (part || mock || elsewhere)) {
    return { ...exchange, path: answered };
  }
  if (!exchange.path.includes("Microsoft.REDACTED")) return exchange;
  const whole = exchange.path.replaceAll("Microsoft.REDACTED.", "Microsoft.");
  if (!whole.includes("REDACTED")) return { ...exchange, path: whole };
  const id = isObject(exchange.response) ? textAt(exchange.response, "id") : undefined;
  if (id?.startsWith("/subscriptions/") === true) return { ...exchange, path: id };
  const path = fromRefusal(exchange) ?? fromFileName(exchange);
  return path === undefined ? exchange : { ...exchange, path };
}

function withoutSubscription(id: string): string {
  return id.replace(/^\/subscriptions\/[^/]+/, "");
}

/** `…of type 'servers/databases/auditingSettings', because the parent resource '…' could not be found` */
function fromRefusal({ response, body }: Recorded): string | undefined {
  const message = isObject(response) ? (textAt(response, "error.message") ?? "") : "";
  const match = /of type '([^']+)', because the parent resource '([^']+)'/.exec(message);
  if (!match) return undefined;
  const name = isObject(body) ? textAt(body, "name") : undefined;
  return `${match[2] ?? ""}/${(match[1] ?? "").split("/").at(-1) ?? ""}/${name ?? "default"}`;
}

/** Only the type is known then; every name on the way is made up, and nothing of them is compared. */
function fromFileName({ file, path, body }: Recorded): string | undefined {
  const [provider, types] = [file.split(".").slice(0, 2).join("."), file.split(".").slice(2).join(".")];
  if (types === "") return undefined;
  const known = COLLECTIONS[`${provider}.${types}`] ?? types.split("-").join("/");
  const names = known.split("/");
  const own = isObject(body) ? textAt(body, "name") : undefined;
  const segments = names.map((type, at) => `${type}/${at === names.length - 1 ? (own ?? "hidden") : "hidden"}`);
  const group = `/subscriptions/${subscriptionOf(path) ?? ""}/resourceGroups/${resourceGroupOf(path) ?? ""}`;
  return `${group}/providers/${provider}/${segments.join("/")}`;
}

/** Files that are named by the last type alone. */
const COLLECTIONS: Readonly<Record<string, string>> = {
  "Microsoft.ManagedIdentity.federatedIdentityCredentials": "userAssignedIdentities/federatedIdentityCredentials",
  "Microsoft.Network.subnets": "virtualNetworks/subnets",
  "Microsoft.Network.virtualNetworkPeerings": "virtualNetworks/virtualNetworkPeerings",
  "Microsoft.Network.virtualNetworkLinks": "privateDnsZones/virtualNetworkLinks",
  "Microsoft.Network.privateDnsZoneGroups": "privateEndpoints/privateDnsZoneGroups",
  "Microsoft.EventHub.eventhubs": "namespaces/eventhubs",
  "Microsoft.Sql.databases-transparentDataEncryption": "servers/databases/transparentDataEncryption",
  "Microsoft.Sql.databases-backupLongTermRetentionPolicies": "servers/databases/backupLongTermRetentionPolicies",
  "Microsoft.Sql.databases-backupShortTermRetentionPolicies": "servers/databases/backupShortTermRetentionPolicies",
};

export function refusalOf({ status, response, responseFrom }: Exchange): { status: number; code: string } | undefined {
  const failed = responseFrom === "the failed operation";
  if (!failed && (status === null || status < 400)) return undefined;
  const error = isObject(response) ? (isObject(response["error"]) ? response["error"] : response) : {};
  // App Service writes it with a capital.
  return { status: status ?? 0, code: textAt(error, "code") ?? textAt(error, "Code") ?? "" };
}
