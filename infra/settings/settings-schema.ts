// What a stack's settings may say, below `strongroom:` in `Pulumi.<stack>.yaml`, and nothing more.
import { z } from "zod";
import { ORGANIZATION, ORGANIZATION_HELP } from "../../facts/azure-devops-organization.ts";
import { CLOUD_NAMES } from "../../facts/clouds.ts";
import { KEY_VAULT_APIS } from "../../facts/local-packages.ts";
import { MAX_ENVIRONMENTS } from "../manifest/manifest.ts";
import { operationsJob, peopleSchema, platformIdentity } from "./settings-identities.ts";
import { networkSchema } from "./settings-network.ts";
import {
  address,
  adopt,
  exactlyOne,
  exception,
  generation,
  guid,
  issuer,
  lowerGuid,
  NAME,
  ONE_OF_TWO,
  resourceId,
  resourceName,
} from "./settings-values.ts";
import { MAX_EXTRA_TAGS, MAX_TAG_VALUE, TAG_NAME } from "../names/tags.ts";
import { email, environmentName, key, text } from "../input/values.ts";
import { SHAPES } from "../../stacks/shapes.ts";

const siemHub = {
  authorizationRuleId: resourceId(`Microsoft\\.EventHub/namespaces/${NAME}/authorizationRules/${NAME}`).describe(
    "Of the namespace; may send",
  ),
  eventHubName: resourceName.describe("The hub in that namespace"),
};

