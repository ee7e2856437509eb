// What a federated credential says that cannot be, or that the platform team has not let in: for a workload and for the
// platform's own identities alike. Paths begin below `federatedWith`.
import { AZURE_DEVOPS_ISSUER_ENDS } from "../../facts/issuers.ts";
import { issuerProblems } from "./federation-issuers.ts";
import type { Federation } from "./federation-schema.ts";
import type { Finding } from "../manifest/references.ts";
import type { Settings } from "../settings/settings.ts";
import { didYouMean, quote, thereAre } from "../input/words.ts";

/** The one placeholder that may be used. */
const PLACEHOLDER = "${environment}";

/** Who the platform team has let in. */
export type LetIn = Pick<
  Settings,
  | "environment"
  | "cloud"
  | "kubernetesClusters"
  | "allowedIssuers"
  | "githubOwners"
  | "azureDevOpsOrganizations"
  | "now"
>;

/** Everything that is wrong with it, wherever it stands. */
export function federationProblemsIn(federation: Federation, settings: LetIn): Finding[] {
  return [...checkForm(federation), ...checkLetIn(federation, settings)];
}

/** What needs no settings to be judged. */
export function checkForm(federation: Federation): Finding[] {
  const findings = Object.entries(federation).flatMap(([provider, fields]) =>
    Object.entries(fields ?? {}).flatMap(([field, value]): Finding[] => {
      const rest = typeof value === "string" ? value.replaceAll(PLACEHOLDER, "") : "";
      if (!/[${}]/.test(rest)) return [];
      const message = `${quote(value)} is not allowed: the one placeholder is ${PLACEHOLDER}`;
      return [{ path: [provider, field], message }];
    }),
  );
  const { github, azureDevOps } = federation;
  const named = github?.subjectPrefix?.replace(/^repo:/, "").replaceAll(/@\d+(?=\/|$)/g, "");
  if (github !== undefined && named !== undefined && named.toLowerCase() !== github.repository.toLowerCase()) {
    const message = `${quote(github.subjectPrefix)} belongs to another repository than ${quote(github.repository)}`;
    findings.push({ path: ["github", "subjectPrefix"], message });
  }
  const organization = azureDevOps?.organizationId.toLowerCase();
  if (organization !== undefined && azureDevOps?.entraSubject?.includes(`/sc/${organization}/`) === false) {
    const message = `the subject belongs to another organization than ${quote(organization)}`;
    findings.push({ path: ["azureDevOps", "entraSubject"], message });
  }
  return findings;
}

/** Clusters, owners, organizations and issuers that the settings do not name. */
export function checkLetIn({ kubernetes, github, azureDevOps, oidc }: Federation, settings: LetIn): Finding[] {
  const unknown = (
    path: Finding["path"],
    what: string,
    name: string,
    names: readonly string[],
    setting: string,
  ): Finding[] =>
    names.includes(name) ? [] : [{ path, message: notInSettings(what, name, names, setting, settings) }];
  const owner = github?.repository.split("/")[0] ?? "";
  const isKnownOwner = settings.githubOwners.some((known) => known.toLowerCase() === owner.toLowerCase());
  const foreign = issuerProblems({ oidc }, settings);
  return [
    ...foreign,
    ...(kubernetes === undefined
      ? []
      : unknown(
          ["kubernetes", "cluster"],
          "cluster",
          kubernetes.cluster,
          Object.keys(settings.kubernetesClusters),
          "kubernetesClusters",
        )),
    ...(github === undefined || isKnownOwner
      ? []
      : unknown(["github", "repository"], "GitHub owner", owner, settings.githubOwners, "githubOwners")),
    ...(azureDevOps === undefined
      ? []
      : unknown(
          ["azureDevOps", "organization"],
          "organization",
          azureDevOps.organization,
          settings.azureDevOpsOrganizations,
          "azureDevOpsOrganizations",
        )),
    ...(azureDevOps === undefined || azureDevOps.entraSubject !== undefined || !azureDevOpsIssuerEnded(settings)
      ? []
      : [
          {
            path: ["azureDevOps"],
            message: `entraSubject is missing: since ${AZURE_DEVOPS_ISSUER_ENDS} only Entra's issuer is accepted`,
          },
        ]),
    ...(oidc === undefined || foreign.length > 0
      ? []
      : unknown(["oidc", "issuer"], "issuer", oidc.issuer, settings.allowedIssuers, "allowedIssuers")),
  ];
}

export function notInSettings(
  what: string,
  name: string,
  names: readonly string[],
  setting: string,
  { environment }: Pick<Settings, "environment">,
): string {
  return `${what} ${quote(name)} is not in strongroom:${setting} of ${environment}${didYouMean(name, names)}; ${thereAre(names)}`;
}

/** Only the public cloud retires it. */
function azureDevOpsIssuerEnded({ cloud, now }: LetIn): boolean {
  return cloud === "public" && now.getTime() >= Date.parse(AZURE_DEVOPS_ISSUER_ENDS);
}
