// How one kind of value is made: four steps, each safe to run again. A fifth kind is one file beside this one, a line in
// strategies.ts, and a test. A step keeps nothing for the next: what it needs, the vault and the target say.
import type { Credential } from "../decide.ts";
import type { Hidden } from "../hidden.ts";

/** A new value, which nobody has yet. */
export interface Candidate {
  readonly value: Hidden;
  /** The target's name for it. */
  readonly credential?: string;
}

/** What is published now. */
export interface Published {
  readonly value: Hidden;
  /** As the version's mark has it, so not to be trusted. */
  readonly credential: string | undefined;
}

/** What opens the target, and what changes there. */
export interface TargetSteps {
  /** Credentials are always there and only change (the two keys of an account), instead of coming and going. */
  readonly lasting: boolean;
  look(published: Published | undefined): Promise<readonly Credential[]>;
  /** Makes one of them open nothing any more. */
  end(credential: string): Promise<void>;
}

export interface Strategy {
  /** Makes a value. What is published is not touched. `now` is the vault's clock. */
  prepare(published: Published | undefined, now: Date): Promise<Candidate>;
  /** Whether the value opens what it is for. */
  prove(candidate: Candidate): Promise<boolean>;
  /** Undefined where the value opens nothing but what reads it. */
  readonly target?: TargetSteps;
}

/** Something is not as it has to be for a rotation, and waiting does not help. One sentence without the secret's name. */
export class RotationFailure extends Error {
  override readonly name = "RotationFailure";
}
