// What settings are made of: ids of Azure and Entra, ranges, addresses, exceptions.
import { z } from "zod";
import { isAksHost } from "../../facts/issuers.ts";
import { parseRange } from "../input/address-range.ts";
import { isoDate, text } from "../input/values.ts";

/** An exception from "not reachable from the internet" names at most this many addresses at a time: a /24. */
export const WIDEST_PUBLIC_PREFIX = 24;
/** Days that an exception may last; it can be renewed by a new pull request. */
export const MAX_EXCEPTION_DAYS = 90;

export const guid = z.guid("write a GUID").transform((value) => value.toLowerCase());
/** Where it is a key: two ways to write one would be two keys. */
export const lowerGuid = z
  .string()
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, "write a GUID, in small letters");

/** An Azure resource id of one kind. */
export const resourceId = (kind: string) =>
  z
    .string()
    .regex(
      new RegExp(`^/subscriptions/[0-9a-f-]{36}/resourceGroups/[A-Za-z0-9._()-]{1,90}/providers/${kind}$`, "i"),
      `write the id of a ${kind.replaceAll(/\/\[[^/]*/g, "").replaceAll("\\", "")}`,
    )
    .overwrite((id) => asAzureWrites(id, kind));

/**
 * Azure tells no id from another by the case of its letters, but Pulumi does. What has one spelling gets it: the subscription
 * and the words between the names. Names keep theirs: only Azure knows how they were written when they were made.
 */
function asAzureWrites(id: string, kind: string): string {
  const [, , subscription = "", , group = "", , ...rest] = id.split("/");
  const words = kind.split("/").map((word, index) => (word.startsWith("[") ? rest[index] : word.replaceAll("\\", "")));
  return ["", "subscriptions", subscription.toLowerCase(), "resourceGroups", group, "providers", ...words].join("/");
}

export const NAME = "[A-Za-z0-9._-]{1,80}";
export const adopt = (kind: string) => z.strictObject({ id: resourceId(kind).describe("Its id in Azure") });

export const range = z
  .string()
  .refine(
    (value) => value.includes("/") && parseRange(value) !== undefined,
    "write an IPv4 range from its first address on, such as 10.0.0.0/16",
  );

export const publicRange = z.string().refine(
  (value) => {
    const parsed = parseRange(value);
    return parsed !== undefined && parsed.prefix >= WIDEST_PUBLIC_PREFIX && parsed.first > 0;
  },
  `write IPv4 addresses or ranges of /${String(WIDEST_PUBLIC_PREFIX)} or narrower; 0.0.0.0 is never allowed`,
);

/** One address; where it may lie is judged with the network at hand. */
export const address = z
  .string()
  .refine(
    (value) => !value.includes("/") && parseRange(value) !== undefined,
    "write an IPv4 address, such as 10.0.0.4",
  );

export const exactlyOne = (value: { create?: unknown; adopt?: unknown }) =>
  (value.create === undefined) !== (value.adopt === undefined);
export const ONE_OF_TWO = "write either create or adopt, one of the two";

export const resourceName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{1,62}[A-Za-z0-9]$/, "use 3 to 64 letters, digits, dots and hyphens");

export const issuer = z
  .url({ protocol: /^https$/, error: "write an https:// address" })
  .refine((value) => !value.includes("*"), "a wildcard is never allowed")
  .refine(
    (value) => !isAksHost(URL.parse(value)?.hostname ?? "") || value.endsWith("/"),
    "the issuer of an AKS cluster ends with a slash, and Entra compares it letter by letter; add the slash",
  );

export const exception = z.strictObject({
  allowedCidrs: z
    .array(publicRange)
    .min(1, "name at least one range")
    .max(20, "name at most 20 ranges")
    .describe("IPv4 addresses or ranges of /24 or narrower"),
  reason: text.describe("Why, as a tag on it says"),
  until: isoDate.describe("The last day of the exception, at most 90 days from now"),
});
export type PublicAccess = z.output<typeof exception>;

export const generation = z.int("write a whole number").min(1, "begin at 1").max(999, "at most 999");
