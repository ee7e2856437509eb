// The table of the command's parts. A part is loaded only when it is called, so that `--help` stays quick
// and a part that needs the whole program does not slow down one that needs nothing.
import type { Command } from "commander";

export interface CommandModule {
  /** Adds the subcommand to `program`. */
  readonly register: (program: Command) => void;
}

/** One subcommand: its name, the line that `--help` shows, and how to load it. */
export type CommandEntry = readonly [name: string, description: string, load: () => Promise<CommandModule>];

export const COMMANDS: readonly CommandEntry[] = [
  ["demo", "deploy stack dev to simulated Azure and show what came of it", () => import("./commands/demo.ts")],
  ["local", "run any pulumi command against simulated Azure", () => import("./commands/local.ts")],
  [
    "plan",
    "say what a deployment would register, without engine, cloud or credentials",
    () => import("./commands/plan.ts"),
  ],
  [
    "stacks",
    "list the stacks in the order of their deployment, with what each waits for",
    () => import("./commands/stacks.ts"),
  ],
  [
    "affected",
    "name the applications and stacks whose plans a change can touch",
    () => import("./commands/affected.ts"),
  ],
  ["sql", "show, check and reconcile the users inside the databases", () => import("./commands/sql.ts")],
  ["vault", "show, check and reconcile what is declared inside the vaults", () => import("./commands/vault.ts")],
  [
    "rotate",
    "publish new values of secrets, end the old ones after their overlap, go back",
    () => import("./commands/rotate.ts"),
  ],
  ["secret", "bring the next value of a secret that only its owner can make", () => import("./commands/secret.ts")],
  [
    "connect",
    "print what an application needs to paste to reach its vault and databases",
    () => import("./commands/connect.ts"),
  ],
  [
    "doctor",
    "say why a workload cannot reach what it was promised, prove that it can, or read an error message",
    () => import("./commands/doctor.ts"),
  ],
  ["access", "say who may do what, and what of it deserves a look", () => import("./commands/access.ts")],
  [
    "audit",
    "say who came to a secret, key, certificate or database, and whether that was declared then",
    () => import("./commands/audit.ts"),
  ],
  [
    "isolation",
    "prove that no environment reaches into another, and count what Azure limits",
    () => import("./commands/isolation.ts"),
  ],
  [
    "inventory",
    "list every secret, key, certificate, connection and database, what is due next first",
    () => import("./commands/inventory.ts"),
  ],
  [
    "review",
    "say what was given and nobody uses, and write the pull request that takes it away",
    () => import("./commands/review.ts"),
  ],
  ["check", "judge a plan, or what is deployed, by the policy rules", () => import("./commands/check.ts")],
  [
    "evidence",
    "write, from what is deployed, what satisfies each control of a framework and what does not",
    () => import("./commands/evidence.ts"),
  ],
  [
    "report",
    "write one page about a stack: diagram, access, rotations, policy, inventory",
    () => import("./commands/report.ts"),
  ],
];
