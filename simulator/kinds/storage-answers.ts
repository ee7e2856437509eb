// What Azure Storage answers of an account: where it lies and is reached, and the defaults of what was not sent. As recorded
// answers of real Azure have it (tests/conformance).
import { EARLY_ACCESS } from "./sql-answers.ts";
import { REGIONS } from "../../facts/regions.ts";
import { AzureError } from "../model/errors.ts";
import { guidOf } from "../model/ids.ts";
import type { Draft } from "../model/kind.ts";
import { region } from "../model/rules.ts";
import { at, isObject, numberAt, textAt } from "../model/values.ts";
import type { Props } from "../model/values.ts";

const OPEN = { bypass: "AzureServices", virtualNetworkRules: [], ipRules: [], ipv6Rules: [], defaultAction: "Allow" };

export function accountAnswer(sent: Props, draft: Draft): Props {
  const sku = isObject(sent["sku"]) ? sent["sku"] : {};
  const kind = textAt(sent, "kind") ?? "StorageV2";
  const rules = sent["networkRuleSet"];
  const tiered = kind === "StorageV2" || kind === "BlobStorage";
  return {
    ...(tiered && { accessTier: "Hot" }),
    ...sent,
    sku: { ...sku, tier: (textAt(sku, "name") ?? "").split("_")[0] ?? "" },
    networkRuleSet: isObject(rules) ? { ...OPEN, ...rulesOf(rules) } : OPEN,
    encryption: encryptionOf(sent, draft),
  };
}

/** A rule allows, which is all that it can; a network's has a state. */
function rulesOf(rules: Props): Props {
  const list = (key: string, more: Props): Props =>
    Array.isArray(rules[key])
      ? { [key]: rules[key].map((rule) => (isObject(rule) ? { ...more, ...rule } : rule)) }
      : {};
  const allow = { action: "Allow" };
  return { ...rules, ...list("ipRules", allow), ...list("virtualNetworkRules", { ...allow, state: "Succeeded" }) };
}

/** Blobs and files are always encrypted; the other services only where somebody chose keys of their own. */
function encryptionOf(sent: Props, { existing, caller }: Draft): Props {
  const since = textAt(existing?.properties, "creationTime") ?? caller.now().toISOString();
  const service = { keyType: "Account", enabled: true, lastEnabledTime: since };
  const asked = isObject(sent["encryption"]) ? sent["encryption"] : {};
  const services = isObject(asked["services"]) ? asked["services"] : {};
  const all = { blob: {}, file: {}, ...services };
  return {
    keySource: "Microsoft.Storage",
    ...asked,
    services: Object.fromEntries(
      Object.entries(all).map(([name, one]) => [name, { ...service, ...(isObject(one) ? one : {}) }]),
    ),
  };
}

/** Regions, their states, and the endpoints of each service. */
export function placesOf(name: string, inputs: Props): Props {
  const location = region(textAt(inputs, "location") ?? "");
  const redundancy = (textAt(inputs, "sku.name") ?? "").split("_")[1] ?? "";
  const pair = REGIONS.get(location)?.pair ?? EARLY_ACCESS[location];
  const twice = redundancy.includes("GRS") || redundancy.includes("GZRS");
  return {
    primaryLocation: location,
    statusOfPrimary: "available",
    primaryEndpoints: routed(name, inputs),
    ...(twice && pair !== undefined && { secondaryLocation: pair, statusOfSecondary: "available" }),
    ...(twice && redundancy.startsWith("RA") && { secondaryEndpoints: routed(name, inputs, "-secondary") }),
  };
}

/** The endpoints, and those of each way of routing that is published (recorded). */
function routed(name: string, inputs: Props, end = ""): Props {
  const of = (account: string): Props => {
    const all = endpointsOf(`${account}${end}`, inputs);
    return end === "" ? all : without(all, "file");
  };
  // Queues and tables have one way only.
  const way = (routing: string): Props => without(without(of(`${name}-${routing}`), "queue"), "table");
  return {
    ...of(name),
    ...(at(inputs, "routingPreference.publishInternetEndpoints") === true && {
      internetEndpoints: without(way("internetrouting"), end === "" ? "" : "file"),
    }),
    ...(at(inputs, "routingPreference.publishMicrosoftEndpoints") === true && {
      microsoftEndpoints: of(`${name}-microsoftrouting`),
    }),
  };
}

const PARTS: Readonly<Record<string, readonly string[]>> = {
  StorageV2: ["dfs", "web", "blob", "queue", "table", "file"],
  Storage: ["blob", "queue", "table", "file"],
  BlobStorage: ["dfs", "blob", "table"],
  BlockBlobStorage: ["dfs", "web", "blob"],
  FileStorage: ["file"],
};

function endpointsOf(name: string, inputs: Props): Props {
  // Each region has a few zones for websites; which one is Azure's to say.
  const zone = (Number.parseInt(guidOf("web zone", textAt(inputs, "location") ?? "").slice(0, 2), 16) % 40) + 1;
  const parts = PARTS[textAt(inputs, "kind") ?? "StorageV2"] ?? PARTS["StorageV2"] ?? [];
  return Object.fromEntries(
    parts.map((part) => [part, `https://${name}.${part === "web" ? `z${zone}.web` : part}.core.windows.net/`]),
  );
}

function without(props: Props, key: string): Props {
  return Object.fromEntries(Object.entries(props).filter(([name]) => name !== key));
}

/** Days after which keys are to be changed: not below zero (recorded). */
export function checkKeyPolicy(inputs: Props): void {
  const days = numberAt(inputs, "keyPolicy.keyExpirationPeriodInDays");
  if (at(inputs, "keyPolicy") === undefined || days === undefined || days >= 0) return;
  throw new AzureError(
    400,
    "InvalidValuesForRequestParameters",
    "Values for request parameters are invalid: keyPolicy.keyExpirationPeriodInDays.",
  );
}
