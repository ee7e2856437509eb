// Which keys a stack's settings may have, over all namespaces. It removes two risks: a setting that is dropped because its
// namespace or its name is misspelt, and a provider's credential, which Pulumi would write into the state.
import { PROVIDER_KEYS } from "./provider-keys.ts";
import type { Problem } from "../input/problems.ts";
import { settingsSchema } from "./settings-schema.ts";
import { didYouMean, list, nearest, quote } from "../input/words.ts";
import type { Path } from "../input/yaml-document.ts";

const OWN = "strongroom";
/** Pulumi's own settings, such as pulumi:autonaming; the engine judges them. */
const ENGINE = "pulumi";
const NAMESPACES = [OWN, ...Object.keys(PROVIDER_KEYS).filter((name) => PROVIDER_KEYS[name]?.length !== 0), ENGINE];

/** What signs a provider in, or says where that lies; all Azure providers call it alike. */
const CREDENTIAL = /^(clientSecret|clientCertificate|oidcToken$|oidcRequestToken$)/i;

/** Whom the providers ask who Azure is, and where they send what signs them in: no matter of a pull request. */
const WHERE_TOKENS_GO = /^(metadataHost|msiEndpoint|oidcRequestUrl|disableInstanceDiscovery)$/i;

/** What the file of a stack may hold beside `config` (Pulumi's documentation: stack settings file reference). */
const BESIDE_CONFIG = ["config", "environment", "secretsprovider", "encryptedkey", "encryptionsalt"];

/** Whether settings may have this key of an Azure provider. */
export const isProviderKey = (name: string): boolean => !CREDENTIAL.test(name) && !WHERE_TOKENS_GO.test(name);

/** The keys of providers that settings may have. */
export function providerKeys(): string[] {
  return Object.entries(PROVIDER_KEYS).flatMap(([namespace, names]) =>
    names.filter(isProviderKey).map((name) => `${namespace}:${name}`),
  );
}

/**
 * The keys of the file as they are written. Pulumi reads `groups` and `strongroom:config:groups` as `strongroom:groups` too; with
 * two spellings of one setting in a file it is chance which one counts (seen with CLI 3.259).
 */
export function checkSpelling(document: unknown, at: (path: Path, message: string) => Problem): Problem[] {
  const top = keysOf(document)
    .filter((key) => !BESIDE_CONFIG.includes(key))
    .map((key) =>
      at([key], `unknown key ${quote(key)}${didYouMean(key, BESIDE_CONFIG)}; allowed are ${list(BESIDE_CONFIG)}`),
    );
  const config = (document as { readonly config?: unknown } | null | undefined)?.config;
  const older = keysOf(config).flatMap((key) => {
    const [namespace, name] = partsOf(key);
    if (key === `${namespace}:${name}` && name !== "") return [];
    const meant = name === "" ? `${OWN}:${namespace}` : `${namespace}:${name}`;
    return [
      at(
        ["config", key],
        `Pulumi reads other spellings of a setting, and of two either may win; write ${quote(meant)}`,
      ),
    ];
  });
  return [...top, ...older];
}

function keysOf(value: unknown): string[] {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
}

/** `keys` as Pulumi has them: `azure-native:location`. Our own are the schema's to judge. Never shows a value. */
export function checkKeys(keys: readonly string[], at: (path: Path, message: string) => Problem): Problem[] {
  return keys.flatMap((key) => {
    const message = keyMessage(key);
    return message === undefined ? [] : [at([key], message)];
  });
}

function keyMessage(key: string): string | undefined {
  const [namespace, name] = partsOf(key);
  if (namespace === OWN || namespace === ENGINE) return undefined;
  if (CREDENTIAL.test(name)) {
    return "a credential is not allowed in the settings, not even encrypted: Pulumi writes it into the state; leave it out, sign in by OIDC, az login or environment variables (docs/settings.md), and revoke it if it was ever committed";
  }
  if (WHERE_TOKENS_GO.test(name)) {
    return "says where sign-in tokens are sent, and is not allowed in the settings; whoever signs in sets it as an environment variable (docs/settings.md)";
  }
  const known = PROVIDER_KEYS[namespace];
  if (known === undefined) {
    return `nothing reads the namespace ${quote(namespace)}${meantBy(namespace, name)}; allowed are ${list(NAMESPACES)}`;
  }
  if (known.includes(name)) return undefined;
  const allowed = known.filter(isProviderKey);
  if (known.length === 0) return `the provider ${quote(namespace)} takes no configuration; leave it out`;
  return `the provider has no option ${quote(name)}${didYouMean(name, allowed)}; allowed are ${list(allowed, allowed.length)}`;
}

/** Pulumi also takes the older `azure-native:config:location`. */
function partsOf(key: string): readonly [namespace: string, name: string] {
  const [namespace = "", ...rest] = key.split(":");
  return [namespace, rest.join(":").replace(/^config:/, "")];
}

/** A misspelt namespace with its key, or one of our settings under a foreign namespace. */
function meantBy(namespace: string, name: string): string {
  const ours = Object.keys(settingsSchema.shape);
  const near = nearest(namespace, NAMESPACES) ?? (ours.includes(name) ? OWN : undefined);
  if (near === undefined) return "";
  const names = near === OWN ? ours : (PROVIDER_KEYS[near] ?? []);
  return ` (did you mean ${quote(`${near}:${nearest(name, names) ?? name}`)}?)`;
}
