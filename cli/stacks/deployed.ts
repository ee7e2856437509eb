// Whether the pipelines deploy every stack, each after those that it waits for. What a workflow says is read as data: GitHub's by its
// jobs, Azure DevOps' by the files that --write makes, since Azure Pipelines reads no file when it builds its stages.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { printable } from "../../text/printable.ts";
import { fields, list, text, type Fields } from "../../text/values.ts";
import { azureFiles } from "./azure-files.ts";
import type { PlacedStack } from "./stack.ts";

const GITHUB = ".github/workflows/deploy.yml";
const GITHUB_PEOPLE = ".github/workflows/people.yml";
const DEPLOYS = /\/deploy-stack\.yml$/;
const AZURE = ".azuredevops/deploy.yml";

/** In words; empty where every stack is deployed in its turn. */
export function undeployed(all: readonly PlacedStack[], root: string): string[] {
  const stacks = all.filter(({ part }) => part !== "people");
  const people = all.filter(({ part }) => part === "people");
  const [github, azure] = [existsSync(join(root, GITHUB)), existsSync(join(root, AZURE))];
  if (!github && !azure)
    return stacks.map(({ name }) => `${printable(name)}: no workflow deploys it (${GITHUB}, ${AZURE})`);
  return [
    ...(github ? [...byGitHub(stacks, people, root), ...peopleByGitHub(people, root)] : []),
    ...(azure ? byAzure(all, root) : []),
  ];
}

interface Deploying {
  /** Job, for messages. */
  readonly job: string;
  readonly stacks: readonly string[];
  /** Jobs before it, all of them. */
  readonly after: ReadonlySet<string>;
}

function byGitHub(stacks: readonly PlacedStack[], people: readonly PlacedStack[], root: string): string[] {
  const jobs = fields(fields(parse(readFileSync(join(root, GITHUB), "utf8")) as unknown)["jobs"]);
  const deploying = Object.entries(jobs).flatMap(([job, content]): Deploying[] => {
    const what = fields(content);
    if (!DEPLOYS.test(text(what["uses"]) ?? "")) return [];
    return [{ job, stacks: stacksOf(what, stacks), after: before(job, jobs) }];
  });
  const jobsOf = (name: string): Deploying[] => deploying.filter((one) => one.stacks.includes(name));
  const problems = stacks.flatMap(({ name, waitsFor, wave }) => {
    const [mine, ...more] = jobsOf(name);
    if (mine === undefined)
      return [`${printable(name)}: no job of ${GITHUB} deploys it (it is in wave ${String(wave)})`];
    if (more.length > 0) return [`${printable(name)}: more than one job of ${GITHUB} deploys it`];
    return waitsFor
      .filter((other) => !jobsOf(other).some(({ job }) => mine.after.has(job)))
      .map(
        (other) => `${printable(name)}: ${GITHUB} does not deploy ${printable(other)} before it: add it to \`needs\``,
      );
  });
  const known = stacks.map(({ name }) => name);
  const strangers = deploying.flatMap(({ job, stacks: names }) =>
    names
      .filter((name) => !known.includes(name))
      .map((name) =>
        people.some((stack) => stack.name === name)
          ? `${printable(name)}: ${GITHUB}, job ${job}: groups of people are a person's to deploy (${GITHUB_PEOPLE})`
          : `${printable(name)}: ${GITHUB}, job ${job}: no Pulumi.${printable(name)}.yaml`,
      ),
  );
  return [...problems, ...strangers];
}

/** One that is named, or those of a wave that a job before has found: `fromJSON(needs.stacks.outputs.wave2)`. */
function stacksOf(job: Fields, stacks: readonly PlacedStack[]): string[] {
  const named = text(fields(job["with"])["stack"]) ?? "";
  if (!named.includes("${{")) return named === "" ? [] : [named];
  const include = text(fields(fields(job["strategy"])["matrix"])["include"]) ?? "";
  const [, wave] = /fromJSON\(needs\.\w+\.outputs\.wave(\d+)\)/.exec(include) ?? [];
  return stacks.filter((stack) => wave !== undefined && stack.wave === Number(wave)).map(({ name }) => name);
}

function before(job: string, jobs: Fields, seen = new Set<string>()): ReadonlySet<string> {
  const needs = fields(jobs[job])["needs"];
  for (const name of typeof needs === "string" ? [needs] : list(needs)) {
    if (typeof name !== "string" || seen.has(name)) continue;
    seen.add(name);
    before(name, jobs, seen);
  }
  return seen;
}

/** Nothing but a person starts what deploys groups of people. */
function peopleByGitHub(people: readonly PlacedStack[], root: string): string[] {
  if (people.length === 0) return [];
  const path = join(root, GITHUB_PEOPLE);
  if (!existsSync(path)) {
    return people.map(({ name }) => `${printable(name)}: no workflow lets a person deploy it (${GITHUB_PEOPLE})`);
  }
  const { on } = fields(parse(readFileSync(path, "utf8")) as unknown);
  const starts = typeof on === "string" ? [on] : Array.isArray(on) ? on : Object.keys(fields(on));
  return starts.length === 1 && starts[0] === "workflow_dispatch"
    ? []
    : [`${GITHUB_PEOPLE} is started by more than a person: leave nothing under \`on\` but workflow_dispatch`];
}

function byAzure(stacks: readonly PlacedStack[], root: string): string[] {
  return [...azureFiles(stacks)]
    .filter(([file, content]) => !existsSync(join(root, file)) || readFileSync(join(root, file), "utf8") !== content)
    .map(([file]) => `${file} is not what Pulumi.*.yaml says: make it anew with: npx strongroom stacks --write`);
}

/** Brings the files of Azure DevOps up to date; gives their names. */
export function writeAzureFiles(stacks: readonly PlacedStack[], root: string): string[] {
  const files = existsSync(join(root, AZURE)) ? [...azureFiles(stacks)] : [];
  for (const [file, content] of files) writeFileSync(join(root, file), content);
  return files.map(([file]) => file);
}
