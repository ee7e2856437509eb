// What the settings say about the platform's own identities and about people. Neither holds a credential: identities are
// signed in to by federation, and people are members of groups that Entra keeps.
import { z } from "zod";
import { federationSchema } from "../federation/federation-schema.ts";
import { guid, NAME, resourceId } from "./settings-values.ts";
import { key, text } from "../input/values.ts";

/** Declared like a workload in a manifest. */
export const platformIdentity = ({ mustFederate }: { readonly mustFederate: boolean }) =>
  z
    .strictObject({
      purpose: text.optional().describe("What runs as this identity"),
      federatedWith: federationSchema.optional(),
    })
    .refine(({ federatedWith }) => !mustFederate || Object.values(federatedWith ?? {}).some(Boolean), {
      error: "federatedWith is missing: name the pipeline that signs in, such as a GitHub environment",
    });

/** Same as the component's: a tag could be moved to an image that nobody has seen. */
const PINNED_IMAGE = /^[a-z0-9][a-z0-9.-]*(:\d{1,5})?(\/[a-z0-9][a-z0-9._-]*)+@sha256:[0-9a-f]{64}$/;

/** A job inside the private network, as `identity`. */
export const operationsJob = (identity: string) =>
  z.strictObject({
    name: key
      .max(15, "use at most 15 characters")
      .optional()
      .describe("Part of the job's name; needed in a cell, since each cell has a job of its own"),
    image: z
      .string()
      .regex(PINNED_IMAGE, "write registry/repository@sha256:<64 hexadecimal digits>; a tag could be moved")
      .describe("With this package in it, pinned by its digest"),
    registryServer: z
      .hostname("write a host name, such as contoso.azurecr.io")
      .optional()
      .describe(`Registry that lets \`${identity}\` in; unless given, the image is public`),
    subnetId: resourceId(`Microsoft\\.Network/virtualNetworks/${NAME}/subnets/${NAME}`).describe(
      "A subnet of its own, delegated to Microsoft.App/environments, /27 or wider",
    ),
  });

const group = {
  name: text.max(120, "use at most 120 characters").optional(),
  objectId: guid.optional().describe("Adopts the group with this object id instead of creating one"),
};
const displayName = (suffix: string): string =>
  `Display name; unless given, \`grp-<application>-<environment>-${suffix}\``;
const eligibleObjectId = guid.optional().describe("Object id of the group whose members may ask to join for a while");

export const peopleSchema = z.strictObject({
  readers: z
    .strictObject({ ...group, name: group.name.describe(displayName("readers")) })
    .optional()
    .describe("See names, dates and tags of what is in the vaults, and no value"),
  operators: z
    .strictObject({ ...group, name: group.name.describe(displayName("operators")), eligibleObjectId })
    .optional()
    .describe("Write new versions, disable and recover, and read no value; in prod only after asking"),
  breakGlass: z
    .strictObject({ ...group, name: group.name.describe(displayName("break-glass")), eligibleObjectId })
    .optional()
    .describe("Read values, for a few hours after approval"),
  approversObjectId: guid.optional().describe("Object id of the group whose members approve"),
});

export type PlatformIdentity = z.output<ReturnType<typeof platformIdentity>>;
export type People = z.output<typeof peopleSchema>;
