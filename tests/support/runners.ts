// What a runner, or a terminal, would do with a program's output, and texts that try to make it do something. The rules are
// ported from actions/runner (src/Runner.Common/ActionCommand.cs: TryParseV2, TryParse; Handlers/OutputManager.cs) and from
// microsoft/azure-pipelines-agent (src/Microsoft.VisualStudio.Services.Agent/Command.cs: TryParse), August 2026. .NET compares
// texts there by culture, which skips characters without a weight; which those are depends on its ICU, so here no character
// outside printable ASCII has one: the harsher reading.
import { expect } from "chai";

/** The commands that GitHub's runner registers (src/Runner.Worker/ActionCommandManager.cs). */
const GITHUB = new Set([
  ...["internal-set-repo-path", "set-env", "set-output", "save-state", "add-mask", "add-path", "add-matcher"],
  ...["remove-matcher", "debug", "warning", "error", "notice", "group", "endgroup", "echo", "stop-commands"],
]);

const nameOf = (info: string): string => info.split(" ", 1)[0]?.toLowerCase() ?? "";

/** `::name key=value::data` at the start of a line, or `##[name key=value]data` anywhere. */
function githubCommand(line: string): string | undefined {
  const trimmed = line.trimStart();
  const end = trimmed.startsWith("::") ? trimmed.indexOf("::", 2) : -1;
  if (end >= 0 && GITHUB.has(nameOf(trimmed.slice(2, end)))) return trimmed;
  const old = line.indexOf("##[");
  const close = old < 0 ? -1 : line.indexOf("]", old);
  // Whatever its name: the logs of both services fold and colour by `##[group]`, `##[section]`, `##[error]`.
  return close < 0 ? undefined : line.slice(old, close + 1);
}

/** `##vso[area.event key=value]data` anywhere in a line. */
function azureCommand(line: string): string | undefined {
  const start = line.indexOf("##vso[");
  const close = start < 0 ? -1 : line.indexOf("]", start);
  if (close < 0) return undefined;
  const parts = nameOf(line.slice(start + "##vso[".length, close))
    .split(".")
    .filter((part) => part !== "");
  return parts.length === 2 ? line.slice(start, close + 1) : undefined;
}

/** TeamCity's service messages (documentation: "Service messages"), wherever they stand. */
const teamCityCommand = (line: string): string | undefined => /##teamcity\[.*\]/.exec(line)?.[0];

/** Every command that one of the runners would carry out. */
export function commandsIn(output: string): readonly string[] {
  return output.split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/).flatMap((line) => {
    // Both as it is, without colours, and without all that has no weight.
    const plain = line.replace(COLOUR, "");
    const readings = [line, plain, plain.replace(/[^\x20-\x7e]/gu, ""), line.replace(/[^\x20-\x7e]/gu, "")].map(
      (text) => text.replace(/##VSO\[/gi, "##vso["),
    );
    return readings
      .flatMap((text) => [githubCommand(text), azureCommand(text), teamCityCommand(text)])
      .filter((command) => command !== undefined);
  });
}

/** Colours as picocolors makes them; everything else that is no printable character or line break moves or hides something. */
const ESCAPE = "\u{1b}";
const COLOUR = new RegExp(`${ESCAPE}\\[(?:0|1|2|22|3[1-6]|39|90)m`, "gu");

/** What of an output a terminal would not show as text. */
export function controlsIn(output: string): readonly string[] {
  const text = output.replace(COLOUR, "");
  return [...text.matchAll(/[^\n\t\P{C}]|[\u2028\u2029]/gu)].map(([character]) => JSON.stringify(character));
}

/** Begins a line only where a text brought a line break of its own. */
export const BROUGHT = "INJECTED";

/** Texts that somebody may give to whatever can be named. */
export const HOSTILE: readonly string[] = [
  "text/plain ##vso[task.setvariable variable=BASH_ENV]$(touch pwned)",
  `x\n${BROUGHT} ##vso[task.prependpath]/tmp`,
  `x\r\n::error file=a,line=1::${BROUGHT}`,
  `x\r${BROUGHT}`,
  "x\n  ::add-mask::prod",
  "::stop-commands::token",
  "see ##[add-matcher].github/matcher.json",
  "#\u200d#vso[task.complete result=Failed]",
  "#\u00ad#\u0000v\u200bso[task.setsecret]x",
  "##\ufeff[set-env name=NODE_OPTIONS]--require=/tmp/x",
  "\ufe0f:\u034f:warning::x",
  "\u001b[2J\u001b[8mhidden\u001b]0;title\u0007\u009b31m",
  `\u2028${BROUGHT}\u2029${BROUGHT}\u0085${BROUGHT}\v${BROUGHT}`,
  "\u202egnirts\u2066",
  "##teamcity[setParameter name='env.PATH' value='/tmp']",
  "#\u001b[31m#vso[task.setvariable variable=PATH]/tmp",
  "\u001b[0m:\u001b[1m:error\u001b[0m::x",
  "###\t##VSO[build.addbuildtag]x",
];

/** Fails where a runner or a terminal would do anything but show the text. */
export function expectHarmless(output: string, what: string): void {
  expect(commandsIn(output), `${what}: commands`).to.deep.equal([]);
  expect(controlsIn(output), `${what}: controls`).to.deep.equal([]);
  const brought = output.split("\n").filter((line) => line.startsWith(BROUGHT));
  expect(brought, `${what}: lines that a text has brought`).to.deep.equal([]);
}
