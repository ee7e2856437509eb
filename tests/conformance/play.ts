// Plays one recorded exchange through simulated Azure, and says whether both gave the same answer.
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { CLOUDS } from "../../facts/clouds.ts";
import { bodyContract, definitionsFolder } from "../../simulator/contract/contract.ts";
import { KINDS } from "../../simulator/kinds/index.ts";
import { LENIENT } from "../../simulator/model/ages.ts";
import { Cloud } from "../../simulator/model/cloud.ts";
import { AzureError } from "../../simulator/model/errors.ts";
import { formatId, parseId, subscriptionOf } from "../../simulator/model/ids.ts";
import type { Caller, Kind } from "../../simulator/model/kind.ts";
import { Store } from "../../simulator/model/store.ts";
import { isObject, merge, textAt } from "../../simulator/model/values.ts";
import type { Props, Value } from "../../simulator/model/values.ts";
import { AzureProvider } from "../../simulator/provider/azure.ts";
import { Faults } from "../../simulator/provider/faults.ts";
import { versionReason } from "./api-versions.ts";
import { changedSince } from "./changed.ts";
import { differences, sentence, textsOf } from "./compare.ts";
import type { Difference } from "./compare.ts";
import { inputsFor, sdkShape } from "./inputs.ts";
import { refusalOf } from "./recordings.ts";
import type { Recorded } from "./recordings.ts";
import { setUp } from "./world.ts";

export interface Played {
  readonly exchange: Recorded;
  readonly kind: Kind;
  /** In sentences; none where both answers are the same. */
  readonly differences: readonly string[];
  /** What only differs because of API versions, each with its reason. */
  readonly setAside: readonly string[];
}

/** What simulated Azure answered: properties, or a refusal, or a failure of the harness itself. */
type Answer =
  | { readonly answer: Props }
  | { readonly status: number; readonly code: string; readonly message: string }
  | { readonly unplayed: string };

const OBJECT_ID = "00000000-0000-4000-8000-00000000c0c0";

export async function play(exchange: Recorded, kind: Kind): Promise<Played> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-conformance-"));
  const store = new Store(path.join(folder, "cloud.json"));
  try {
    const answer = await answerOf(exchange, kind, new Cloud(store));
    return { exchange, kind, ...judge(exchange, kind, answer) };
  } finally {
    store.close();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function answerOf(exchange: Recorded, kind: Kind, cloud: Cloud): Promise<Answer> {
  const definitions = definitionsFolder();
  const azure = new AzureProvider({
    cloud,
    kinds: KINDS,
    faults: new Faults(undefined),
    contract: definitions === undefined ? undefined : bodyContract(definitions),
    crash: () => undefined,
  });
  const id = asSent(kind, (exchange.path.split("?")[0] ?? "").replace(/\/+$/, ""));
  const caller = callerOf(exchange, id);
  const urn = `urn:pulumi:dev::conformance::${kind.type}::subject`;
  const put = async (body: Props): Promise<Props> => {
    const sent = inputsFor(kind, id, body, definitions);
    const { inputs, failures } = azure.check(kind.type, urn, {}, sent, "", undefined, caller);
    if (failures.length > 0)
      throw new AzureError(400, "InvalidRequestContent", failures.map(({ reason }) => reason).join("; "));
    const written = await azure.update(kind.type, urn, id, inputs, new Set(), caller);
    return { id: written.id, ...written.properties };
  };
  try {
    setUp({ cloud, exchange, kind, id });
    const before = await beforehand(exchange, put, cloud, id, kind);
    if (exchange.method === "DELETE") {
      await azure.erase(kind.type, urn, id, caller);
      return { answer: {} };
    }
    if (!isObject(exchange.body)) return { unplayed: "the request's body is not recorded as JSON" };
    return { answer: await put(exchange.method === "PATCH" ? patched(before, exchange.body) : exchange.body) };
  } catch (error) {
    if (error instanceof AzureError) return { status: error.status, code: error.code, message: error.message };
    return { unplayed: error instanceof Error ? error.message : String(error) };
  }
}

/** Some services take the properties of a PATCH without the object around them. */
function patched(before: Props, change: Props): Props {
  const inside = before["properties"];
  const bare = isObject(inside) && !("properties" in change);
  const own = bare ? Object.fromEntries(Object.entries(change).filter(([key]) => key in inside)) : {};
  const others = Object.fromEntries(Object.entries(change).filter(([key]) => !(key in own)));
  return merge(before, { ...others, ...(Object.keys(own).length > 0 && { properties: own }) });
}

/** The id as azure-native sends it: made from its template, whatever the recorded tool wrote. */
function asSent(kind: Kind, id: string): string {
  return formatId(kind.path, parseId(kind.path, id) ?? {});
}

/** An update needs what it updates. The best evidence of what that was is what it became. */
async function beforehand(
  exchange: Recorded,
  put: (body: Props) => Promise<Props>,
  cloud: Cloud,
  id: string,
  kind: Kind,
): Promise<Props> {
  const { method, update, response, body } = exchange;
  const gone = exchange.status === 204 || refusalOf(exchange)?.status === 404;
  if (method === "DELETE") {
    if (!gone && !cloud.get(id)) cloud.put(plain(id, kind));
    return {};
  }
  if (method !== "PATCH" && update !== true) return {};
  const became = refusalOf(exchange) === undefined && isObject(response) ? response : isObject(body) ? body : {};
  try {
    await put(method === "PATCH" && isObject(body) ? merge(became, body) : became);
  } catch {
    cloud.put(plain(id, kind));
  }
  return became;
}

function plain(id: string, kind: Kind): Parameters<Cloud["put"]>[0] {
  return {
    id: kind.spelled?.(id) ?? id,
    type: kind.type,
    properties: {},
    computed: [],
    createdAt: "2020-01-01T00:00:00.000Z",
  };
}

function callerOf(exchange: Recorded, id: string): Caller {
  const tenant = [...textsIn(exchange.body, "tenantId"), ...textsIn(exchange.response, "tenantId")][0];
  return {
    subscriptionId: subscriptionOf(id) ?? "00000000-0000-0000-0000-000000000000",
    tenantId: tenant ?? "7e7a0000-0000-4000-8000-000000000001",
    objectId: OBJECT_ID,
    clientId: "00000000-0000-4000-8000-00000000d0d0",
    insideNetwork: true,
    // The harness makes what is there old; what a recording made a moment ago it cannot know.
    ages: LENIENT,
    // Who was refused for lack of a right had none; everybody else may do everything.
    ...(refusalOf(exchange)?.code === "AuthorizationFailed" && { rights: { actions: [] } }),
    landingZone: {},
    azure: CLOUDS.public,
    now: () => new Date(),
  };
}

function textsIn(value: Value, key: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => textsIn(item, key));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name === key && typeof inner === "string" ? [inner] : textsIn(inner, key),
  );
}

