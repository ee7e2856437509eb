// Every edit that is tried: another value for each field of manifests and settings, out of the tables that the tests of every
// argument use, and the ways to write the same thing otherwise.
import { MANIFEST_CHANGES, type Change } from "../every-argument/manifest-changes.ts";
import { SETTINGS_CHANGES } from "../every-argument/settings-changes.ts";
import type { Of } from "./results.ts";
import type { Edit } from "./try-edit.ts";

/** Where the value that tells most on a deployed stack is another than in the tests of every argument, or needs a neighbour. */
const OTHERWISE: Readonly<Record<string, Change>> = {
  environments: { to: ["staging"] },
  "siem.paired.authorizationRuleId": {
    to: "/subscriptions/9c1f2d7e-5a90-46c4-8f0b-1c528a4d4e6b/resourceGroups/rg-other/providers/Microsoft.EventHub/namespaces/evhns-other-ne/authorizationRules/send",
  },
};

/** Where one world has the other's value already. */
const IN_WORLD: Readonly<Record<string, NonNullable<Edit["inWorld"]>>> = {
  environment: { prod: "dev" },
  shape: { dev: "prod" },
};

const editOf = (of: Edit["of"], field: string, { to, at, given }: Change): Edit => ({
  of,
  field,
  to,
  ...(at === undefined ? {} : { at }),
  ...(given === undefined ? {} : { given }),
  ...(IN_WORLD[field] === undefined ? {} : { inWorld: IN_WORLD[field] }),
});

/** Fields that only show where somebody else owns the platform: they need another world than the example's. */
export const OF_ANOTHER_WORLD: readonly string[] = Object.entries(SETTINGS_CHANGES)
  .filter(([, { example }]) => example !== undefined && example !== "settings")
  .map(([field]) => field);

export const MANIFEST_EDITS: readonly Edit[] = Object.entries(MANIFEST_CHANGES).map(([field, change]) =>
  editOf("manifest", field, OTHERWISE[field] ?? change),
);

export const SETTINGS_EDITS: readonly Edit[] = Object.entries(SETTINGS_CHANGES)
  .filter(([field]) => !OF_ANOTHER_WORLD.includes(field))
  .map(([field, change]) => editOf("settings", field, OTHERWISE[field] ?? change));

/** In capital letters but for names, which only Azure knows how to write. */
const upper = (id: string): string =>
  id.replaceAll(/(^|\/)(subscriptions\/[^/]+|resourceGroups|providers\/[^/]+|[A-Za-z]+s)(?=\/)/g, (words) =>
    words.toUpperCase(),
  );

const REVERSED = ["prod", "dev"];

/** The same thing, written otherwise: nothing may follow. */
export const SPELLINGS: Readonly<Record<string, Edit>> = {
  "environments in another order": {
    of: "manifest",
    field: "environments",
    to: [],
    inWorld: { dev: REVERSED, prod: REVERSED },
  },
  "readers in another order": {
    of: "manifest",
    field: "secrets.<name>.readers",
    given: { "secrets.stripe-key.readers": ["api", "worker"] },
    to: ["worker", "api"],
  },
  "ranges in another order": {
    of: "settings",
    field: "network.bastion.allowedCidrs",
    given: { "network.bastion.allowedCidrs": ["203.0.113.0/24", "198.51.100.0/24"] },
    to: ["198.51.100.0/24", "203.0.113.0/24"],
  },
  "contacts in another order": {
    of: "settings",
    field: "securityContacts",
    given: { securityContacts: ["security@contoso.com", "soc@contoso.com"] },
    to: ["soc@contoso.com", "security@contoso.com"],
  },
  "another case of a subnet's id": {
    of: "settings",
    field: "sqlReconcilerJob.subnetId",
    to: upper(
      "/subscriptions/6dab3f21-5c8e-4049-9f32-b7e1d40a2c8f/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub/subnets/snet-jobs",
    ),
  },
  "another case of a rule's id": {
    of: "settings",
    field: "siem.authorizationRuleId",
    to: upper(
      "/subscriptions/9c1f2d7e-5a90-46c4-8f0b-1c528a4d4e6b/resourceGroups/rg-siem/providers/Microsoft.EventHub/namespaces/evhns-siem/authorizationRules/send",
    ),
  },
  "another case of an object id": {
    of: "settings",
    field: "people.<name>.approversObjectId",
    to: "2E94D7FA-30B6-415C-98E2-A4F719CB3058",
  },
  "another case of a group's id": {
    of: "settings",
    field: "groups.<name>",
    to: "C3E57091-4D6F-48BA-A121-9FB3D5E7C406",
  },
};

/** All of them, each under the name by which its result is kept. */
export function everyEdit(): { readonly of: Of; readonly what: string; readonly edit: Edit }[] {
  return [
    ...[...MANIFEST_EDITS, ...SETTINGS_EDITS].map((edit) => ({ of: edit.of, what: edit.field, edit })),
    ...Object.entries(SPELLINGS).map(([what, edit]) => ({ of: "spelling" as const, what, edit })),
  ];
}

/** Edits that tell most, for the tests of every day: of what is deployed in each way, and of what is refused. */
export const TELLING: readonly string[] = [
  "name",
  "costCentre",
  "workloads.<name>.purpose",
  "secrets.<name>.rotation.every",
  "secrets.<name>.readers",
  "keys.<name>.type",
  "certificates.<name>.validityMonths",
  "databases.<name>.size",
  "location",
  "network.bastion.allowedCidrs",
  "network.runners.addressPrefix",
  "keyVaultApi",
];
