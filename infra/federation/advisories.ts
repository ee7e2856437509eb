// What ends on a day that is known: said in time, and never by a deployment that stops. Time alone breaks nobody's `up`.
import type { WorkloadSpec } from "../../components/app/app-spec.ts";
import { AZURE_DEVOPS_ISSUER, AZURE_DEVOPS_ISSUER_ENDS } from "../../facts/issuers.ts";
import type { EnvironmentArgs } from "../../stacks/environment-args.ts";

/** Days before it ends. */
const AHEAD_DAYS = 90;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Sentences about service connections that sign in by the issuer that Azure DevOps gives up; only the public cloud retires it. */
export function issuerAdvisories({ platform, applications, now }: EnvironmentArgs): string[] {
  const ends = Date.parse(AZURE_DEVOPS_ISSUER_ENDS);
  if (platform.cloud !== "public" || now.getTime() < ends - AHEAD_DAYS * DAY_MS) return [];
  const when =
    now.getTime() < ends
      ? `ends on ${AZURE_DEVOPS_ISSUER_ENDS}`
      : `ended on ${AZURE_DEVOPS_ISSUER_ENDS}, and Entra takes its tokens no more`;
  const workloads: readonly (readonly [string, WorkloadSpec | undefined])[] = [
    ["strongroom:deployIdentity", platform.deployIdentity],
    ["strongroom:sqlReconciler", platform.sqlReconciler],
    ...applications.flatMap((app) =>
      Object.entries(app.workloads).map(([key, workload]) => [`${app.name}: workloads.${key}`, workload] as const),
    ),
  ];
  return workloads
    .filter(([, workload]) =>
      Object.values(workload?.federation ?? {}).some(({ issuer }) => issuer.startsWith(`${AZURE_DEVOPS_ISSUER}/`)),
    )
    .map(
      ([where]) =>
        `${where}.federatedWith.azureDevOps: Azure DevOps' own issuer ${when}; write the converted service connection's entraSubject below "also", deploy, convert the connection, then take the old one out`,
    );
}
