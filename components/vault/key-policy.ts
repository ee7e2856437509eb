// What Key Vault accepts as a key and as its rotation policy, checked before anything is created: Azure writes both only
// with the first version, so what is wrong then stays wrong.
// Limits: azure-security-docs, key-vault/keys/how-to-configure-key-rotation.md; expiry of 28 days: Azure SDK models.
import { OVERLAP_DAYS, rotationProblem } from "./expiry.ts";

/** Days between a key's creation and its rotation, at least; with the overlap the policy's expiry is then beyond 28. */
export const MIN_KEY_ROTATION_DAYS = 7;

/** Days before its end that a version which nobody rotated is reported; half of the overlap. */
export const NOTIFY_DAYS = 15;

export interface KeyShape {
  readonly type: "RSA" | "RSA-HSM" | "EC" | "EC-HSM";
  readonly size?: 2048 | 3072 | 4096;
  readonly curve?: "P-256" | "P-384" | "P-521";
  readonly rotationDays: number;
}

/** The key with every default filled in. */
export function resolveKey(key: KeyShape): {
  readonly size?: number;
  readonly curve?: string;
  readonly lifetimeDays: number;
} {
  const lifetimeDays = key.rotationDays + OVERLAP_DAYS;
  return isRsa(key) ? { size: key.size ?? 3072, lifetimeDays } : { curve: key.curve ?? "P-256", lifetimeDays };
}

export function isRsa(key: Pick<KeyShape, "type">): boolean {
  return key.type === "RSA" || key.type === "RSA-HSM";
}

export function keyProblems(key: KeyShape, sku: "standard" | "premium"): readonly string[] {
  const problems: string[] = [];
  if (key.type.endsWith("-HSM") && sku !== "premium") {
    problems.push(
      `type: "${key.type}" needs a premium vault, this one is ${sku}; use "${key.type.replace("-HSM", "")}" or sku "premium"`,
    );
  }
  if (isRsa(key) && key.curve !== undefined) {
    problems.push(`curve: "${key.curve}" belongs to an EC key, this one is ${key.type}; use size`);
  }
  if (!isRsa(key) && key.size !== undefined) {
    problems.push(`size: ${String(key.size)} belongs to an RSA key, this one is ${key.type}; use curve`);
  }
  const rotation = rotationProblem(key.rotationDays, MIN_KEY_ROTATION_DAYS);
  return rotation === undefined ? problems : [...problems, rotation];
}

/** In ARM's form: rotate by itself, and say so when that did not happen. */
export function rotationPolicy(key: KeyShape): {
  attributes: { expiryTime: string };
  lifetimeActions: {
    action: { type: "rotate" | "notify" };
    trigger: { timeAfterCreate?: string; timeBeforeExpiry?: string };
  }[];
} {
  return {
    attributes: { expiryTime: `P${String(resolveKey(key).lifetimeDays)}D` },
    lifetimeActions: [
      { action: { type: "rotate" }, trigger: { timeAfterCreate: `P${String(key.rotationDays)}D` } },
      { action: { type: "notify" }, trigger: { timeBeforeExpiry: `P${String(NOTIFY_DAYS)}D` } },
    ],
  };
}
