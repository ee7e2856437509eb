// Who may sign in as an identity without a credential, as a manifest says it of a workload and the settings say it of the
// platform's own identities.
import { z } from "zod";
import { key } from "../input/values.ts";

/** Who is named in a federated credential; `${environment}` stands for the environment at hand. Wildcards are refused. */
export const subjectPart = z
  .string()
  .min(1, "write at least one character")
  .max(127, "use at most 127 characters")
  .regex(/^[A-Za-z0-9${}][A-Za-z0-9._/${}-]*$/, "use letters, digits and . _ / -; a wildcard is never allowed");

/** Names with blanks and colons in them, as GitHub's environments and Azure DevOps' projects and connections may have. */
const spacedPart = z
  .string()
  .min(1, "write at least one character")
  .max(127, "use at most 127 characters")
  .regex(
    /^[A-Za-z0-9${}](?:[A-Za-z0-9 ._:/${}-]*[A-Za-z0-9._/${}-])?$/,
    "use letters, digits, blanks inside and . _ : / -; a wildcard is never allowed",
  );

/** Claims that an organisation chose, such as `repository_owner_id:1:repository_id:2:environment:dev`. */
const customSubject = z
  .string()
  .max(600, "use at most 600 characters")
  .regex(
    /^[a-z_]+:[A-Za-z0-9._/@%-][A-Za-z0-9 ._:/@%${}-]*$/,
    "write the claims as the token has them, such as repository_owner_id:1:repository_id:2:environment:dev",
  );

/** The `sub` of any other issuer, such as GitLab's `project_path:contoso/shop:ref_type:branch:ref:main`; Entra takes 600 characters. */
const oidcSubject = z
  .string()
  .min(1, "write at least one character")
  .max(600, "use at most 600 characters")
  .regex(
    /^[A-Za-z0-9${}][A-Za-z0-9._/:|@=+~${}-]*$/,
    "use letters, digits and . _ / : | @ = + ~ -; a wildcard is never allowed",
  );

/**
 * Ids follow an @, which no name can hold (entra-docs: workload-identities-github-immutable-subjects). Joined by a hyphen, as
 * GitHub's changelog of 23 April 2026 first showed them, they would be the subject of another owner, called `contoso-1`.
 */
const SUBJECT_PREFIX = /^repo:[A-Za-z0-9-]{1,39}@\d{1,20}\/[A-Za-z0-9._-]{1,100}@\d{1,20}$/;

const providers = {
  kubernetes: z
    .strictObject({
      cluster: key.describe("As `kubernetesClusters` in the settings calls it"),
      namespace: key.describe("Where the service account is"),
      serviceAccount: key.describe("What the pods run as"),
    })
    .describe("A Kubernetes service account; the cluster's issuer stands in the settings")
    .optional(),
  github: z
    .strictObject({
      repository: z
        .string()
        .regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/[A-Za-z0-9._-]{1,100}$/, 'write "owner/repository"')
        .describe("Its owner stands in `githubOwners` of the settings"),
      environment: spacedPart.optional().describe("Jobs of this GitHub environment"),
      branch: subjectPart.optional().describe("Jobs on this branch"),
      tag: subjectPart.optional().describe("Jobs on this tag: exactly this one"),
      pullRequest: z
        .literal(true)
        .optional()
        .describe("Jobs of pull requests; refused in prod, and for the platform itself"),
      subjectPrefix: z
        .string()
        .regex(
          SUBJECT_PREFIX,
          "copy the prefix that GitHub's OIDC settings show, such as repo:contoso@1234567/shop@7654321",
        )
        .optional()
        .describe("Needed where the repository's tokens carry immutable ids, as of those created after 15 July 2026"),
      subject: customSubject
        .optional()
        .describe(
          "The whole subject, where the organisation has customised it; it names an owner that `githubOwners` lets in",
        ),
    })
    .refine((github) => github.environment ?? github.branch ?? github.tag ?? github.pullRequest ?? github.subject, {
      error: "name at least one of environment, branch, tag, pullRequest, subject",
    })
    .describe(
      "GitHub Actions of one repository: each of environment, branch, tag, pullRequest and subject is a credential",
    )
    .optional(),
  azureDevOps: z
    .strictObject({
      organizationId: z.guid("write the organization's GUID").describe("The organization's id"),
      organization: subjectPart.describe("Stands in `azureDevOpsOrganizations` of the settings"),
      project: spacedPart.describe("Where the service connection is"),
      serviceConnection: spacedPart.describe("Its name"),
      entraSubject: z
        .string()
        .max(600, "use at most 600 characters")
        .regex(
          /^\/eid1\/c\/[a-z0-9]+\/t\/[A-Za-z0-9_-]{22}\/a\/[A-Za-z0-9_-]{22}\/sc\/[0-9a-f-]{36}\/[0-9a-f-]{36}$/,
          'copy the "subject identifier" that the service connection shows, "/eid1/c/pub/t/…/sc/…"',
        )
        .optional()
        .describe("The subject that the service connection shows; needed where its issuer is Entra's, as of new ones"),
    })
    .describe("An Azure DevOps service connection")
    .optional(),
  oidc: z
    .strictObject({
      issuer: z
        .url({ protocol: /^https$/, error: "write an https:// issuer" })
        .refine((value) => !/[@?#]/.test(value), "write an issuer without a user, a query or a fragment")
        .describe("Stands in `allowedIssuers` of the settings"),
      subject: oidcSubject.describe("Exactly what the token's `sub` is"),
    })
    .describe("Any other OIDC issuer that the settings allow")
    .optional(),
};

export const federationSchema = z
  .strictObject({
    ...providers,
    also: z
      .record(key, z.strictObject(providers))
      .optional()
      .describe("By a name: further ones at the same time, such as a second cluster, or the new subject during a move"),
  })
  .describe("Who may sign in as this identity without any credential");

/** One provider's words each. */
export type FederationPart = Omit<z.output<typeof federationSchema>, "also">;

/** What is named first, and what is named also, each with its place below `federatedWith`. */
export function partsOf({
  also = {},
  ...first
}: Federation): { readonly path: readonly string[]; readonly part: FederationPart }[] {
  return [{ path: [], part: first }, ...Object.entries(also).map(([name, part]) => ({ path: ["also", name], part }))];
}

export type Federation = z.output<typeof federationSchema>;
