// A world that is deployed, and copies of it: every edit begins from one.
import { cpSync, rmSync } from "node:fs";
import { readStackConfig } from "../../cli/plan/stack-config.ts";
import { findCli } from "../../simulator/engine/cli.ts";
import type { RunResult, Session } from "../../simulator/engine/session.ts";
import { OwnProject, succeed, UP } from "../support/own-project.ts";
import { deployOutside } from "./outside.ts";
import { plannedChanges } from "./planned.ts";
import { Warm, type Planned } from "./warm.ts";
import { EXAMPLE, inputsOf, write, type Inputs, type World } from "./world.ts";

/** Plans that are kept: those of the worlds stay, the newest goes. */
const MOST_PLANS = 6;

/** Runs one command on the world's stack, with its events. */
export type Run = (args: readonly string[]) => Promise<RunResult>;

export class Deployed {
  readonly world: World;
  readonly project = new OwnProject();
  /** Of the one copy that is in use: the program's process knows the clock in it. */
  readonly #copy = `${this.project.stateDir}-copy`;
  readonly #warm = new Warm(this.project.programDir, this.#copy);
  readonly #plans = new Map<string, Planned>();
  /** What was asked for last beside the world itself. */
  #given: { readonly inputs: string; readonly stateDir: string } | undefined;

  constructor(world: World) {
    this.world = world;
  }

  /** Deploys the world, beside what others own. */
  async deploy(): Promise<void> {
    await deployOutside(this.#copy, EXAMPLE.subscriptionId, this.world);
    write(this.project, this.world, inputsOf(this.world));
    await this.#inSession(async (run) => {
      succeed(await run(UP));
    });
    cpSync(this.#copy, this.project.stateDir, { recursive: true });
  }

  /** What the plan of a world says of an edit; the other world's is asked here, too. */
  async planned(world: World, before: Inputs, after: Inputs): Promise<{ changes: string[] } | { refused: string }> {
    const old = await this.#plan(world, before);
    const now = await this.#plan(world, after);
    if ("refused" in old) throw new Error(`${world} before the edit is refused:\n${old.refused}`);
    return "refused" in now ? now : { changes: plannedChanges(old.registrations, now.registrations) };
  }

  async #plan(world: World, inputs: Inputs): Promise<Planned> {
    const key = `${world} ${JSON.stringify(inputs)}`;
    const known = this.#plans.get(key);
    if (known !== undefined) return known;
    write(this.project, world, inputs);
    const { values } = readStackConfig(this.project.programDir, world);
    const planned = await this.#warm.plan({ stack: world, config: values });
    // The world itself, and what many edits are made on.
    if (this.#plans.size === MOST_PLANS) this.#plans.delete([...this.#plans.keys()].at(-1) ?? "");
    this.#plans.set(key, planned);
    return planned;
  }

  /** The state folder with other inputs deployed; kept until others are asked for, since many edits want the same. */
  async given(inputs: Inputs): Promise<string> {
    const text = JSON.stringify(inputs);
    if (this.#given?.inputs === text) return this.#given.stateDir;
    const stateDir = `${this.project.stateDir}-given`;
    await this.onCopy(undefined, async (run) => {
      write(this.project, this.world, inputs);
      succeed(await run(UP));
    });
    rmSync(stateDir, { recursive: true, force: true });
    cpSync(this.#copy, stateDir, { recursive: true });
    this.#given = { inputs: text, stateDir };
    return stateDir;
  }

  /** Goes on from what is deployed in the folder, which stays as it is. @default the world itself */
  async onCopy<T>(from: string | undefined, body: (run: Run) => Promise<T>): Promise<T> {
    rmSync(this.#copy, { recursive: true, force: true });
    cpSync(from ?? this.project.stateDir, this.#copy, { recursive: true });
    return this.#inSession(body);
  }

  async stop(): Promise<void> {
    await this.#warm.stop();
    this.project.remove();
  }

  async #inSession<T>(body: (run: Run) => Promise<T>): Promise<T> {
    const cli = await findCli();
    return this.project.session(
      (session: Session) =>
        body(async (args) => session.pulumi(args, { stack: this.world, events: true, env: await this.#warm.env() })),
      // Nothing here is interrupted, and saving the state after every step takes most of an `up`.
      { stateDir: this.#copy, cli, skipCheckpoints: true },
    );
  }
}
