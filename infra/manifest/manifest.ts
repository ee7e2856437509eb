// What an application team may write in `apps/<app>.yaml`, and nothing more. The schema is the whole contract:
// a field that is not here is refused, so nothing is accepted and then dropped. References between fields
// (a reader that is no workload, a name that does not fit) are judged in catalogue.ts, where positions are known.
import { z } from "zod";
import { MEDIA_TYPE, MEDIA_TYPE_HELP } from "../../facts/media-type.ts";
import { federationSchema } from "../federation/federation-schema.ts";
import { MAX_ROTATION_DAYS, secretRotation } from "./rotation-schema.ts";
import { days, email, environmentName, isoDate, key, text } from "../input/values.ts";

/** An application is in each of them with all that it has, so that there is a bound. */
export const MAX_ENVIRONMENTS = 32;

/** One of those that settings name (strongroom:environment). */
export type Environment = string;

export const DATA_CLASSIFICATIONS = ["public", "internal", "confidential", "restricted"] as const;

/** Days: Key Vault accepts a key's expiry from 28 days, and rotates at least 7 days before it (azure-docs: how-to-configure-key-rotation). */
export const MIN_KEY_ROTATION_DAYS = 28;
/** Months a certificate may be valid: the field's benchmarks ask for at most 12. */
export const MAX_CERTIFICATE_MONTHS = 12;

/** A workload of this application ("api"), or of another one that this application lets in ("reporting/etl"). */
const workloadRef = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]*(\/[a-z][a-z0-9-]*)?$/,
    'write a workload ("api"), or one of another application ("reporting/etl")',
  );

/** As a workload reference, or an Entra group that the settings name ("group:payments-analysts"). */
const databasePrincipal = z
  .string()
  .regex(
    /^(group:[A-Za-z0-9][A-Za-z0-9 ._-]{0,119}|[a-z][a-z0-9-]*(\/[a-z][a-z0-9-]*)?)$/,
    'write a workload ("api"), one of another application ("reporting/etl") or a group ("group:payments-analysts")',
  );

const workloads = z.array(workloadRef).default([]);
const databasePrincipals = z.array(databasePrincipal).default([]);

const workload = z
  .strictObject({
    purpose: text.optional().describe("What runs as this identity"),
    federatedWith: federationSchema.optional(),
  })
  .describe("One user-assigned identity per environment");

const secret = z
  .strictObject({
    purpose: text.describe("What it is for"),
    owner: email.optional().describe("Who answers for it, unless that is the application's owner"),
    contentType: z
      .string()
      .max(100)
      .regex(MEDIA_TYPE, MEDIA_TYPE_HELP)
      .default("text/plain")
      .describe("What the value is: a media type, for example application/json"),
    rotation: secretRotation,
    readers: workloads.describe("May read the value"),
    writers: workloads.describe("May write new versions; they read none and delete nothing"),
    retiring: z
      .strictObject({
        until: isoDate.describe("The last day that its readers are granted it"),
        reason: text.describe("Why it goes, as its tag says"),
      })
      .optional()
      .describe("The secret is on its way out: after `until` nobody is granted it any more"),
  })
  .describe("A secret; its first value is a random placeholder that its owner replaces");

const keyEntry = z
  .strictObject({
    purpose: text.describe("What it is for"),
    owner: email.optional().describe("Who answers for it, unless that is the application's owner"),
    type: z
      .enum(["RSA", "RSA-HSM", "EC", "EC-HSM"])
      .default("RSA")
      .describe("An HSM's key is kept in software where the stack has no HSM"),
    size: z.literal([2048, 3072, 4096]).optional().describe("RSA: bits, 3072 unless given"),
    curve: z.enum(["P-256", "P-384", "P-521"]).optional().describe("EC: P-256 unless given"),
    rotation: z.strictObject({
      every: days(MIN_KEY_ROTATION_DAYS, MAX_ROTATION_DAYS).describe("28 to 90 days, by the vault itself"),
    }),
    sign: workloads.describe("May sign; RSA and EC"),
    verify: workloads.describe("May verify signatures; RSA and EC"),
    encrypt: workloads.describe("May encrypt; RSA only, as are the next three"),
    decrypt: workloads.describe("May decrypt"),
    wrap: workloads.describe("May wrap another key, for envelope encryption"),
    unwrap: workloads.describe("May unwrap another key"),
  })
  .describe("A key that rotates itself and never leaves the vault");

