// Verdicts as SARIF 2.1.0, which code scanning shows next to the line that caused them. What a verdict quotes came from a
// program that somebody else wrote, so it is escaped: SARIF messages can hold links and placeholders.
import { createHash } from "node:crypto";
import type { Log, ReportingDescriptor, Result } from "sarif";
import type { Verdict } from "./judge.ts";
import type { Rule, Severity } from "./rule.ts";
import { RULES } from "./rules.ts";

export interface Place {
  /** Relative to the repository's root, with forward slashes. */
  readonly file: string;
  /** From 1. @default 1 */
  readonly line?: number;
}

export interface SarifOptions {
  /** Where a verdict is to be shown, for example at the manifest's line. @default Pulumi.yaml */
  readonly locate?: (verdict: Verdict) => Place | undefined;
}

const FALLBACK: Place = { file: "Pulumi.yaml" };

/** The number by which GitHub sorts; its page "SARIF support for code scanning" gives the bounds: 9 critical, 7 high, 4 medium. */
const SECURITY_SEVERITY: Readonly<Record<Severity, string>> = {
  critical: "9.5",
  high: "8.0",
  medium: "5.5",
  low: "2.0",
};

export function toSarif(verdicts: readonly Verdict[], { locate = () => undefined }: SarifOptions = {}): Log {
  const rules = RULES.map(descriptor);
  const indexes = new Map(RULES.map((rule, index) => [rule.id, index]));
  return {
    version: "2.1.0",
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    runs: [
      {
        tool: { driver: { name: "strongroom", semanticVersion: "0.1.0", rules } },
        originalUriBaseIds: { REPOSITORY: { description: { text: "the repository's root" } } },
        results: verdicts.map((verdict) =>
          result(verdict, indexes.get(verdict.rule) ?? -1, locate(verdict) ?? FALLBACK),
        ),
      },
    ],
  };
}

function descriptor(rule: Rule): ReportingDescriptor {
  const { controls, equals } = rule;
  const frameworks = [
    ["CIS Azure", controls.cis],
    ["MCSB", controls.mcsb],
    ["NIST 800-53", controls.nist80053],
    ["ISO 27001", controls.iso27001],
    ["SOC 2", controls.soc2],
    ["PCI DSS", controls.pcidss],
  ] as const;
  const answered = frameworks.filter(([, ids]) => ids.length > 0).map(([name, ids]) => `${name} ${ids.join(", ")}`);
  const same = equals.length === 0 ? "" : ` Same finding elsewhere: ${equals.join(", ")}.`;
  return {
    id: rule.id,
    shortDescription: { text: escape(rule.title) },
    fullDescription: { text: escape(`${rule.title}.${same}`) },
    help: { text: escape(`To mend it: ${rule.help}. Controls: ${answered.join("; ")}.${same}`) },
    defaultConfiguration: { level: LEVELS[rule.severity] },
    properties: {
      tags: ["security", ...controls.nist80053.map((id) => `NIST/${id}`)],
      "security-severity": SECURITY_SEVERITY[rule.severity],
    },
  };
}

const LEVELS = { critical: "error", high: "error", medium: "warning", low: "note" } as const satisfies Record<
  Severity,
  string
>;

function result(verdict: Verdict, ruleIndex: number, place: Place): Result {
  const what = verdict.name === "" ? "the stack" : verdict.name;
  return {
    ruleId: verdict.rule,
    ...(ruleIndex < 0 ? {} : { ruleIndex }),
    // What only advises never shows up as an error.
    level: verdict.level === "advisory" ? "note" : LEVELS[verdict.severity],
    message: { text: escape(`${what}: ${verdict.message}. To mend it: ${verdict.help}`) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: encodeURI(place.file), uriBaseId: "REPOSITORY" },
          region: { startLine: Math.max(1, place.line ?? 1) },
        },
        logicalLocations: [{ fullyQualifiedName: verdict.urn, name: verdict.name, kind: "resource" }],
      },
    ],
    partialFingerprints: { "strongroom/v1": fingerprint(verdict) },
    ...(verdict.exception === undefined ? {} : { suppressions: [suppression(verdict.exception)] }),
  };
}

function suppression({ reason, owner, until }: NonNullable<Verdict["exception"]>) {
  return { kind: "external", status: "accepted", justification: `${reason} (${owner}, until ${until})` } as const;
}

/** The same violation of the same resource stays one alert, wherever its line moves. */
function fingerprint({ rule, urn, path }: Verdict): string {
  return createHash("sha256")
    .update(JSON.stringify([rule, urn, path ?? ""]))
    .digest("hex");
}

/** SARIF 2.1.0, 3.11.5 and 3.11.6: braces are doubled, brackets and backslashes get a backslash. */
function escape(text: string): string {
  return text.replace(/[\\[\]]/g, "\\$&").replace(/[{}]/g, "$&$&");
}
