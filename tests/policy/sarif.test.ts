// Code scanning shows what this writes, next to somebody's line and in somebody's browser.
import { expect } from "chai";
import { judge, type Verdict } from "../../policy/judge.ts";
import { toSarif } from "../../policy/sarif.ts";
import { RULES } from "../../policy/rules.ts";
import { CONFIG, ENVIRONMENT, NOW, withValue } from "./fixtures.ts";

const exposed = (config = CONFIG): Verdict[] =>
  judge(withValue("vault", "properties.publicNetworkAccess", "enabled"), config, ENVIRONMENT, { now: NOW });

describe("SARIF", () => {
  it("describes every rule, with help and severity", () => {
    const [run] = toSarif([]).runs;

    const rules = run?.tool.driver.rules ?? [];

    expect(rules.map(({ id }) => id)).to.deep.equal(RULES.map(({ id }) => id));
    expect(rules.every(({ help }) => (help?.text ?? "").startsWith("To mend it: "))).to.equal(true);
  });

  it("shows a verdict at the manifest's line, and at Pulumi.yaml where nobody knows better", () => {
    const located = toSarif(exposed(), { locate: () => ({ file: "apps/payments.yaml", line: 14 }) });
    const lost = toSarif(exposed());

    const places = [located, lost].map((log) => {
      const place = log.runs[0]?.results?.[0]?.locations?.[0]?.physicalLocation;
      return `${place?.artifactLocation?.uri ?? ""}:${place?.region?.startLine ?? 0}`;
    });

    expect(places).to.deep.equal(["apps/payments.yaml:14", "Pulumi.yaml:1"]);
  });

  it("points each result at its rule, and marks what only advises as a note", () => {
    const advisory = { ...CONFIG, enforcement: { default: "advisory", environments: {}, rules: {} } } as const;

    const [strict] = toSarif(exposed()).runs[0]?.results ?? [];
    const [mild] = toSarif(exposed(advisory)).runs[0]?.results ?? [];

    expect(RULES[strict?.ruleIndex ?? -1]?.id).to.equal("vault-public-access");
    expect([strict?.level, mild?.level]).to.deep.equal(["error", "note"]);
  });

  it("suppresses what is excepted, with its reason", () => {
    const exception = {
      rule: "vault-public-access",
      resource: "vault",
      reason: "migration",
      owner: "us",
      until: "2026-12-31",
    };

    const [result] = toSarif(exposed({ ...CONFIG, exceptions: [exception] })).runs[0]?.results ?? [];

    expect(result?.suppressions).to.deep.equal([
      { kind: "external", status: "accepted", justification: "migration (us, until 2026-12-31)" },
    ]);
  });

  it("keeps a violation's fingerprint when its line moves, and tells two resources apart", () => {
    const print = (verdicts: readonly Verdict[], line: number) =>
      toSarif(verdicts, { locate: () => ({ file: "a.yaml", line }) }).runs[0]?.results?.[0]?.partialFingerprints?.[
        "strongroom/v1"
      ];
    const elsewhere = exposed().map((verdict) => ({ ...verdict, urn: `${verdict.urn}-2` }));

    expect(print(exposed(), 1)).to.equal(print(exposed(), 99));
    expect(print(exposed(), 1)).to.not.equal(print(elsewhere, 1));
  });

  it("cannot be made to show a link or a placeholder by a value", () => {
    const hostile = "[click](https://evil.example) {0} \u001b[31m";
    const verdicts = judge(withValue("vault", "properties.publicNetworkAccess", hostile), CONFIG, ENVIRONMENT, {
      now: NOW,
    });

    const text = toSarif(verdicts).runs[0]?.results?.[0]?.message.text ?? "";

    expect(text).to.include("\\[click\\]").and.include("{{0}}");
    expect(text).to.not.include("\u001b");
  });
});
