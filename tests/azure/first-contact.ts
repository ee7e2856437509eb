// One small application in a cloud, and what that cloud answered beside what simulated Azure had predicted. The steps are
// those of a newcomer: `up`, a preview that is empty, the commands of the data plane where the run stands inside the
// network, `destroy`. What fails is part of the report; what was made is deleted whatever happens.
import { withSession } from "../../simulator/engine/session.ts";
import { ROOT } from "../support/tiny-project.ts";
import { firstProject, STACK, type FirstProject, type Place } from "./application.ts";
import { differences, type Answered, type Difference } from "./differences.ts";
import { scrubber } from "./scrub.ts";

/** One command's end. */
export interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where the application goes. */
export interface Cloud {
  /** Runs Pulumi on the project's stack. */
  pulumi(args: readonly string[]): Promise<Ended>;
  /** Runs the strongroom command; absent where there is no data plane. */
  strongroom?(args: readonly string[]): Promise<Ended>;
}

export interface Step {
  readonly step: string;
  readonly ended: "well" | "badly";
  /** Lines that name an error, without ids and names. */
  readonly says: readonly string[];
}

export interface Report {
  readonly steps: readonly Step[];
  readonly differences: readonly Difference[];
}

export interface FirstContact {
  readonly place: Place;
  /** Of the application: 3 to 12 small letters and digits. */
  readonly name: string;
  /** Opens the cloud for a project, and closes it after `body`. */
  readonly open: <T>(project: FirstProject, body: (cloud: Cloud) => Promise<T>) => Promise<T>;
  readonly onStep?: (step: Step) => void;
}

/** The data plane's commands, each after the one that it checks. */
const DATA_PLANE = [
  ["vault", "apply", "--yes"],
  ["vault", "check"],
  ["sql", "apply", "--yes"],
  ["sql", "check"],
] as const;

export async function firstContact({ place, name, open, onStep }: FirstContact): Promise<Report> {
  const project = firstProject(place, name);
  const scrub = scrubber({
    [name]: "<app>",
    [place.subscriptionId]: "<subscription>",
    [place.tenantId]: "<tenant>",
    [project.programDir]: "<project>",
    [project.stateDir]: "<state>",
    [ROOT]: "<root>",
  });
  const steps: Step[] = [];
  const note = (step: string, { exitCode, stdout, stderr }: Ended): boolean => {
    const ended = exitCode === 0 ? "well" : "badly";
    const says = ended === "well" ? [] : errorLines(`${stdout}\n${stderr}`).map(scrub);
    steps.push({ step, ended, says });
    onStep?.({ step, ended, says });
    return ended === "well";
  };
  try {
    const answered = await open(project, async (cloud) => {
      try {
        const isUp = note("up", await cloud.pulumi(["up", "--yes", "--skip-preview"]));
        if (isUp) note("preview: empty", await cloud.pulumi(["preview", "--expect-no-changes"]));
        if (isUp) note("refresh: no drift", await cloud.pulumi(["preview", "--refresh", "--expect-no-changes"]));
        const resources = resourcesOf(await cloud.pulumi(["stack", "export"]));
        if (isUp && cloud.strongroom !== undefined) {
          for (const command of DATA_PLANE) {
            note(`strongroom ${command.join(" ")}`, await cloud.strongroom([...command, "--stack", STACK]));
          }
        }
        return resources;
      } finally {
        note("destroy", await cloud.pulumi(["destroy", "--yes", "--skip-preview"]));
      }
    });
    return { steps, differences: differences(answered, await predicted(project), scrub) };
  } finally {
    project.remove();
  }
}

/** What simulated Azure answers to the same program. */
async function predicted({ programDir, stateDir }: FirstProject): Promise<Answered[]> {
  const options = { root: ROOT, programDir, stateDir: `${stateDir}-predicted` };
  return withSession(options, async (session) => {
    const up = await session.pulumi(["up", "--yes", "--skip-preview"], { stack: STACK });
    if (up.exitCode !== 0) throw new Error(`simulated Azure refuses the application:\n${up.stdout}${up.stderr}`);
    return resourcesOf(await session.pulumi(["stack", "export"], { stack: STACK }));
  });
}

function resourcesOf({ stdout }: Ended): Answered[] {
  const { deployment } = JSON.parse(stdout) as { readonly deployment: { readonly resources?: Answered[] } };
  return deployment.resources ?? [];
}

/** What an output says of errors, each once. */
function errorLines(output: string): string[] {
  const lines = output
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => /error:|Code=|Status=|^strongroom: |changes were proposed/i.test(line));
  return [...new Set(lines.map((line) => line.replace(/^.*?(error: )/, "$1")))];
}
