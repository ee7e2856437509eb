// What the program declares about its vaults, read back from a stack's outputs. A file or a backend stands between, so it
// is hostile until validated: a forged address would be handed a token that opens every vault, a forged id a role.
import { z } from "zod";
import { CLOUDS, type Cloud } from "../../facts/clouds.ts";
import { MEDIA_TYPE, MEDIA_TYPE_HELP } from "../../facts/media-type.ts";
import { UserError } from "../../text/errors.ts";
import { printable } from "../../text/printable.ts";

/** A vault as it stands in a stack's outputs: every value known. */
export type DesiredVault = z.output<typeof vault>;
export type DesiredSecret = DesiredVault["secrets"][number];
export type DesiredKey = DesiredVault["keys"][number];
export type DesiredCertificate = DesiredVault["certificates"][number];
export type DesiredReader = DesiredVault["readers"][number];

const objectName = z.string().regex(/^[a-zA-Z0-9-]{1,127}$/, "write 1 to 127 letters, digits and hyphens");

/** One line of visible characters. */
const line = (max: number) =>
  z
    .string()
    .max(max, `use at most ${max} characters`)
    .refine(
      (text) => text.isWellFormed() && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text),
      "use one line without control characters",
    );

const tags = z
  .record(line(512).min(1), line(256))
  .refine((value) => Object.keys(value).length <= 15, "use at most 15 tags");
const days = z.int().min(1).max(366);
const guid = z
  .guid("write the object id of the identity or group")
  .refine((id) => !/^[0-]+$/.test(id), "is the empty GUID: the identity was not there yet when the stack was deployed");

/** Hours of the day in UTC; one that ends before it begins goes past midnight. */
export const WINDOW = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/;

const armId = (type: string) =>
  z
    .string()
    .regex(
      new RegExp(
        `^/subscriptions/[0-9a-f-]{36}/resourceGroups/[^/?#%\\s]{1,90}/providers/${type}/[A-Za-z0-9-]{1,63}$`,
        "i",
      ),
      `write an ARM id of ${type.replaceAll("\\", "")}`,
    );

const rotation = z
  .strictObject({
    by: z.enum(["owner", "generated", "storage-account-key", "entra-application"]),
    everyDays: days,
    overlapDays: days,
    retire: z.enum(["overlap", "evidence"]),
    window: z.string().regex(WINDOW, "write hours in UTC, such as 22:00-04:00").optional(),
    readers: z.array(line(200)),
    after: z.array(z.strictObject({ restart: armId("Microsoft\\.App/containerApps") })),
    generated: z
      .strictObject({
        length: z.int().min(16).max(512),
        alphabet: z.enum(["alphanumeric", "hex", "base64url", "printable"]),
      })
      .optional(),
    storageAccount: z.strictObject({ id: armId("Microsoft\\.Storage/storageAccounts") }).optional(),
    entraApplication: z.strictObject({ objectId: guid, clientId: guid, tenantId: guid }).optional(),
  })
  .refine((value) => value[NEEDS[value.by] ?? "by"] !== undefined, "lacks what its strategy needs");

/** What each strategy has to be told. */
const NEEDS: Readonly<Partial<Record<string, "generated" | "storageAccount" | "entraApplication">>> = {
  generated: "generated",
  "storage-account-key": "storageAccount",
  "entra-application": "entraApplication",
};

const secret = z.strictObject({
  name: objectName,
  tags,
  contentType: z.string().max(255).regex(MEDIA_TYPE, MEDIA_TYPE_HELP),
  lifetimeDays: days,
  retiresAfter: z.iso.date("write a date").optional(),
  rotation: rotation.optional(),
});

const key = z.strictObject({
  name: objectName,
  tags,
  type: z.enum(["RSA", "RSA-HSM", "EC", "EC-HSM"]),
  size: z.int().optional(),
  curve: line(10).optional(),
  rotationDays: days,
  lifetimeDays: days,
  notifyDays: days,
});

const certificate = z.strictObject({
  name: objectName,
  tags,
  subject: line(300),
  dnsNames: z.array(z.hostname("write a host name")),
  issuer: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,62}$/, "write an issuer's name"),
  validityMonths: z.int().min(1).max(12),
  renewBeforeDays: days,
  exportable: z.boolean(),
  dependents: z.array(line(200)),
});

const reader = z.strictObject({
  certificate: objectName,
  grantee: line(200).min(1),
  principalId: guid,
  principalType: z.enum(["ServicePrincipal", "Group"]),
});

const vault = z
  .strictObject({
    app: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, "write the application's name: lowercase letters, digits, hyphens"),
    name: z.string().regex(/^[A-Za-z][A-Za-z0-9-]{2,23}$/, "write a vault's name"),
    uri: z.string(),
    id: z
      .string()
      .regex(
        /^\/subscriptions\/[0-9a-f-]{36}\/resourceGroups\/[^/?#%\s]{1,90}\/providers\/Microsoft\.KeyVault\/vaults\/[A-Za-z0-9-]{3,24}$/i,
        "write a vault's ARM id",
      ),
    secrets: z.array(secret),
    keys: z.array(key),
    connections: z.array(objectName),
    certificates: z.array(certificate),
    readers: z.array(reader),
  })
  .superRefine((value, context) => {
    const issue = (path: string, message: string): void => {
      context.addIssue({ code: "custom", path: [path], message });
    };
    const uris = Object.values(CLOUDS).map((cloud) => `https://${value.name}.${cloud.vaultSuffix}/`);
    if (!uris.includes(value.uri)) {
      issue("uri", `is not the address of vault "${value.name}"; allowed are ${uris.join(", ")}`);
    }
    if (!value.id.toLowerCase().endsWith(`/${value.name.toLowerCase()}`)) {
      issue("id", `is not the id of vault "${value.name}"`);
    }
    const declared = new Set(value.certificates.map(({ name }) => name));
    for (const { certificate: name } of value.readers.filter((entry) => !declared.has(entry.certificate))) {
      issue("readers", `name certificate "${name}", which is not declared`);
    }
    // A certificate takes the secret and the key of its name along.
    const taken = [value.secrets, value.certificates].flat().map(({ name }) => name.toLowerCase());
    const twice = [...taken, ...value.connections.map((name) => name.toLowerCase())].filter(
      (name, index, all) => all.indexOf(name) !== index,
    );
    for (const name of new Set(twice)) issue("secrets", `declare "${name}" twice`);
  });

/** Checks what `source` holds; every problem at once, each with its place. */
export function parseDesired(value: unknown, source: string): readonly DesiredVault[] {
  const result = z.array(vault).safeParse(value);
  if (result.success) return result.data;
  throw new UserError(
    result.error.issues
      .map((issue) => `${printable(source)}: ${pathOf(issue.path)}: ${printable(issue.message)}`)
      .join("\n"),
  );
}

function pathOf(path: readonly PropertyKey[]): string {
  return printable(
    path.reduce<string>(
      (text, key) => (typeof key === "number" ? `${text}[${key}]` : `${text}.${String(key)}`),
      "vaultObjects",
    ),
  );
}

/** The cloud whose vaults answer at this one's address. */
export function cloudOf({ uri }: Pick<DesiredVault, "uri">): Cloud {
  const found = Object.values(CLOUDS).find((cloud) => uri.endsWith(`.${cloud.vaultSuffix}/`));
  return found ?? CLOUDS.public;
}
