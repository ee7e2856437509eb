// An option that may be given several times, in the one way that all commands have it. Its help says in words what holds
// without it.
import { Option } from "commander";

export interface ListOption {
  readonly flags: string;
  readonly description: string;
  /** What holds when it is not given, in the words of `--help`. */
  readonly usual: string;
}

/** Gives the values in their order; none when it is not given. */
export function listOption({ flags, description, usual }: ListOption): Option {
  const none: readonly string[] = [];
  return new Option(flags, description)
    .argParser((value: string, before: readonly string[]) => [...before, value])
    .default(none, usual);
}
