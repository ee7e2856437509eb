// What ends on a day that is known: it is said in time, and then it ends by itself. Time alone breaks nobody's `up`: a retired
// secret loses its readers, an exception closes, a credential of an issuer that is gone is declared no more.
import type { FederationSpec } from "../components/app/app-spec.ts";
import { isOver } from "../components/ending.ts";
import { AZURE_DEVOPS_ISSUER, AZURE_DEVOPS_ISSUER_ENDS } from "../facts/issuers.ts";
import { KEY_VAULT_API_ENDS } from "../facts/local-packages.ts";
import type { CloudName } from "../facts/clouds.ts";
import type { EnvironmentArgs } from "../stacks/environment-args.ts";
import type { Path } from "./input/yaml-document.ts";

/** Days before its end that something is warned of. */
export const AHEAD_DAYS = 90;
const DAY_MS = 24 * 60 * 60 * 1000;

export interface End {
  /** The application whose manifest says it; absent where the settings do. */
  readonly app?: string;
  readonly path: Path;
  /** The last day (ISO date, UTC). */
  readonly until: string;
  /** What happens then, after "after 2027-03-31". */
  readonly then: string;
  /** What to do before. */
  readonly advice: string;
}

/** The last day of an issuer that ends; nothing for every other. Only the public cloud retires Azure DevOps' own. */
function lastDayOf({ issuer }: FederationSpec, cloud: CloudName): string | undefined {
  if (cloud !== "public" || !issuer.startsWith(`${AZURE_DEVOPS_ISSUER}/`)) return undefined;
  return new Date(Date.parse(AZURE_DEVOPS_ISSUER_ENDS) - DAY_MS).toISOString().slice(0, "2027-03-31".length);
}

const PLATFORM_IDENTITIES = ["deployIdentity", "sqlReconciler", "rotator"] as const;

/** Every end that settings and manifests name, in the order of their days. `args` as declared, before anything ended. */
export function endsOf({ platform, applications }: EnvironmentArgs): End[] {
  const issuers = (federation: Readonly<Record<string, FederationSpec>>, app: string | undefined, path: Path): End[] =>
    Object.values(federation).flatMap((spec): End[] => {
      const until = lastDayOf(spec, platform.cloud);
      if (until === undefined) return [];
      return [
        {
          ...(app === undefined ? {} : { app }),
          path: [...path, "federatedWith"],
          until,
          then: "Entra takes no token of Azure DevOps' own issuer, and the credential is declared no more",
          advice:
            'write the converted service connection\'s entraSubject below "also", deploy, convert the connection, then take the old one out',
        },
      ];
    });
  const exceptions = applications.flatMap(({ name, vault, sqlServer }) =>
    Object.entries({ vault, sqlServer }).flatMap(([target, { publicAccess }]): End[] =>
      publicAccess === undefined
        ? []
        : [
            {
              path: ["publicAccess", name, target, "until"],
              until: publicAccess.until,
              then: "nobody reaches it from the internet",
              advice: "take the exception out, or renew it with a new date",
            },
          ],
    ),
  );
  const retirements = applications.flatMap(({ name: app, secrets }) =>
    Object.entries(secrets).flatMap(([key, { retiring }]): End[] =>
      retiring === undefined
        ? []
        : [
            {
              app,
              path: ["secrets", key, "retiring", "until"],
              until: retiring.until,
              then: "nobody is granted the secret",
              advice: "move its readers away before, and take it out of the manifest afterwards",
            },
          ],
    ),
  );
  const api: End[] =
    platform.keyVaultApi === "2024-11-01"
      ? [
          {
            path: ["keyVaultApi"],
            until: KEY_VAULT_API_ENDS,
            then: "Azure answers this version no more",
            advice: "write 2026-02-01, or leave the setting out",
          },
        ]
      : [];
  const federated = [
    ...PLATFORM_IDENTITIES.flatMap((key) => issuers(platform[key]?.federation ?? {}, undefined, [key])),
    ...applications.flatMap(({ name, workloads }) =>
      Object.entries(workloads).flatMap(([key, { federation }]) => issuers(federation, name, ["workloads", key])),
    ),
  ];
  return [...exceptions, ...retirements, ...api, ...federated].sort((a, b) =>
    a.until < b.until ? -1 : Number(a.until > b.until),
  );
}

/** Those that end within 90 days, or have ended. */
export function soon<T extends { readonly until: string }>(ends: readonly T[], now: Date): T[] {
  return ends.filter(({ until }) => isOver(until, new Date(now.getTime() + (AHEAD_DAYS + 1) * DAY_MS)));
}

/** "after 2027-03-31 nobody is granted the secret; …", or what has happened. */
export function endText({ until, then, advice }: Pick<End, "until" | "then" | "advice">, now: Date): string {
  return isOver(until, now) ? `since ${until} has passed, ${then}; ${advice}` : `after ${until} ${then}; ${advice}`;
}

/** Without the credentials of issuers that are gone; what else has ended, ends where it is made. */
export function withoutEnded(args: EnvironmentArgs): EnvironmentArgs {
  const { platform, now } = args;
  const lasting = <T extends { readonly federation: Readonly<Record<string, FederationSpec>> }>(identity: T): T => {
    const kept = Object.entries(identity.federation).filter(([, spec]) => {
      const until = lastDayOf(spec, platform.cloud);
      return until === undefined || !isOver(until, now);
    });
    return { ...identity, federation: Object.fromEntries(kept) };
  };
  const identities = PLATFORM_IDENTITIES.flatMap((key) => {
    const identity = platform[key];
    return identity === undefined ? [] : [[key, lasting(identity)] as const];
  });
  return {
    ...args,
    platform: { ...platform, ...Object.fromEntries(identities) },
    applications: args.applications.map((app) => ({
      ...app,
      workloads: Object.fromEntries(Object.entries(app.workloads).map(([key, spec]) => [key, lasting(spec)])),
    })),
  };
}
