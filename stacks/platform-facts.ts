// The part of a platform that needs no deployment to be known: alike for a platform that is built here and for one that
// another stack built.
import { CLOUDS } from "../facts/clouds.ts";
import type { Platform, Protection } from "../components/platform.ts";
import type { PlatformSpec } from "./platform-spec.ts";

/** How the platform differs by environment. */
export interface PlatformShape {
  readonly protection: Protection;
  /** Days that logs stay searchable. */
  readonly logRetentionDays: number;
}

export type PlatformFacts = Omit<
  Platform,
  "network" | "pairedNetwork" | "audit" | "sqlAdministrators" | "roleDefinitions"
>;

export function platformFacts(spec: PlatformSpec, shape: PlatformShape, now: Date): PlatformFacts {
  return {
    environment: spec.environment,
    isProduction: spec.stage === "production",
    cloud: CLOUDS[spec.cloud],
    tenantId: spec.tenantId,
    subscriptionId: spec.subscriptionId,
    location: spec.location,
    pairedLocation: spec.pairedLocation,
    ...(spec.dataResidency === undefined ? {} : { dataResidency: spec.dataResidency }),
    ...(spec.defenderForSql === undefined ? {} : { defenderForSql: spec.defenderForSql }),
    ...(spec.keyVaultApi === undefined ? {} : { keyVaultApi: spec.keyVaultApi }),
    securityContacts: spec.securityContacts,
    protection: shape.protection,
    ...(spec.builtInRoles === undefined ? {} : { builtInRoles: spec.builtInRoles }),
    now,
  };
}
