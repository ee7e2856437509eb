// One manifest as it holds in one environment: what the environment does without is gone, its sizes are in place.
import type { Environment, Manifest } from "./manifest.ts";

/** The parts of a manifest that become resources, each by its key. */
export const KINDS = ["workloads", "secrets", "keys", "certificates", "databases"] as const;
export type Kind = (typeof KINDS)[number];

/** Undefined where the application is not in that environment at all. */
export function inEnvironment(manifest: Manifest, environment: Environment): Manifest | undefined {
  if (!manifest.environments.includes(environment)) return undefined;
  const override = manifest.overrides[environment];
  if (override === undefined) return manifest;
  const keep = <T>(kind: Kind): Record<string, T> => {
    const omitted = new Set(override.omit[kind]);
    const entries = Object.entries(manifest[kind] as Record<string, T>);
    return Object.fromEntries(entries.filter(([key]) => !omitted.has(key)));
  };
  return {
    ...manifest,
    workloads: keep("workloads"),
    secrets: keep("secrets"),
    keys: keep("keys"),
    certificates: keep("certificates"),
    databases: Object.fromEntries(
      Object.entries(keep<Manifest["databases"][string]>("databases")).map(([key, database]) => [
        key,
        { ...database, ...override.databases[key] },
      ]),
    ),
  };
}
