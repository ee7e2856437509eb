// What a federated credential says that cannot be, or that the platform team has not let in: for a workload and for the
// platform's own identities alike. Paths begin below `federatedWith`.
import { organizationOf } from "../../facts/azure-devops-organization.ts";
import { githubOwnerOf, letsIn } from "../../facts/github-subject.ts";
import { issuerProblems } from "./federation-issuers.ts";
import { partsOf, type Federation, type FederationPart } from "./federation-schema.ts";
import type { Finding } from "../manifest/references.ts";
import type { Settings } from "../settings/settings.ts";
import { didYouMean, list, quote, thereAre } from "../input/words.ts";

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
  return inEachPart(federation, checkPartForm);
}

function inEachPart(federation: Federation, check: (part: FederationPart) => Finding[]): Finding[] {
  return partsOf(federation).flatMap(({ path, part }) =>
    check(part).map((finding) => ({ ...finding, path: [...path, ...finding.path] })),
  );
}

function checkPartForm(federation: FederationPart): Finding[] {
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
export function checkLetIn(federation: Federation, settings: LetIn): Finding[] {
  return inEachPart(federation, (part) => checkPartLetIn(part, settings));
}

function checkPartLetIn({ kubernetes, github, azureDevOps, oidc }: FederationPart, settings: LetIn): Finding[] {
  const unknown = (
    path: Finding["path"],
    what: string,
    name: string,
    names: readonly string[],
    setting: string,
  ): Finding[] =>
    names.includes(name) ? [] : [{ path, message: notInSettings(what, name, names, setting, settings) }];
  const owner = github?.repository.split("/")[0] ?? "";
  const isKnownOwner = settings.githubOwners.some((known) => letsIn(known, { name: owner }));
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
    ...checkSubject(github?.subject, settings),
    ...checkOrganization(azureDevOps, settings),
    ...(oidc === undefined || foreign.length > 0
      ? []
      : unknown(["oidc", "issuer"], "issuer", oidc.issuer, settings.allowedIssuers, "allowedIssuers")),
  ];
}

/** By name and by id: the subject of a newer connection holds the id alone, and a name can be taken by somebody else. */
function checkOrganization(azureDevOps: FederationPart["azureDevOps"], settings: LetIn): Finding[] {
  if (azureDevOps === undefined) return [];
  const { organization, organizationId } = azureDevOps;
  const known = settings.azureDevOpsOrganizations.map(organizationOf);
  const named = known.filter(({ name }) => name === organization);
  if (named.length === 0) {
    const names = known.map(({ name }) => name);
    const message = notInSettings("organization", organization, names, "azureDevOpsOrganizations", settings);
    return [{ path: ["azureDevOps", "organization"], message }];
  }
  const ids = named.map(({ id }) => id);
  if (ids.includes(organizationId.toLowerCase())) return [];
  const message = `${quote(organizationId)} is another organization than the ${quote(organization)} in strongroom:azureDevOpsOrganizations of ${settings.environment}, whose id is ${list(ids)}`;
  return [{ path: ["azureDevOps", "organizationId"], message }];
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

/** A subject whose claims an organisation chose: it must say whose it is, and the settings let that owner in. */
function checkSubject(subject: string | undefined, settings: LetIn): Finding[] {
  if (subject === undefined) return [];
  const path = ["github", "subject"];
  const owner = githubOwnerOf(subject);
  if (owner === undefined) {
    const message = `${quote(subject)} names no owner, so that anybody's workflow could have it; let it begin with repository_owner_id or repository_owner`;
    return [{ path, message }];
  }
  if (settings.githubOwners.some((known) => letsIn(known, owner))) return [];
  const name = owner.name ?? `id ${owner.id ?? ""}`;
  const how = owner.name === undefined ? `; write the owner there with its id, such as contoso@${owner.id ?? ""}` : "";
  const message = `${notInSettings("GitHub owner", name, settings.githubOwners, "githubOwners", settings)}${how}`;
  return [{ path, message }];
}
