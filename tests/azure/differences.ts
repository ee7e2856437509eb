// Azure's answers beside those that simulated Azure gave to the same program: resource by resource, property by property.
import { plainType, plainUrn } from "../../facts/local-packages.ts";
import { scrubbed } from "./scrub.ts";

/** A resource of a stack's export. */
export interface Answered {
  readonly urn: string;
  readonly type: string;
  readonly custom?: boolean;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

export interface Difference {
  readonly type: string;
  /** In the program. */
  readonly name: string;
  /** `properties.networkAcls.bypass`; "" for the resource itself. */
  readonly path: string;
  readonly azure: unknown;
  readonly simulated: unknown;
}

/** What a report shows where one side has nothing. */
export const ABSENT = "(absent)";
const SECRET = "4dabf18193072939515e22adb298388d";

/** All in which the two differ once ids, names, times and addresses look alike. */
export function differences(
  azure: readonly Answered[],
  simulated: readonly Answered[],
  scrub: (text: string) => string,
): Difference[] {
  const [real, predicted] = [byUrn(azure), byUrn(simulated)];
  const urns = [...new Set([...real.keys(), ...predicted.keys()])].sort();
  return urns.flatMap((urn) => {
    const [one, other] = [real.get(urn), predicted.get(urn)];
    const type = plainType(one?.type ?? other?.type ?? "");
    const name = scrub(urn.split("::").slice(3).join("::"));
    const at = (path: string, a: unknown, s: unknown): Difference => ({ type, name, path, azure: a, simulated: s });
    if (one === undefined) return [at("", ABSENT, "(made)")];
    if (other === undefined) return [at("", "(made)", ABSENT)];
    const paths: Difference[] = [];
    compare(scrubbed(one.outputs ?? {}, scrub), scrubbed(other.outputs ?? {}, scrub), [], (path, a, s) => {
      paths.push(at(path.join("."), a, s));
    });
    return paths;
  });
}

function byUrn(resources: readonly Answered[]): Map<string, Answered> {
  return new Map(
    resources
      .filter(({ custom, type }) => custom === true && !type.startsWith("pulumi:") && !type.startsWith("random:"))
      .map((resource) => [plainUrn(resource.urn), resource]),
  );
}

type Found = (path: readonly string[], azure: unknown, simulated: unknown) => void;

function compare(azure: unknown, simulated: unknown, path: readonly string[], found: Found): void {
  if (isRecord(azure) && isRecord(simulated)) {
    // A secret is one on both sides: its text is encrypted, and nobody compares it.
    if (SECRET in azure && SECRET in simulated) return;
    for (const key of [...new Set([...Object.keys(azure), ...Object.keys(simulated)])].sort()) {
      compare(azure[key], simulated[key], [...path, key], found);
    }
    return;
  }
  if (Array.isArray(azure) && Array.isArray(simulated) && azure.length === simulated.length) {
    azure.forEach((item, index) => {
      compare(item, simulated[index], [...path, String(index)], found);
    });
    return;
  }
  if (JSON.stringify(azure) === JSON.stringify(simulated)) return;
  found(path, azure ?? ABSENT, simulated ?? ABSENT);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