function reasonOf(
  { path, recorded, simulated }: Difference,
  kind: Kind,
  apiVersion: string | null,
): string | undefined {
  const side = recorded === undefined ? "simulated" : simulated === undefined ? "recorded" : undefined;
  if (side === undefined) return undefined;
  const reasons = leaves(path, recorded ?? simulated ?? null).map((leaf) =>
    versionReason(kind, apiVersion, leaf, side),
  );
  return reasons.includes(undefined) ? undefined : reasons[0];
}

/** An object that one side lacks differs in each of its properties. */
function leaves(path: string, value: Value): string[] {
  if (!isObject(value) || Object.keys(value).length === 0) return [path];
  return Object.entries(value).flatMap(([key, inner]) => leaves(`${path}.${key}`, inner));
}

/** azure-native waits for the end of an operation; what its middle does not show says nothing about the end. */
const STILL_MISSING = "recorded in the middle of an operation, which does not show it yet";

function underWay(response: Value): boolean {
  const state = isObject(response) ? textAt(response, "properties.provisioningState") : undefined;
  return state !== undefined && /^(InProgress|Accepted|RegisteringDns|[A-Z]\w*ing([A-Z]\w*)?)$/.test(state);
}

function judge(exchange: Recorded, kind: Kind, answer: Answer): Pick<Played, "differences" | "setAside"> {
  const refusal = refusalOf(exchange);
  if ("unplayed" in answer) return { differences: [`it could not be played: ${answer.unplayed}`], setAside: [] };
  if ("code" in answer) {
    if (refusal === undefined)
      return { differences: [`accepted by Azure, refused here: ${answer.message}`], setAside: [] };
    const same =
      refusal.code === answer.code && (refusal.status === answer.status || exchange.responseFrom !== undefined);
    const said = `recorded ${refusal.status} ${refusal.code}, simulated ${answer.status} ${answer.code}: ${answer.message}`;
    return { differences: same ? [] : [said], setAside: [] };
  }
  if (refusal !== undefined) {
    return { differences: [`refused by Azure (${refusal.status} ${refusal.code}), accepted here`], setAside: [] };
  }
  // The answer that an operation has begun shows nothing of the resource.
  const begun = isObject(exchange.response) && exchange.response["operation"] !== undefined;
  if (exchange.method === "DELETE" || begun || !isObject(exchange.response)) return { differences: [], setAside: [] };
  const recorded = sdkShape(kind, exchange.response, "answer", definitionsFolder());
  const found = differences(recorded, answer.answer, textsOf(exchange.body));
  const sent = isObject(exchange.body) ? sdkShape(kind, exchange.body, "request", definitionsFolder()) : {};
  const reasons = found.map(
    (difference) =>
      reasonOf(difference, kind, exchange.apiVersion) ??
      changedSince(difference, kind, exchange.apiVersion, sent) ??
      (underWay(exchange.response) && difference.recorded === undefined ? STILL_MISSING : undefined),
  );
  return {
    differences: found.filter((_difference, at) => reasons[at] === undefined).map(sentence),
    setAside: reasons.filter((reason) => reason !== undefined),
  };
}
