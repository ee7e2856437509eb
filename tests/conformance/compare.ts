// Two answers, compared in full: every property that one has and the other lacks, and every value that differs. What differs
// from run to run by its nature is in one list below.
import { isObject, textAt } from "../../simulator/model/values.ts";
import type { Props, Value } from "../../simulator/model/values.ts";

/**
 * Left out, wherever they stand: marks of a version of the answer, who wrote it and when, and what azure-native adds or drops
 * by itself.
 */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  earliestRestoreDate: "appears some minutes after a database was made",
  etag: "changes with every write",
  createdBy: "who wrote it; the first answer does not say it yet",
  updatedBy: "who wrote it",
  systemData: "who wrote it, and when",
  azureApiVersion: "azure-native's own, no property of Azure's answer",
};

const GUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const TIME = /^(\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-][\d:]+)?)?|\w{3}, \d\d \w{3} \d{4} [\d:]+ GMT)$/;

/** Made up by Azure, so that only their form can be compared: both must have them. */
export const MADE_UP: Readonly<Record<string, RegExp>> = {
  resourceGuid: GUID,
  principalId: GUID,
  clientId: GUID,
  objectId: GUID,
  tenantId: GUID,
  databaseId: GUID,
  customerId: GUID,
  appId: /./,
  AppId: /./,
  ApplicationId: /./,
  instrumentationKey: /./,
  InstrumentationKey: GUID,
  connectionString: /InstrumentationKey=/,
  ConnectionString: /InstrumentationKey=/,
  metricResourceId: GUID,
  administratorLogin: /^CloudSA/,
  metricId: /./,
  maximumNumberOfWorkers: /^\d+$/,
  regionalCommunity: /^12076:\d+$/,
  maxLogSizeBytes: /^\d+$/,
  web: /^https:\/\/[^.]+\.z\d+\.web\./,
  createdWithApiVersion: /^\d{4}-\d\d-\d\d/,
  version: /^\d+\.\d+\.\d+/,
  freeTrialRemainingTime: /^P/,
  ipAddress: /^[\d.]+$|:/,
  ipAddresses: /./,
  created: /^\d+$/,
  updated: /^\d+$/,
  dnsName: /./,
  defaultDomain: /./,
  staticIp: /^[\d.]+$/,
  outboundIpAddresses: /./,
  possibleOutboundIpAddresses: /./,
  inboundIpAddress: /./,
  inboundIpv6Address: /./,
  eventStreamEndpoint: /./,
  customDomainVerificationId: /./,
  ftpsHostName: /./,
  homeStamp: /./,
  correlationId: GUID,
  templateHash: /^\d+$/,
  duration: /^PT/,
  usageStates: /./,
  armRoleReceivers: /./,
  workflowRuntimeUrl: /./,
  secretUriWithVersion: /\/secrets\/[^/]+\/[0-9a-f]{32}$/,
  keyUriWithVersion: /\/keys\/[^/]+\/[0-9a-f]{32}$/,
  thumbprint: /./,
  internalId: /^[A-Za-z0-9+/=]+$/,
  revision: /^[0-9a-f]{32}$/,
  userId: GUID,
};

/** Of these the request may name one, which then must come back. */
const SOMEBODY = ["principalId", "clientId", "objectId", "tenantId"];

/** `West US` and `westus` are one region: services spell it either way, and azure-native takes both for the same. */
const region = (location: string): string => location.toLowerCase().replaceAll(" ", "");

/**
 * What services write in two ways, sometimes at one and the same API version: both are in the recordings, and both mean the
 * same. Each with the value that stands for nothing.
 */
const NOTHING: Readonly<Record<string, Value>> = {
  privateEndpointConnections: [],
  notActions: [],
  env: [],
  ipConfigurations: [],
  incidentReceivers: [],
  automationRunbookReceivers: [],
  ephemeralStorage: "",
  customNetworkInterfaceName: "",
  identity: "",
  autoPauseDelay: -1,
};

/** A recording may show the middle of an operation; azure-native waits for its end and reads then. */
const UNDER_WAY: Readonly<Record<string, RegExp>> = {
  provisioningState: /^(Succeeded|Created|Accepted|InProgress|RegisteringDns|[A-Z]\w*ing([A-Z]\w*)?)$/,
  status: /^(Active|Activating\w*|Updating|Creating)$/,
  virtualNetworkLinkState: /^(Completed|InProgress)$/,
};

const GUIDS = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const guidsIn = (text: string): string[] => text.match(GUIDS) ?? [];
/** A GUID that Azure made up inside a longer text, such as the name of an endpoint's network interface. */
const masked = (text: string): string => text.replaceAll(GUIDS, "{guid}");

/** `administrators.sid: recorded …, simulated …` */
export interface Difference {
  /** Without the `properties` around, list places left out: `subnets.addressPrefix`. */
  readonly path: string;
  readonly recorded: Value | undefined;
  readonly simulated: Value | undefined;
}