const certificate = z
  .strictObject({
    purpose: text.describe("What it is for"),
    owner: email.optional().describe("Who answers for it, unless that is the application's owner"),
    subject: z
      .string()
      .regex(/^CN=[^,=+<>#;"\\\p{Cc}]{1,64}$/u, 'write an X.500 name, such as "CN=pay.contoso.com"')
      .describe("Its X.500 name"),
    dnsNames: z.array(z.hostname("write a host name")).default([]).describe("Host names that it is valid for"),
    issuer: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,62}$/, 'write "Self" or an issuer that the vault knows')
      .default("Self")
      .describe("Self: signed by itself; else an authority that the vault is set up with"),
    validityMonths: z.int().min(1).max(MAX_CERTIFICATE_MONTHS).default(MAX_CERTIFICATE_MONTHS).describe("1 to 12"),
    renewBefore: days(7, 90).default("30d").describe("Days before its end that the vault renews it"),
    readers: workloads.describe("May read the certificate with its private key"),
    dependents: z.array(text).default([]).describe("What breaks when it expires, by name"),
  })
  .describe("A certificate, issued inside the vault and renewed before it expires");

const grants = {
  read: databasePrincipals.describe("May read"),
  readWrite: databasePrincipals.describe("May read and write"),
  execute: databasePrincipals.describe("May execute stored procedures"),
};

const database = z
  .strictObject({
    purpose: text.describe("What it is for"),
    owner: email.optional().describe("Who answers for it, unless that is the application's owner"),
    size: z.enum(["small", "medium", "large"]).default("small").describe("The stack says what each size is"),
    ledger: z
      .boolean()
      .default(false)
      .describe("Tamper-evident tables for the whole database; cannot be changed later"),
    access: z
      .strictObject({
        ...grants,
        migrate: databasePrincipals.describe("May change the schema"),
        schemas: z.record(key, z.strictObject(grants)).default({}).describe("The same, for one schema only"),
      })
      .prefault({}),
  })
  .describe("A database on the application's own server, with contained users for whom `access` names");

const omit = z.array(key).default([]).describe("By their names in this file");

const override = z.strictObject({
  omit: z
    .strictObject({ workloads: omit, secrets: omit, keys: omit, certificates: omit, databases: omit })
    .prefault({})
    .describe("What this environment does without"),
  databases: z
    .record(key, z.strictObject({ size: database.shape.size.unwrap().describe("Its size in this environment") }))
    .default({}),
});

export const manifestSchema = z
  .strictObject({
    name: key.max(24, "use at most 24 characters").describe("The file's name; part of every name in Azure"),
    shortName: z
      .string()
      .regex(/^[a-z][a-z0-9]{1,9}$/, "use 2 to 10 lowercase letters and digits")
      .optional()
      .describe("Stands for the name where Azure allows 24 characters; needed when two long names begin alike"),
    owner: email.describe("Receives the alerts, and is a tag on everything"),
    costCentre: z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,40}$/, "use 1 to 40 letters, digits, dots, hyphens and underscores")
      .optional()
      .describe("A tag on everything"),
    dataClassification: z
      .enum(DATA_CLASSIFICATIONS)
      .describe(
        "A tag on everything; from confidential on, databases are encrypted with a key of the application's own",
      ),
    environments: z
      .array(environmentName)
      .min(1, "name at least one environment")
      .max(MAX_ENVIRONMENTS, `name at most ${String(MAX_ENVIRONMENTS)}`)
      .describe("Where the application is"),
    availability: z
      .enum(["regional", "paired"])
      .default("regional")
      .describe("paired: a second vault in the paired region, and database failover where the stack has it"),
    workloads: z.record(key, workload).default({}),
    secrets: z.record(key, secret).default({}),
    keys: z.record(key, keyEntry).default({}),
    certificates: z.record(key, certificate).default({}),
    databases: z.record(key, database).default({}),
    overrides: z.record(environmentName, override).default({}),
  })
  .describe("One application: its workloads, and what they may reach");

export type Manifest = z.output<typeof manifestSchema>;
export type SecretEntry = Manifest["secrets"][string];
export type DatabaseEntry = Manifest["databases"][string];
