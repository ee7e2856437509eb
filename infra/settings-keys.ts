// Which keys a stack's settings may have, over all namespaces. It removes two risks: a setting that is dropped because its
// namespace or its name is misspelt, and a provider's credential, which Pulumi would write into the state.
import { PROVIDER_KEYS } from "./provider-keys.ts";
import type { Problem } from "./problems.ts";
import { settingsSchema } from "./settings-schema.ts";
import { didYouMean, list, nearest, quote } from "./words.ts";
import type { Path } from "./yaml-document.ts";

const OWN = "strongroom";
/** Pulumi's own settings, such as pulumi:autonaming; the engine judges them. */
const ENGINE = "pulumi";
const NAMESPACES = [OWN, ...Object.keys(PROVIDER_KEYS).filter((name) => PROVIDER_KEYS[name]?.length !== 0), ENGINE];

/** What signs a provider in, or says where that lies; all Azure providers call it alike. */
const CREDENTIAL = /^(clientSecret|clientCertificate|oidcToken$|oidcRequestToken$)/i;

/** The keys of providers that settings may have. */
export function providerKeys(): string[] {
  return Object.entries(PROVIDER_KEYS).flatMap(([namespace, names]) =>
    names.filter((name) => !CREDENTIAL.test(name)).map((name) => `${namespace}:${name}`),
  );
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
  const known = PROVIDER_KEYS[namespace];
  if (known === undefined) {
    return `nothing reads the namespace ${quote(namespace)}${meantBy(namespace, name)}; allowed are ${list(NAMESPACES)}`;
  }
  if (known.includes(name)) return undefined;
  const allowed = known.filter((one) => !CREDENTIAL.test(one));
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
