// What manifests and settings are made of: names, lines of text, addresses, dates. One schema each, so that both files mean
// the same by the same word.
import { z } from "zod";

/**
 * A name in a manifest or in the settings: lowercase words joined by hyphens. What every object of JavaScript has is no name:
 * who looks it up among those that were written, finds something that nobody wrote.
 */
export const key = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "use lowercase letters, digits and single hyphens, starting with a letter")
  .max(40, "use at most 40 characters")
  .refine((value) => !(value in Object.prototype), "choose a name that objects of JavaScript do not have already");

/**
 * An environment. Without hyphens, since it stands between an application's name and what belongs to it: two ways to cut one name
 * would be two owners. Azure's shortest limit that it is part of is that of a job (32 characters, infra/names/naming.ts).
 */
export const environmentName = z
  .string()
  .regex(/^[a-z][a-z0-9]{1,11}$/, "use 2 to 12 lowercase letters and digits, starting with a letter")
  .refine((value) => !(value in Object.prototype), "choose a name that objects of JavaScript do not have already");

/** One line of text. */
export const text = z
  .string()
  .trim()
  .min(1, "write at least one character")
  .max(200, "use at most 200 characters")
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, "use one line without control characters");

export const email = z
  .email("write an e-mail address, such as team@contoso.com")
  .max(254, "use at most 254 characters");

export const isoDate = z.iso.date('write a date, such as "2027-03-31"');

const WHOLE_DAYS = 'write whole days, such as "90d"';

/** "90d": whole days. */
export const days = (min: number, max: number) =>
  z
    .string(WHOLE_DAYS)
    .regex(/^[1-9]\d{0,3}d$/, { error: WHOLE_DAYS, abort: true })
    .refine((value) => Number.parseInt(value) >= min && Number.parseInt(value) <= max, {
      error: `allowed are ${String(min)}d to ${String(max)}d`,
    });
