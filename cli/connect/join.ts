// An environment in cells: the workload is in one stack, and what others let it into is in theirs. Read together they say
// what one stack of the whole environment would, so that nobody misses an address because somebody split a stack.
import { z } from "zod";
import { UserError } from "../../text/errors.ts";
import { printable } from "../../text/printable.ts";
import type { StackContent } from "./outputs.ts";

/** The first is the workload's own; what the outputs say counts, since a grant knows an identity of another stack by id only. */
export function joinStacks(contents: readonly [StackContent, ...StackContent[]]): StackContent {
  const [own, ...others] = contents;
  if (others.length === 0) return own;

  const origins = new Map<string, string>();
  const applications = contents.flatMap(({ outputs, source }) => {
    const some = z.object({ applications: z.record(z.string(), z.unknown()) }).safeParse(outputs);
    if (!some.success) {
      throw new UserError(`${printable(source)}: has no output "applications"; deploy the stack with pulumi up first`);
    }
    for (const app of Object.keys(some.data.applications)) {
      const origin = origins.get(app);
      if (origin !== undefined) {
        throw new UserError(
          `application "${printable(app)}" is in ${printable(origin)} and in ${printable(source)}; name the stacks of one environment, each once`,
        );
      }
      origins.set(app, source);
    }
    return Object.entries(some.data.applications);
  });
  return {
    stack: own.stack,
    source: contents.map(({ source }) => source).join(" and "),
    outputs: { applications: Object.fromEntries(applications) },
  };
}
