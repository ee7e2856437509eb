// What the page is made of, without a browser: escaping, the graph, the layout, the command.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import * as fc from "fast-check";
import { DEFAULT_CONFIG } from "../../../policy/config.ts";
import { runCommand } from "../../../cli/main.ts";
import { reportData, type ReportData } from "../../../cli/report/data.ts";
import { graphOf, type EdgeKind } from "../../../cli/report/graph.ts";
import { escape, html } from "../../../cli/report/html.ts";
import { BOX, layOut } from "../../../cli/report/layout.ts";
import { page } from "../../../cli/report/page.ts";
import { planOf, PLANNED_AT } from "../../support/plans.ts";

const dataOf = async (stack: "dev" | "prod"): Promise<ReportData> =>
  reportData(await planOf(stack), { policy: DEFAULT_CONFIG, now: new Date(PLANNED_AT * 1000) });

describe("report markup", () => {
  it("turns every text into text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(escape(text)).not.to.match(/[<>"'\p{Cc}\p{Cf}]/u);
      }),
    );
  });

  it("keeps what it made itself, and nothing that looks like it", () => {
    const made = html`<b>${"<i>"}</b>`;

    expect(html`<p>${made}${[made, "<u>"]}${undefined}${0}</p>`.toString()).to.equal(
      "<p><b>&lt;i&gt;</b><b>&lt;i&gt;</b>&lt;u&gt;0</p>",
    );
  });
});

describe("report graph", () => {
  const reach = (data: ReportData): Set<string> => {
    const { nodes, edges } = graphOf(data.snapshot, data.rows);
    const names = new Map(nodes.map(({ id, label }) => [id, label]));
    return new Set(edges.map(({ from, to, kind }) => `${names.get(from) ?? "?"} ${kind} ${names.get(to) ?? "?"}`));
  };

  it("draws who signs in, who reads, who writes and who administers", async () => {
    const edges = reach(await dataOf("prod"));

    expect([...edges]).to.include.members([
      "repo:contoso/payments:environment:prod signs in payments/deploy",
      "payments/api reads kv-payments-prod-80mg",
      "payments/api writes payments/ledger",
      "payments/deploy administers payments/ledger",
      "reporting/etl reads payments/ledger",
      "platform/sql-reconciler member sql-administrators",
      "sql-administrators administers storefront/catalogue",
    ] satisfies readonly `${string} ${EdgeKind} ${string}`[]);
  });

  it("leaves no grant out", async () => {
    const data = await dataOf("prod");

    const drawn = graphOf(data.snapshot, data.rows).edges.flatMap(({ grants }) => grants);

    // Both servers of a failover pair hold the one database that the drawing has.
    const missing = data.rows.filter(
      ({ role, object, via }) => !drawn.includes(`${role} on ${object}`) && via !== "SQL administrator",
    );
    expect(missing).to.deep.equal([]);
  });

  it("puts every box into its band, and none over another", async () => {
    const data = await dataOf("prod");

    const graph = graphOf(data.snapshot, data.rows);
    const { boxes, bands, width } = layOut(graph);

    const placed = [...boxes.values()];
    expect(placed).to.have.length(graph.nodes.length);
    for (const { node, x, y } of placed) {
      const band = bands.find(({ lane }) => lane === node.lane);
      expect(y, node.id).to.be.within(band?.y ?? NaN, (band?.y ?? NaN) + (band?.height ?? NaN) - BOX.height);
      expect(x + BOX.width).to.be.lessThan(width);
    }
    const overlaps = placed.filter((a) =>
      placed.some((b) => a !== b && a.x === b.x && Math.abs(a.y - b.y) < BOX.height),
    );
    expect(overlaps.map(({ node }) => node.id)).to.deep.equal([]);
  });
});

describe("report page", () => {
  it("is the same for the same plan and day", async () => {
    const data = await dataOf("dev");

    expect(page(data)).to.equal(page(data));
  });

  it("allows itself its own style and script, and nothing else", async () => {
    const text = page(await dataOf("dev"));

    const [, policy = ""] = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(text) ?? [];
    expect(policy.split("; ").map((directive) => directive.replace(/sha256-[\w+/=]+/, "sha256-…"))).to.deep.equal([
      "default-src 'none'",
      "style-src 'sha256-…'",
      "script-src 'sha256-…'",
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(text).not.to.match(/ (?:src|href)="(?!#)/);
    expect(text).not.to.match(/ style="/);
  });
});

describe("strongroom report", () => {
  let folder: string;
  let said: string;
  const outputs = {
    stderr: process.stderr.write.bind(process.stderr),
    stdout: process.stdout.write.bind(process.stdout),
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "strongroom-report-"));
    said = "";
    process.stderr.write = (text: string | Uint8Array) => {
      said += String(text);
      return true;
    };
  });
  afterEach(() => {
    process.stderr.write = outputs.stderr;
    process.exitCode = 0;
    rmSync(folder, { recursive: true, force: true });
  });

  it("writes the page of a plan that a file holds", async () => {
    const file = join(folder, "plan.json");
    const out = join(folder, "report.html");
    writeFileSync(file, JSON.stringify(await planOf("dev")));

    process.stdout.write = () => true;
    const code = await runCommand(["report", "--plan", file, "--out", out]).finally(() => {
      process.stdout.write = outputs.stdout;
    });

    expect([code, said]).to.deep.equal([0, ""]);
    expect(readFileSync(out, "utf8")).to.match(/^<!doctype html>[\s\S]+payments-dev-stripe-key[\s\S]+<\/html>\n$/);
  });

  const refused: readonly (readonly [what: string, args: readonly string[], message: RegExp])[] = [
    [
      "a plan and a stack",
      ["--plan", "x.json", "--stack", "dev"],
      /^strongroom: --stack and --plan exclude each other: a plan is of one stack\n$/,
    ],
    [
      "a plan that is not there",
      ["--plan", "/none.json"],
      /^strongroom: no plan file \/none\.json; make one with: strongroom plan --json --out \/none\.json\n$/,
    ],
    [
      "a stack without settings",
      ["--stack", "prd"],
      /^strongroom: --stack: no settings Pulumi\.prd\.yaml \(did you mean "prod"\?\)\n$/,
    ],
  ];
  for (const [what, args, message] of refused) {
    it(`refuses ${what} in one sentence`, async () => {
      const code = await runCommand(["report", ...args, "--out", join(folder, "r.html")]);

      expect(code).to.equal(1);
      expect(said).to.match(message);
    });
  }

  it("says when the page cannot be written", async () => {
    const file = join(folder, "plan.json");
    writeFileSync(file, JSON.stringify(await planOf("dev")));

    const code = await runCommand(["report", "--plan", file, "--out", join(folder, "none", "r.html")]);

    expect(code).to.equal(1);
    expect(said).to.match(/^strongroom: --out: .* cannot be written: ENOENT[^\n]*\n$/);
  });
});