export function differences(recorded: Value, simulated: Value, sent: ReadonlySet<string> = new Set()): Difference[] {
  return compare(flat(recorded), flat(simulated), "", sent);
}

/** Texts that the request itself held, so that a made-up value among them is none. */
export function textsOf(value: Value): Set<string> {
  if (typeof value === "string") return new Set([value]);
  const inner = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
  return new Set(inner.flatMap((item) => [...textsOf(item)]));
}

/** The same data without the `properties` that some shapes have around it, without nulls and without what is left out. */
export function flat(value: Value): Value {
  if (Array.isArray(value)) return value.map(flat);
  if (!isObject(value)) return value;
  const result: Props = {};
  for (const [key, inner] of Object.entries(value)) {
    if (inner === null || Object.hasOwn(LEFT_OUT, key)) continue;
    const flattened = flat(inner);
    if (key === "properties" && isObject(flattened)) Object.assign(result, { ...flattened, ...result });
    else result[key] = flattened;
  }
  return result;
}

function compare(
  recorded: Value | undefined,
  simulated: Value | undefined,
  path: string,
  sent: ReadonlySet<string>,
): Difference[] {
  if (isObject(recorded) && isObject(simulated)) {
    return [...new Set([...Object.keys(recorded), ...Object.keys(simulated)])].flatMap((key) =>
      compare(recorded[key], simulated[key], step(path, key), sent),
    );
  }
  if (Array.isArray(recorded) && Array.isArray(simulated)) {
    const { shown, more } = shortened(recorded);
    // A list that was shortened in the request too can only come back as short.
    if (simulated.length === shown.length + more || (more > 0 && simulated.length === shown.length)) {
      return shown.flatMap((item, index) => compare(item, simulated[index], path, sent));
    }
  }
  return same(recorded, simulated, path, sent) ? [] : [{ path, recorded, simulated }];
}

/** An id as a key is a place of a map, whatever its own dots. */
function step(path: string, key: string): string {
  const name = key.includes("/") ? "*" : key;
  return path === "" ? name : `${path}.${name}`;
}

/** Long lists of the recordings end with how many items were left out: `… 6 more`. */
export function shortened(list: readonly Value[]): { readonly shown: readonly Value[]; readonly more: number } {
  const last = list.at(-1);
  const text = typeof last === "string" ? last : isObject(last) ? `… ${textAt(last, "…") ?? ""}` : "";
  const match = /^… (\d+) more$/.exec(text);
  return match ? { shown: list.slice(0, -1), more: Number(match[1]) } : { shown: list, more: 0 };
}

/** What differs between two texts are GUIDs that nobody sent. */
function madeUpGuids(recorded: string, simulated: string, sent: ReadonlySet<string>): boolean {
  const others = guidsIn(recorded).filter((guid, at) => guid !== guidsIn(simulated)[at]);
  return !others.some((guid) => [...sent].some((text) => text.includes(guid)));
}

function same(
  recorded: Value | undefined,
  simulated: Value | undefined,
  path: string,
  sent: ReadonlySet<string>,
): boolean {
  if (recorded === simulated) return true;
  if (recorded === undefined || simulated === undefined) {
    return JSON.stringify(NOTHING[path.split(".").at(-1) ?? ""]) === JSON.stringify(recorded ?? simulated);
  }
  const key = path.split(".").at(-1) ?? "";
  if (typeof recorded === "string" && typeof simulated === "string") {
    if (key === "location" && region(recorded) === region(simulated)) return true;
    if (UNDER_WAY[key]?.test(recorded) === true && UNDER_WAY[key].test(simulated)) return true;
    // A vault that is not in DNS yet is named without the last slash.
    if (key === "vaultUri" && `${recorded}/` === simulated) return true;
    if (masked(recorded) === masked(simulated) && madeUpGuids(recorded, simulated, sent)) return true;
    const hidden = recorded.indexOf("REDACTED");
    if (hidden >= 0 && simulated.startsWith(recorded.slice(0, hidden).replace(/Microsoft\.$/, "Microsoft.")))
      return true;
  }
  if (Array.isArray(recorded) !== Array.isArray(simulated) || isObject(recorded) !== isObject(simulated)) return false;
  const both = [recorded, simulated].map((value) =>
    isObject(value) || Array.isArray(value) ? JSON.stringify(value) : String(value),
  );
  const form = MADE_UP[key];
  const madeUp =
    path.startsWith("identity.") || !(SOMEBODY.includes(key) && typeof recorded === "string" && sent.has(recorded));
  if (form !== undefined && madeUp && both.every((text) => form.test(text))) return true;
  return both.every((text) => TIME.test(text));
}

export function sentence({ path, recorded, simulated }: Difference): string {
  const shown = (value: Value | undefined): string => (value === undefined ? "nothing" : JSON.stringify(value));
  return `${path}: recorded ${shown(recorded)}, simulated ${shown(simulated)}`;
}
