// What a change is made of: manifests, settings and rules, each of which is read as data, and everything else, which counts as code.
// Whatever is not known to be read by nobody counts, too.
import { posix } from "node:path";
import type { Checkouts } from "./checkouts.ts";
import { git } from "./git.ts";
import { dataFolders, type WhereDataIs } from "./data-folders.ts";

export interface ChangedFiles {
  /** Files that every plan may be made by: the program, its packages, Pulumi.yaml. From the repository's root. */
  readonly code: readonly string[];
  /** Whether policy.yaml is among them: it judges a plan, and makes none. */
  readonly policy: boolean;
  /** `Pulumi.<stack>.yaml`. */
  readonly settings: readonly string[];
  readonly manifests: readonly string[];
}

/** Read by people and by the services that run workflows. */
const READ_BY_NO_PROGRAM = /(^|\/)(\.github|\.azuredevops|docs)\/|\.md$|(^|\/)(CODEOWNERS|LICENSE|\.gitignore)$/;

export async function changedFiles(programDir: string, at: Checkouts): Promise<ChangedFiles> {
  const { base, head, prefix, before, after } = at;
  const listed = await git(programDir, ["diff", "--name-only", "--no-renames", "-z", base, head, "--", ":/"]);
  return sortFiles(
    listed.split("\0").filter((name) => name !== ""),
    { prefix, ...dataFolders([before, after]) },
  );
}

/** `files`: from the repository's root. */
export function sortFiles(
  files: readonly string[],
  { prefix, settingsFolder, applicationFolders }: WhereDataIs,
): ChangedFiles {
  const folders = new Set(applicationFolders.map((name) => posix.normalize(name).replace(/\/$/, "")));
  const sorted = { code: [] as string[], policy: false, settings: [] as string[], manifests: [] as string[] };
  for (const file of files) {
    const name = file.startsWith(prefix) ? file.slice(prefix.length) : undefined;
    const [within, base] = [posix.dirname(name ?? ""), posix.basename(name ?? "")];
    if (name !== undefined && within === posix.normalize(settingsFolder) && /^Pulumi\..+\.yaml$/s.test(base)) {
      sorted.settings.push(file);
    } else if (name !== undefined && folders.has(within) && base.endsWith(".yaml")) {
      sorted.manifests.push(file);
    } else if (name === "policy.yaml") {
      sorted.policy = true;
    } else if (!READ_BY_NO_PROGRAM.test(file)) {
      sorted.code.push(file);
    }
  }
  return sorted;
}
