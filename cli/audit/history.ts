// What was deployed when, as the stack's history tells: which git revision each deployment was of, and between which times it
// held. A deployment of files that no commit has (a dirty tree), or of none that is named, is of an unknown declaration.
import { z } from "zod";
import { messageOf, UserError } from "../../text/errors.ts";
import type { SourceDependencies } from "../snapshot/sources.ts";

/** Deployments that are asked for at most; pulumi gives ten unless told otherwise. */
const MOST = 1_000;

const update = z.looseObject({
  kind: z.string(),
  startTime: z.string(),
  endTime: z.string().nullish(),
  result: z.string(),
  environment: z.record(z.string(), z.string()).nullish(),
});
const updates = z.array(update);

/** What holds after a deployment. */
export type Declared =
  | { readonly kind: "revision"; readonly commit: string }
  | { readonly kind: "nothing" }
  | { readonly kind: "unknown"; readonly because: string };

export interface Deployment {
  /** From its start something of it may hold, from its end all of it. */
  readonly start: Date;
  readonly end: Date;
  /** One that failed, or still runs, may have changed a part. */
  readonly whole: boolean;
  readonly declared: Declared;
}

/** Kinds of runs that change what is declared; a refresh or an import changes only what pulumi knows. */
const CHANGES: ReadonlySet<string> = new Set(["update", "destroy"]);

/** The oldest first; or why there is none. */
export async function historyOf(
  stack: string,
  from: SourceDependencies,
): Promise<{ readonly deployments: readonly Deployment[]; readonly missing?: string }> {
  let answer: string;
  try {
    const page = ["--page", "1", "--page-size", String(MOST)];
    answer = await from.runPulumi(["stack", "history", "--json", "--non-interactive", ...page, "--stack", stack]);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { deployments: [], missing: messageOf(error) };
  }
  return deploymentsIn(answer);
}

export function deploymentsIn(answer: string): {
  readonly deployments: readonly Deployment[];
  readonly missing?: string;
} {
  const parsed = updates.safeParse(jsonOf(answer));
  if (!parsed.success) return { deployments: [], missing: "the stack's history is not what pulumi prints" };
  const deployments = parsed.data
    .filter(({ kind }) => CHANGES.has(kind))
    .flatMap((one): Deployment[] => {
      const start = new Date(one.startTime);
      if (Number.isNaN(start.getTime())) return [];
      const end = new Date(one.endTime ?? one.startTime);
      const whole = one.result === "succeeded";
      return [{ start, end: Number.isNaN(end.getTime()) ? start : end, whole, declared: declaredBy(one) }];
    })
    .sort((a, b) => a.start.getTime() - b.start.getTime());
  return { deployments };
}

function declaredBy({ kind, environment }: z.output<typeof update>): Declared {
  if (kind === "destroy") return { kind: "nothing" };
  const commit = environment?.["git.head"];
  if (commit === undefined || !/^[0-9a-f]{40,64}$/.test(commit)) {
    return { kind: "unknown", because: "the history names no git revision" };
  }
  if (environment?.["git.dirty"] !== "false") {
    return { kind: "unknown", because: `deployed from files that differ from commit ${commit.slice(0, 12)}` };
  }
  return { kind: "revision", commit };
}

function jsonOf(answer: string): unknown {
  try {
    return JSON.parse(answer);
  } catch {
    return undefined;
  }
}
