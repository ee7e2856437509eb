// The page as a person meets it: in a real browser, from a file, without a network.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import type { Browser, Page } from "playwright-core";
import { DEFAULT_CONFIG } from "../../../policy/config.ts";
import type { Plan } from "../../../cli/plan/document.ts";
import { reportData } from "../../../cli/report/data.ts";
import { page as write } from "../../../cli/report/page.ts";
import { planOf, PLANNED_AT } from "../../support/plans.ts";
import { openBrowser } from "./browser.ts";
import { hostilePlan } from "./hostile.ts";

describe("the report in Chromium", function () {
  // Starting a browser on a busy machine takes its time.
  this.timeout(120_000);

  let browser: Browser;
  let folder: string;
  let requests: string[];
  let complaints: string[];
  before(async function () {
    const opened = await openBrowser();
    if (typeof opened === "string") {
      console.log(`      ${opened}`);
      return this.skip();
    }
    browser = opened;
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "strongroom-report-"));
    requests = [];
    complaints = [];
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true, force: true });
    await Promise.all(browser.contexts().map((context) => context.close()));
  });
  after(async () => {
    await (browser as Browser | undefined)?.close();
  });

  const open = async (plan: Plan, colorScheme: "light" | "dark" = "light"): Promise<Page> => {
    const file = join(folder, "report.html");
    writeFileSync(file, write(reportData(plan, { policy: DEFAULT_CONFIG, now: new Date(PLANNED_AT * 1000) })));
    const page = await browser.newPage({ colorScheme });
    page.on("request", (request) => requests.push(request.url()));
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(pathToFileURL(file).href);
    return page;
  };
  const shown = (page: Page): Promise<string[]> => page.locator("#matrix tbody tr:visible").allInnerTexts();

  it("asks nobody for anything, and complains about nothing", async () => {
    await open(await planOf("prod"));

    expect(requests).to.have.length(1);
    expect(requests[0]).to.match(/^file:/);
    expect(complaints).to.deep.equal([]);
  });

  it("filters the access matrix by words, principal and kind", async () => {
    const page = await open(await planOf("prod"));
    const all = (await shown(page)).length;

    await page.fill("#find-access", "stripe-key api");
    const found = await shown(page);

    expect(all).to.be.greaterThan(20);
    expect(found).to.have.length(1);
    expect(found[0]).to.include("payments-prod-stripe-key");
    expect(await page.innerText("#matrix-count")).to.equal(`1 of ${all}`);

    // The same search finds everybody who can come to it.
    await page.fill("#find-access", "stripe-key");
    const ways = (await page.locator("#reach tbody tr:visible").allInnerTexts()).join("\n");
    expect(ways).to.include("repo:contoso/strongroom:environment:prod");
    expect(ways).to.include("signs in as platform/deploy");
    expect(ways).to.not.include("ledger");

    await page.fill("#find-access", "");
    await page.selectOption("#who-access", "reporting/etl");

    expect((await shown(page)).join()).to.include("database payments/ledger");
    expect((await shown(page)).every((row) => row.startsWith("reporting/etl"))).to.equal(true);

    await page.selectOption("#may-access", "administers");

    expect(await shown(page)).to.deep.equal([]);
    expect(await page.isVisible("#matrix-none")).to.equal(true);
  });

  it("is used by keyboard alone", async () => {
    const page = await open(await planOf("prod"));
    const focused = async (): Promise<string> =>
      String(await page.evaluate("document.activeElement.textContent || document.activeElement.id"));

    await page.keyboard.press("Tab");
    expect(await focused()).to.equal("Skip to the content");
    expect((await page.locator(".skip").boundingBox())?.x).to.equal(0);
    await page.keyboard.press("Enter");
    expect(await page.evaluate("document.activeElement.id")).to.equal("main");

    // The diagram's scrolling region, then its first box.
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.classList.contains('node')")).to.equal(true);
    expect(await page.innerText("#told")).to.equal(
      await page.evaluate("document.activeElement.getAttribute('aria-label')"),
    );
    expect(await page.locator(".edge.on").count()).to.be.greaterThan(0);

    await page.focus("#find-access");
    await page.keyboard.type("ledger");
    expect((await shown(page)).every((row) => row.includes("ledger"))).to.equal(true);
    await page.keyboard.press("Escape");
    expect(await page.inputValue("#find-access")).to.equal("");
    await page.keyboard.press("Enter");
    expect(complaints).to.deep.equal([]);
  });

  it("says in words what every box reaches", async () => {
    const page = await open(await planOf("prod"));

    const told = await page.locator('.node[aria-label^="payments/api"]').getAttribute("aria-label");

    expect(told).to.include("reads kv-payments-prod");
    expect(told).to.include("Strongroom Secret Reader (prod) on secret payments-prod-stripe-key");
    expect(told).to.include("writes payments/ledger (readWrite on database payments/ledger)");
  });

  it("gives every control a name, and every region a heading", async () => {
    const page = await open(await planOf("dev"));

    const nameless = await page.evaluate(
      "[...document.querySelectorAll('input, select')].filter((control) => control.labels.length === 0).length",
    );

    expect(nameless).to.equal(0);
    expect(await page.getByRole("region", { name: "Who may do what" }).count()).to.equal(1);
    expect(await page.getByRole("searchbox").count()).to.equal(3);
    expect(await page.getByRole("columnheader", { name: "Because of" }).count()).to.equal(1);
  });

  it("is dark where the reader's system is, and readable in both", async () => {
    const contrast = async (scheme: "light" | "dark"): Promise<number> => {
      const page = await open(await planOf("dev"), scheme);
      const of = async (selector: string, property: string): Promise<number> =>
        luminance(
          String(
            await page.evaluate(`getComputedStyle(document.querySelector(${JSON.stringify(selector)})).${property}`),
          ),
        );
      const [ink, ground] = [await of("tbody th", "color"), await of("section", "backgroundColor")];
      const soft = await of("tbody small", "color");
      expect(scheme === "dark").to.equal(ground < ink);
      return Math.min(ratio(ink, ground), ratio(soft, ground));
    };

    // WCAG 2.2, 1.4.3: at least 4.5 to 1.
    expect(await contrast("light")).to.be.greaterThan(4.5);
    expect(await contrast("dark")).to.be.greaterThan(4.5);
  });

  it("fits a narrow screen: only tables and drawings scroll sideways", async () => {
    const page = await open(await planOf("dev"));

    await page.setViewportSize({ width: 390, height: 800 });

    expect(await page.evaluate("document.documentElement.scrollWidth")).to.equal(390);
  });

  it("runs nothing that a name brings", async () => {
    const page = await open(await hostilePlan());
    for (const id of ["find-access", "find-rules", "find-items"]) await page.fill(`#${id}`, "<script>");
    for (const id of ["find-access", "find-rules", "find-items"]) await page.fill(`#${id}`, "");
    for (const node of (await page.locator(".node").all()).slice(0, 8)) await node.focus();

    expect(await page.title()).to.equal(
      "</script><script>document.title='pwned'</script> <script>document.title='pwned'</script>",
    );
    expect(await page.locator("script").count()).to.equal(1);
    expect(await page.locator("img, iframe, object, embed, link, svg svg").count()).to.equal(0);
    expect(await page.locator("[onerror], [onload], [onfocus], [autofocus]").count()).to.equal(0);
    expect(await page.locator('a[href^="javascript"]').count()).to.equal(0);
    expect(await page.innerText("main")).to.include("<img src=x onerror=");
    expect(await page.innerText("main")).to.include("\\u{202e}gnp.exe");
    expect(requests).to.have.length(1);
    expect(complaints).to.deep.equal([]);
  });

  it("would not run it even if markup were broken: its policy forbids", async () => {
    const page = await open(await planOf("dev"));
    const failures: string[] = [];
    page.on("requestfailed", (request) => failures.push(`${request.failure()?.errorText ?? ""} ${request.url()}`));

    await page.evaluate(`{
      const script = document.createElement("script");
      script.textContent = "document.title = 'pwned'";
      document.body.append(script);
      const image = document.createElement("img");
      image.src = "https://example.test/x.png";
      document.body.append(image);
    }`);
    await page.waitForFunction("document.images[0].complete");

    expect(await page.title()).to.equal("strongroom dev");
    expect(complaints.some((text) => /script/i.test(text) && /Content Security Policy/i.test(text))).to.equal(true);
    expect(failures).to.deep.equal(["csp https://example.test/x.png"]);
  });
});

/** Relative luminance of `rgb(…)` (WCAG 2.2). */
function luminance(color: string): number {
  const [r = 0, g = 0, b = 0] = (color.match(/[\d.]+/g) ?? []).map((part) => {
    const value = Number(part) / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function ratio(a: number, b: number): number {
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}
