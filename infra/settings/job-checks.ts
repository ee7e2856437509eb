// What the settings say of the jobs inside the network that cannot be, though each field is well-formed: a job without the
// identity that it runs as, one where there is nothing for it to do, and two that would stand in each other's way.
import type { Problem } from "../input/problems.ts";
import type { Path } from "../input/yaml-document.ts";
import { quote } from "../input/words.ts";
import { jobNames, MAX_JOB_NAME, type JobSetting } from "../names/naming.ts";
import type { RawSettings } from "./settings-schema.ts";

interface JobRule {
  readonly job: JobSetting;
  readonly identity: "sqlReconciler" | "vaultReconciler" | "rotator";
  /** What a platform alone has none of. */
  readonly worksOn: string;
  /** Its identity holds roles of our own. */
  readonly ownRoles: boolean;
}

const JOBS: readonly JobRule[] = [
  { job: "sqlReconcilerJob", identity: "sqlReconciler", worksOn: "databases", ownRoles: false },
  { job: "vaultReconcilerJob", identity: "vaultReconciler", worksOn: "vaults", ownRoles: true },
  { job: "rotatorJob", identity: "rotator", worksOn: "secrets", ownRoles: true },
];

export function checkJobs(settings: RawSettings, at: (path: Path, message: string) => Problem): Problem[] {
  const { part, builtInRoles, environment } = settings;
  const problems: Problem[] = [];
  const subnets = new Map<string, JobSetting>();
  for (const { job, identity, worksOn, ownRoles } of JOBS) {
    const setting = settings[job];
    if (ownRoles && builtInRoles !== undefined && settings[identity] !== undefined) {
      problems.push(
        at([identity], "holds roles of our own, which strongroom:builtInRoles does without; leave out it and its job"),
      );
    }
    if (setting === undefined) continue;
    if (settings[identity] === undefined) {
      problems.push(at([job], `needs strongroom:${identity}, the identity that the job runs as`));
    }
    if (part === "platform") {
      problems.push(at([job], `a platform has no ${worksOn}; set it in the cells, which have`));
    }
    if (part === "cell" && setting.name === undefined) {
      problems.push(at([job, "name"], "is missing; each cell has a job of its own, and names it"));
    }
    const subnet = setting.subnetId.toLowerCase();
    const other = subnets.get(subnet);
    if (other !== undefined) {
      problems.push(at([job, "subnetId"], `is that of ${other}; each job needs a subnet of its own`));
    }
    subnets.set(subnet, job);
    const name = jobNames(job, environment, setting.name).job;
    if (name.length > MAX_JOB_NAME) {
      const message = `the job would be called ${quote(name)}: ${String(name.length)} characters, and Azure allows ${String(MAX_JOB_NAME)}; choose a shorter name`;
      problems.push(at([job, "name"], message));
    }
  }
  return problems;
}
