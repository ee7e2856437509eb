// The report of a first contact: one file that can be attached to an issue.
import type { Difference } from "./differences.ts";
import type { Report } from "./first-contact.ts";

export function markdown({ steps, differences }: Report, location: string): string {
  return `# First contact with Azure

Region ${location}. Ids, names, times and addresses are replaced by words in angle brackets.

| step | ended | what it said |
| --- | --- | --- |
${steps.map(({ step, ended, says }) => `| ${cell(step)} | ${ended} | ${cell(says.join("; "))} |`).join("\n")}

## Answers that simulated Azure did not predict

${differences.length === 0 ? "None." : table(differences)}
`;
}

function table(differences: readonly Difference[]): string {
  return [
    "| type | resource | property | Azure | simulated Azure |",
    "| --- | --- | --- | --- | --- |",
    ...differences.map(
      ({ type, name, path, azure, simulated }) =>
        `| ${cell(type)} | ${cell(name)} | ${cell(path)} | ${cell(shown(azure))} | ${cell(shown(simulated))} |`,
    ),
  ].join("\n");
}

function shown(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** One cell of a table: no line break, no column of its own, no markup. */
function cell(text: string): string {
  return text
    .replaceAll(/\s+/g, " ")
    .replaceAll("\\", "\\\\")
    .replaceAll("|", "\\|")
    .replaceAll("<", "&lt;")
    .replaceAll(/[`*_[\]]/g, (character) => `\\${character}`);
}
