// The page: one file that asks nothing of anybody. Its policy allows its own style and script, by their hashes, and nothing else:
// no request, no frame, no form, and no script that a name could bring.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { accessSection } from "./access-section.ts";
import { calendarSection } from "./calendar.ts";
import type { ReportData } from "./data.ts";
import { diagram } from "./diagram.ts";
import { graphOf } from "./graph.ts";
import { html, type Markup } from "./html.ts";
import { inventorySection } from "./inventory-section.ts";
import { reachSection } from "./reach-section.ts";
import { count, policySection } from "./policy-section.ts";

const SECTIONS = [
  ["environment", "Environment"],
  ["access", "Access"],
  ["rotation", "Rotation"],
  ["policy", "Policy"],
  ["inventory", "Inventory"],
] as const;

const asset = (name: string): string => readFileSync(join(import.meta.dirname, "assets", name), "utf8");

/** A source expression of a Content-Security-Policy for exactly this text. */
const hash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

export function page(data: ReportData): string {
  const style = asset("page.css");
  const script = asset("page.js");
  const policy = [
    "default-src 'none'",
    `style-src ${hash(style)}`,
    `script-src ${hash(script)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const title = `${data.project} ${data.stack}`;
  const body = html`<a class="skip" href="#main">Skip to the content</a>
    <header>
      <div class="wide">
        <h1>
          ${data.stack}
          <small>${data.environment === data.stack ? data.project : `${data.environment}, ${data.project}`}</small>
        </h1>
        <nav aria-label="Sections">${SECTIONS.map(([id, name]) => html`<a href="#${id}">${name}</a>`)}</nav>
      </div>
    </header>
    <main id="main" class="wide" tabindex="-1">
      ${tiles(data)} ${section("environment", "The environment", diagram(graphOf(data.snapshot, data.rows)))}
      ${section("access", "Who may do what", html`${accessSection(data)} ${reachSection(data)}`)}
      ${section("rotation", "The year of rotations", calendarSection(data))}
      ${section("policy", "The policy", policySection(data))}
      ${section("inventory", "The inventory", inventorySection(data))}
    </main>
    <footer class="wide">
      Made by Strongroom from the plan of ${data.stack}, counted from ${data.date}. It holds no secret value.
    </footer>`;
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    // Before anything that it governs.
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="no-referrer">',
    html`<title>${title}</title>`.toString(),
    // The two texts are ours; the hashes above are of exactly these.
    `<style>${style}</style>`,
    "</head>",
    `<body>${body.toString()}<script>${script}</script></body>`,
    "</html>",
    "",
  ].join("\n");
}

function section(id: string, title: string, content: Markup): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${content}
  </section>`;
}

function tiles({ snapshot, rows, findings, items, verdicts, assessments }: ReportData): Markup {
  const applications = snapshot.resources.filter(({ type }) => type === "strongroom:app:AppEnvironment").length;
  const alarms = findings.filter(({ weight }) => weight === "alarm").length;
  const failed = verdicts.filter(({ status }) => status === "failed");
  const mandatory = failed.filter(({ level }) => level === "mandatory").length;
  const excepted = verdicts.length - failed.length;
  const next = items.find(({ nextDue }) => nextDue !== undefined);
  const all: readonly (readonly [value: string | number, label: string, tone?: string])[] = [
    [applications, applications === 1 ? "application" : "applications"],
    [rows.length, "grants"],
    [alarms, alarms === 1 ? "access alarm" : "access alarms", alarms === 0 ? "good" : "bad"],
    [mandatory, "policy failures", mandatory === 0 ? "good" : "bad"],
    [failed.length - mandatory, "advised", failed.length === mandatory ? "good" : "warn"],
    [excepted, "exceptions", excepted === 0 ? "good" : "warn"],
    [count(assessments, "passed"), "checks hold"],
    [next?.nextDue ?? "none", "next rotation"],
  ];
  return html`<dl class="tiles">
    ${all.map(
      ([value, label, tone = ""]) =>
        html`<div class="${tone}">
          <dd>${value}</dd>
          <dt>${label}</dt>
        </div>`,
    )}
  </dl>`;
}
