// Which settings differ between two revisions of a stack, by the names that a person knows.
import { order } from "../../text/values.ts";

type Config = Readonly<Record<string, string>>;

/** Settings that speak of single applications, by their names. */
const BY_APPLICATION = ["publicAccess", "people", "generations", "endpointAddresses"].map((key) => `strongroom:${key}`);

/** Full keys. */
export function settingsThatDiffer(base: Config, head: Config): string[] {
  return [...new Set([...Object.keys(base), ...Object.keys(head)])]
    .filter((key) => base[key] !== head[key])
    .filter((key) => !BY_APPLICATION.includes(key))
    .sort(order);
}

/** Of those that speak of single applications, what they say of this one: `strongroom:people.payments`. */
export function perApplication(app: string, base: Config, head: Config): string[] {
  return BY_APPLICATION.filter((key) => said(base[key], app) !== said(head[key], app)).map((key) => `${key}.${app}`);
}

function said(text: string | undefined, app: string): string | undefined {
  if (text === undefined) return undefined;
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === "object" && value !== null
      ? JSON.stringify((value as Readonly<Record<string, unknown>>)[app])
      : undefined;
  } catch {
    // What is wrong with the settings their own reader says.
    return text;
  }
}