export const settingsSchema = z
  .strictObject({
    environment: environmentName.describe("What this stack is; nothing follows from the stack's name"),
    shape: z
      .enum([...SHAPES.keys()] as [string, ...string[]])
      .optional()
      .describe(
        "Sizes, guards and backups: those of this file in `stacks/shapes/`; unless given, the one called as `environment`",
      ),
    stage: z
      .enum(["production", "preproduction"])
      .optional()
      .describe(
        "production: what widens access or opens a way wants an approval, and public access is refused; unless given, the shape says it",
      ),
    deployAfter: z
      .array(environmentName)
      .max(MAX_ENVIRONMENTS, `name at most ${String(MAX_ENVIRONMENTS)}`)
      .optional()
      .describe(
        "Environments that are deployed before this one; unless given, those of the shapes that its shape follows",
      ),
    cloud: z
      .enum(CLOUD_NAMES)
      .default("public")
      .describe("Names of zones and endpoints, and who signs tokens, follow from it"),
    tenantId: guid.describe("The Entra tenant; a deployment into another one is refused"),
    subscriptionId: guid.describe("The subscription; a deployment into another one is refused"),
    sharedSubscription: z
      .strictObject({
        reason: text.describe("Why the environments do not have a subscription each; a tag on the platform says it"),
      })
      .optional()
      .describe("Needed where another environment's settings name the same subscription, and refused where none does"),
    location: z.string().describe("Azure's name of the region, such as westeurope"),
    pairedLocation: z.string().optional().describe("Unless given, the region that Azure pairs with `location`"),
    dataResidency: z
      .enum(["geography", "region"])
      .default("geography")
      .describe("region: no backup and no replica of a database leaves `location`"),
    owner: email.describe("The platform team: a tag on what belongs to no application"),
    network: networkSchema,
    workspace: z
      .strictObject({
        create: z
          .strictObject({ name: resourceName.optional().describe("Unless given, `log-strongroom-<environment>`") })
          .optional(),
        adopt: adopt(`Microsoft\\.OperationalInsights/workspaces/${NAME}`).optional(),
      })
      .refine(exactlyOne, ONE_OF_TWO)
      .default({ create: {} })
      .describe("The Log Analytics workspace that every log goes to"),
    siem: z
      .strictObject({
        ...siemHub,
        paired: z
          .strictObject(siemHub)
          .optional()
          .describe("The same for what lives in the paired region: an event hub takes logs of its own region only"),
      })
      .optional()
      .describe("An event hub that streams every log to a SIEM"),
    sqlAdministrators: z
      .strictObject({
        name: text.max(120).optional().describe("Unless given, `grp-strongroom-<environment>-sql-admins`"),
        objectId: guid.optional().describe("Adopts the group with this object id instead of creating one"),
      })
      .default({})
      .describe("The Entra group that administers the SQL servers: created, or adopted by its object id"),
    defenderForSql: z
      .enum(["per-server", "subscription"])
      .default("per-server")
      .describe(
        "subscription: Defender for SQL is on for the whole subscription, and has switched on the assessment of a new server",
      ),
    securityContacts: z
      .array(email)
      .min(1, "name at least one address")
      .describe("Defender for SQL and the alert rules write to them"),
    alerts: z
      .strictObject({
        level: z
          .enum(["essential", "full"])
          .optional()
          .describe(
            "How many alert rules: the essential ones, or all. Unless given, essential in dev and full elsewhere",
          ),
      })
      .default({})
      .describe("The rules that look at the logs (docs/watching.md)"),
    deployIdentity: platformIdentity({ mustFederate: true })
      .optional()
      .describe("The pipeline that deploys this environment: an identity with narrow rights, instead of an Owner"),
    peopleIdentity: platformIdentity({ mustFederate: true })
      .optional()
      .describe("What deploys the groups of people (part: people): grants to groups alone, as the pipeline may not"),
    sqlReconciler: platformIdentity({ mustFederate: false })
      .optional()
      .describe("What reconciles the users inside the databases: a member of the SQL administrators, and nothing else"),
    sqlReconcilerJob: operationsJob("sqlReconciler")
      .optional()
      .describe("Runs `strongroom sql apply` inside the private network, as `sqlReconciler`"),
    vaultReconciler: platformIdentity({ mustFederate: false })
      .optional()
      .describe("What carries out `strongroom vault apply`: keeps what is inside the vaults, reads no value"),
    vaultReconcilerJob: operationsJob("vaultReconciler")
      .optional()
      .describe("Runs `strongroom vault apply` inside the private network, as `vaultReconciler`"),
    builtInRoles: z
      .strictObject({ reason: text.describe("Why this tenant takes no roles of one's own; each grant says it") })
      .optional()
      .describe(
        "Azure's own roles for the objects of vaults, which hold more than a manifest's words; unless given, one role of our own for each word",
      ),
    rotator: platformIdentity({ mustFederate: false })
      .optional()
      .describe("What rotates secrets: holds on each what its manifest's strategy needs, and nothing else"),
    rotatorJob: operationsJob("rotator")
      .optional()
      .describe("Runs `strongroom rotate --due` every hour inside the private network, as `rotator`"),
    people: z
      .record(key, peopleSchema)
      .default({})
      .describe("By application: groups of people, and what each may do with its vaults; no person is named"),
    groups: z
      .record(
        z.string().regex(/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,119}$/, "use letters, digits, spaces and . _ -"),
        guid.describe("Its object id"),
      )
      .default({})
      .describe("Object id of each Entra group that a manifest may name"),
    sharedGroups: z
      .record(
        lowerGuid,
        z.strictObject({
          reason: text.describe("Why the environments do not have a group each; `strongroom isolation` says it"),
        }),
      )
      .default({})
      .describe("By object id: why a group may hold grants in two environments; refused where no other one names it"),
    kubernetesClusters: z
      .record(key, issuer.describe("Its OIDC issuer"))
      .default({})
      .describe("OIDC issuer of each cluster that a manifest may name"),
    allowedIssuers: z.array(issuer).default([]).describe("Further OIDC issuers that a manifest may name"),
    githubOwners: z
      .array(
        z
          .string()
          .regex(
            /^[A-Za-z0-9][A-Za-z0-9-]{0,38}(@\d{1,20})?$/,
            "write a GitHub owner, such as contoso or contoso@1234567",
          ),
      )
      .default([])
      .describe("Owners of the GitHub repositories that may sign in; with its id after an @ where subjects name it"),
    azureDevOpsOrganizations: z
      .array(z.string().regex(ORGANIZATION, ORGANIZATION_HELP))
      .default([])
      .describe("Azure DevOps organizations whose service connections may sign in, each with its id after an @"),
    publicAccess: z
      .record(
        key,
        z.strictObject({
          vault: exception.optional().describe("Of its vaults"),
          sqlServer: exception.optional().describe("Of its SQL server"),
        }),
      )
      .default({})
      .describe("By application: addresses that may reach it from the internet until a date; refused in prod"),
    endpointAddresses: z
      .record(
        key,
        z.strictObject({
          vault: address.optional().describe("Of the vault's private endpoint"),
          sqlServer: address.optional().describe("Of the SQL server's private endpoint"),
          pairedVault: address.optional().describe("Of the private endpoint of the vault in the paired region"),
          pairedSqlServer: address.optional().describe("Of the private endpoint of the SQL server's partner there"),
        }),
      )
      .default({})
      .describe("By application: fixed addresses in the endpoint subnet, or in the paired one; Azure picks the others"),
    generation: generation.default(1).describe("Counts up to leave names behind that Azure still holds"),
    generations: z
      .record(key, generation.describe("Its generation"))
      .default({})
      .describe("The same, for single applications"),
    part: z
      .enum(["whole", "platform", "cell", "people"])
      .default("whole")
      .describe("Which part of the environment this stack is"),
    cell: z
      .strictObject({
        platformStack: z
          .string()
          .regex(/^[A-Za-z0-9_.-]+\/[A-Za-z0-9_.-]+\/[A-Za-z0-9_.-]+$/, 'write "organization/project/stack"')
          .describe("The stack that built the platform"),
        applications: z.array(key).min(1, "name at least one application").describe("The applications of this cell"),
        awaits: z
          .array(key)
          .default([])
          .describe("Applications of other cells, not deployed yet, whose grants wait until they are"),
      })
      .optional()
      .describe("Of a cell: the stack that built its platform, and the applications that it holds"),
    applicationsFolder: text.default("apps").describe("Where the manifests are, from the folder of Pulumi.yaml"),
    keyVaultApi: z
      .enum(KEY_VAULT_APIS)
      .default("2026-02-01")
      .describe("Version of Key Vault's control plane; 2024-11-01 works until 27 February 2027"),
    keepAliases: z
      .boolean()
      .default(false)
      .describe("Keeps azure-native's aliases, for the one deployment after a major upgrade of the provider"),
    tags: z
      .record(
        z
          .string()
          .regex(TAG_NAME, "begin with a letter, then use letters, digits and . _ - (DNS zones take no others)"),
        text.max(MAX_TAG_VALUE, `use at most ${String(MAX_TAG_VALUE)} characters`).describe("Its value"),
      )
      .default({})
      .refine((tags) => Object.keys(tags).length <= MAX_EXTRA_TAGS, `at most ${String(MAX_EXTRA_TAGS)} further tags`)
      .describe("Further tags on everything"),
  })
  .describe("Settings of one stack");

export type RawSettings = z.output<typeof settingsSchema>;
