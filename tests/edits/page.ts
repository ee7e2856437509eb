// docs/edits.md: what a change of each field does to a deployed stack, as the walk over all edits found it.
import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { format, resolveConfig } from "prettier";
import { ROOT } from "../support/tiny-project.ts";
import { SPELLINGS } from "./all-edits.ts";
import { fieldsThatAre, whyNot, type OfFields } from "./not-walked.ts";
import { readResults, type Result, type Results } from "./results.ts";
import { WORLDS } from "./world.ts";

export const PAGE = path.join(ROOT, "docs", "edits.md");

/** Characters of a refusal that the page shows; the program says the rest. */
const SHOWN = 160;

export function page(results: Results = readResults()): string {
  return `# What a change does

For whoever edits a manifest or settings of a stack that is deployed. Each field was changed alone on a deployed dev and on a deployed prod: the plan refused the change, or saw
nothing of it, or the real engine carried it out against simulated Azure, and the next preview was empty. Where prod changes the same properties of the same kinds as dev, and dev
updated all of them in place, prod was not deployed for it. \`npm run edits\` goes on with the walk and writes this page; \`npm run test:deep\` tries everything again.

| effect           | meaning                                                                                   |
| ---------------- | ----------------------------------------------------------------------------------------- |
| nothing          | nothing changes in Azure; a tag in a vault or a user in a database may be due (\`strongroom vault\`, \`strongroom sql\`) |
| in place         | resources are updated and stay the same                                                   |
| adds and removes | resources come or go that were not there before, or are no longer wanted; the rest stays  |
| new resource     | something is made anew, and the old one deleted                                           |
| refused          | the program says what is wrong, where, and what to do, before anything is done            |
| not walked       | nobody has tried it; the last column says why                                             |

Where dev and prod differ, both are named. The value that was tried is in \`tests/every-argument/\` or \`tests/edits/all-edits.ts\`; another value can do more or less.

## Manifests

${table("manifest", results)}

## Settings

${table("settings", results)}

## Written otherwise

The same thing in other words, which must change nothing.

${spellings(results)}
`;
}

function table(of: OfFields, results: Results): string {
  const rows = fieldsThatAre(of).map((field) => {
    const found = results[of][field] ?? {};
    const reasons = WORLDS.map((world) => whyNot(results, of, field, world));
    const effects = WORLDS.map(
      (world, index) => found[world]?.effect ?? reasons[index]?.replace(/^(?!not for).*/, "not walked"),
    );
    const told = [...new Set(effects)];
    const effect =
      told.length === 1
        ? (told[0] ?? "")
        : WORLDS.map((world, index) => `${world}: ${effects[index] ?? ""}`).join("; ");
    const why = [...new Set(reasons.filter((reason) => reason !== undefined && !reason.startsWith("not for")))];
    return [
      field,
      effect,
      [details(...WORLDS.map((world) => found[world])), ...why].filter(Boolean).join("; "),
    ] as const;
  });
  return [
    "| field | effect | what changes |",
    "| --- | --- | --- |",
    ...rows.map(([field, effect, what]) => `| \`${field}\` | ${effect} | ${what} |`),
  ].join("\n");
}

function spellings({ spelling }: Results): string {
  const rows = Object.entries(SPELLINGS).map(([what]) => {
    const found = spelling[what] ?? {};
    return `| ${what} | ${WORLDS.map((world) => `${world}: ${found[world]?.effect ?? "not walked"}`).join("; ")} |`;
  });
  return ["| what | effect |", "| --- | --- |", ...rows].join("\n");
}

function details(...results: readonly (Result | undefined)[]): string {
  const all = [...new Set(results.flatMap((result) => result?.says ?? []))];
  const shown = all.map((line) => (line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line));
  return shown.map((line) => line.replaceAll("|", "\\\\|").replaceAll("<", "&lt;").replaceAll("*", "\\\\*")).join("; ");
}

/** As it stands in the repository. */
export async function formattedPage(): Promise<string> {
  return format(page(), { ...(await resolveConfig(PAGE)), filepath: PAGE });
}

export async function writePage(): Promise<void> {
  writeFileSync(PAGE, await formattedPage());
}
