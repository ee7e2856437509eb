// How the next value of a secret comes about, in the words of a manifest. Each of them is carried out by `strongroom rotate`.
import { z } from "zod";
import { days, environmentName, key } from "../input/values.ts";

/** Days between two rotations: R7 asks for at most 90. */
export const MAX_ROTATION_DAYS = 90;
/** Days that a previous value may go on working; the version ends 30 days after the next is due (components/vault/expiry.ts). */
export const MAX_OVERLAP_DAYS = 30;

const ROTATED_BY = ["owner", "generated", "storage-account-key", "entra-application"] as const;

/** Letters, digits, hyphens, and what stands for the environment. */
const GROUP = /^(?:[A-Za-z0-9._()-]|\$\{environment\}){1,90}$/;
const ACCOUNT = /^(?:[a-z0-9]|\$\{environment\}){3,40}$/;
const APP = /^(?:[a-z0-9-]|\$\{environment\}){2,60}$/;

const resourceGroup = z
  .string()
  .regex(GROUP, 'write the name of a resource group, such as "rg-payments-data-${environment}"')
  .describe("Its resource group, in the environment's subscription");

const guid = z.guid("write a GUID").transform((value) => value.toLowerCase());

const application = z.strictObject({
  objectId: guid.describe("Of the application, not of its service principal"),
  clientId: guid.describe("What signs in"),
});

export const secretRotation = z.strictObject({
  every: days(1, MAX_ROTATION_DAYS).describe("At most 90 days"),
  by: z
    .enum(ROTATED_BY)
    .default("owner")
    .describe("Who makes the next value: its owner, or `strongroom rotate` in one of three ways"),
  overlap: days(1, MAX_OVERLAP_DAYS)
    .default("7d")
    .describe("How long the previous value goes on working, 1 to 30 days; it is disabled afterwards"),
  window: z
    .string()
    .regex(/^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/, 'write hours in UTC, such as "22:00-04:00"')
    .refine((value) => value.slice(0, 5) !== value.slice(6), "it begins when it ends")
    .optional()
    .describe("Hours of the day, in UTC, in which a new value is published; any unless given"),
  length: z.int().min(16).max(512).optional().describe("Of a generated value: characters, 48 unless given"),
  alphabet: z
    .enum(["alphanumeric", "hex", "base64url", "printable"])
    .optional()
    .describe("Of a generated value: alphanumeric unless given"),
  storageAccount: z
    .strictObject({
      name: z
        .string()
        .regex(ACCOUNT, 'write a storage account, such as "stpayments${environment}"')
        .describe("Its name"),
      resourceGroup,
    })
    .optional()
    .describe("Of a storage account's key: the account"),
  entraApplication: z
    .record(environmentName, application)
    .optional()
    .describe("Of an Entra application's client secret: the application, by environment"),
  restart: z
    .record(
      key,
      z.strictObject({
        containerApp: z
          .string()
          .regex(APP, 'write a Container App, such as "ca-payments-${environment}"')
          .describe("Its name"),
        resourceGroup,
      }),
    )
    .default({})
    .describe("Container Apps that start anew after a publication, one after the other in this order"),
});

export type SecretRotation = z.output<typeof secretRotation>;
