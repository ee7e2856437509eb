// ARM ids: built from a template, taken apart again, compared without regard to case as Azure does.
import { createHash } from "node:crypto";
import { withoutEnd, withoutStart } from "../../text/without-end.ts";

export type Names = Record<string, string>;

/** The parameters of a template in order, e.g. `["subscriptionId", "resourceGroupName", "vaultName"]`. */
export function parametersOf(template: string): string[] {
  return [...template.matchAll(/\{(\w+)\}/g)].flatMap((match) => match[1] ?? []);
}

export function formatId(template: string, names: Names): string {
  const id = template.replace(/\{(\w+)\}/g, (_all, name: string) => withoutEnd(names[name] ?? "", "/"));
  return `/${id.replace(/^\/+/, "")}`;
}

/** The values of a template's parameters in an id, or undefined where the id has another shape. */
export function parseId(template: string, id: string): Names | undefined {
  const names = parametersOf(template);
  const pattern = template.replace(/[.]/g, "\\.").replace(/\{(\w+)\}/g, (_all, name: string) => {
    // A scope is itself an id; every other parameter is one segment.
    return name === "scope" || name === "resourceUri" || name === "scopeId" ? "(.+)" : "([^/]+)";
  });
  const match = new RegExp(`^/*${pattern.replace(/^\/+/, "")}$`, "i").exec(id);
  if (!match) return undefined;
  return Object.fromEntries(
    names.map((name, index) => {
      const value = match[index + 1] ?? "";
      return [name, name === "scope" || name === "resourceUri" || name === "scopeId" ? `/${value}` : value];
    }),
  );
}

export function keyOf(id: string): string {
  return `/${withoutStart(withoutEnd(id, "/"), "/")}`.toLowerCase();
}

export function lastSegment(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}

/** The id that a child's id continues: `…/vaults/v/secrets/s` gives `…/vaults/v`, a vault gives its resource group. */
export function parentOf(id: string): string | undefined {
  const segments = withoutStart(withoutEnd(id, "/"), "/").split("/");
  if (segments.length <= 2) return undefined;
  const shorter = segments.slice(0, -2);
  if (shorter.at(-2)?.toLowerCase() === "providers") shorter.splice(-2);
  return shorter.length === 0 ? undefined : `/${shorter.join("/")}`;
}

/** The id itself and everything that it lies in, nearest first, keys only. */
export function scopesOf(id: string): string[] {
  const result: string[] = [];
  let current: string | undefined = keyOf(id);
  while (current !== undefined) {
    result.push(current);
    current = parentOf(current);
  }
  return result;
}

/** `Microsoft.KeyVault/vaults/secrets` of an id. */
export function resourceTypeOf(id: string): string {
  if (/^\/?subscriptions\/[^/]+\/resourceGroups\/[^/]+$/i.test(id)) return "Microsoft.Resources/resourceGroups";
  const after = id.split(/\/providers\//i).at(-1) ?? "";
  const segments = after.split("/");
  return [segments[0], ...segments.slice(1).filter((_segment, index) => index % 2 === 0)].join("/");
}

export function resourceGroupOf(id: string): string | undefined {
  return /\/resourceGroups\/([^/]+)/i.exec(id)?.[1];
}

export function subscriptionOf(id: string): string | undefined {
  return /^\/subscriptions\/([^/]+)/i.exec(id)?.[1];
}

/** A GUID that depends on the words only, so that two runs of the same deployment are alike. */
export function guidOf(...words: (string | number)[]): string {
  const hex = createHash("sha256").update(words.join("\n")).digest("hex");
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
