// How values look on the way from the program to the engine: Pulumi marks unknowns, secrets, resources and files with
// signatures of its own. This file turns them into the plan's two markers, and can never let a secret's value through.
// Source of the signatures: @pulumi/pulumi, runtime/rpc.js.
import * as pulumi from "@pulumi/pulumi";
import { SECRET, UNKNOWN, type PlanValue } from "./document.ts";

const rpc = pulumi.runtime;

/** How a value that is marked secret comes out. */
export type OnSecret = (value: PlanValue, path: string) => PlanValue;

const hide: OnSecret = () => SECRET;

/** Reads one value from the wire. `onSecret` decides what becomes of secrets; by default they are hidden. */
export function readValue(value: unknown, onSecret: OnSecret = hide, path = ""): PlanValue {
  if (value === rpc.unknownValue) return UNKNOWN;
  if (value === null || value === undefined) return null;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map((item, index) => readValue(item, onSecret, `${path}[${String(index)}]`));
  if (typeof value !== "object") return null;

  const fields = value as Readonly<Record<string, unknown>>;
  switch (fields[rpc.specialSigKey]) {
    case undefined:
      return readFields(fields, onSecret, path);
    case rpc.specialSecretSig:
      return onSecret(readValue(fields["value"], onSecret, path), path);
    case rpc.specialOutputValueSig: {
      const inner = "value" in fields ? readValue(fields["value"], onSecret, path) : UNKNOWN;
      return fields["secret"] === true ? onSecret(inner, path) : inner;
    }
    case rpc.specialResourceSig:
      return readValue(fields["id"] ?? fields["urn"], onSecret, path);
    default:
      // A file or an archive: where it comes from, never what is in it.
      return { $asset: typeof fields["path"] === "string" ? fields["path"] : true };
  }
}

/** Reads a record of values, such as a resource's inputs. */
export function readFields(
  fields: Readonly<Record<string, unknown>>,
  onSecret: OnSecret = hide,
  path = "",
): Record<string, PlanValue> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, item]) => [key, readValue(item, onSecret, path === "" ? key : `${path}.${key}`)]),
  );
}
