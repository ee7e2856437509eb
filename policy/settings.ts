// What an organisation decides for itself: regions, issuers, roles, ages. Everything has a default that is safe for a team
// that configures nothing, and is validated before the first rule runs.
import { z } from "zod";
import { ENVIRONMENTS } from "../facts/environments.ts";
import { SHARED_ISSUER_HOSTS } from "../facts/issuers.ts";
import { ROLES, roleGuid } from "./role-names.ts";

const texts = z.array(z.string().trim().min(1, "must not be empty"));

const roles = texts.refine((list) => list.every((role) => roleGuid(role) !== undefined), {
  error: (issue) =>
    `must be role GUIDs or known names (${Object.keys(ROLES).join(", ")}); not so: ${unknownRoles(issue.input).join(", ")}`,
});

function unknownRoles(input: unknown): string[] {
  if (!Array.isArray(input)) return [];
  return input.filter((role): role is string => typeof role === "string" && roleGuid(role) === undefined);
}

const days = (min: number, max: number) => z.int().min(min).max(max);

export const settingsShape = {
  environments: texts
    .default([...ENVIRONMENTS])
    .describe("The environments that there are; a level for another one, or a stack of another one, is an error"),
  allowedRegions: texts.default([]).describe("Regions where resources may be, as Azure writes them; empty: any"),
  allowedIssuers: texts
    .default([...SHARED_ISSUER_HOSTS])
    .describe("Hosts of OIDC issuers that may federate, with their subdomains; a path after the host narrows it"),
  allowedGithubOwners: texts.default([]).describe("GitHub organisations whose workflows may federate; empty: none"),
  allowedRoles: roles.default([]).describe("If not empty, the only roles that may be assigned; names or GUIDs"),
  forbiddenRoles: roles
    .default(["Owner", "Contributor", "User Access Administrator", "Role Based Access Control Administrator"])
    .describe("Roles that may not be assigned; one that only delegates may be, under a condition"),
  requiredTags: texts.default(["owner"]).describe("Tags that every resource that takes tags must carry"),
  classificationTag: z
    .string()
    .min(1)
    .default("dataClassification")
    .describe("Tag that holds the data's classification"),
  customerKeyClassifications: texts
    .default(["confidential", "restricted"])
    .describe("Classifications that need an encryption key of one's own; what is not classified needs one too"),
  softDeleteDays: days(7, 90).default(90).describe("Least days during which a deleted vault can be recovered"),
  secretMaxDays: days(1, 3650).default(730).describe("Longest time from now to a secret's expiry"),
  secretMinDaysLeft: days(0, 365)
    .default(30)
    .describe("Least days left to a secret; 30 is when Azure sends its near-expiry event"),
  keyRotationMaxDays: days(7, 730).default(90).describe("Longest time from a key's creation to its rotation"),
  certificateMaxMonths: days(1, 36).default(12).describe("Longest validity of a certificate, in months"),
  auditMinDays: days(0, 3285)
    .default(91)
    .describe("Least days that a SQL audit is kept; more than the 90 of the benchmarks"),
  firewallMaxAddresses: days(0, 1024).default(10).describe("Most addresses that one SQL firewall rule may admit"),
  backupRedundancies: texts.default(["Geo", "GeoZone", "Zone"]).describe("Allowed redundancies of database backups"),
  ownsSubscription: z
    .boolean()
    .default(false)
    .describe("Whether this stack is the one that holds what exists once per subscription: activity alerts, Defender"),
  alertOperations: texts
    .default([
      "Microsoft.Authorization/policyAssignments/write",
      "Microsoft.Authorization/policyAssignments/delete",
      "Microsoft.Network/networkSecurityGroups/write",
      "Microsoft.Network/networkSecurityGroups/delete",
      "Microsoft.Sql/servers/firewallRules/write",
      "Microsoft.Sql/servers/firewallRules/delete",
      "Microsoft.Network/publicIPAddresses/write",
      "Microsoft.Network/publicIPAddresses/delete",
    ])
    .describe("Operations of which somebody must hear; the default is CIS 5.2"),
  defenderPlans: texts.default(["KeyVaults", "SqlServers"]).describe("Defender plans that must be Standard"),
};

export const settingsSchema = z.strictObject(settingsShape);

export type Settings = z.infer<typeof settingsSchema>;

export const DEFAULT_SETTINGS: Settings = settingsSchema.parse({});
