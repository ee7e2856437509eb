// An exception whose end has passed is a promise that was not kept, whether or not the thing it excused is still there.
import { controls } from "../controls.ts";
import { hasEnded } from "../exceptions.ts";
import { show } from "../value.ts";
import type { StackRule } from "../rule.ts";

export const exceptionEnded: StackRule = {
  id: "exception-ended",
  title: "No exception outlives its end",
  severity: "high",
  // Time alone stops nobody: what the exception excused fails again, and warns.
  level: "advisory",
  controls: controls("configuration", { mcsb: ["GS-1"] }),
  equals: [],
  appliesTo: [],
  needs: {},
  help: "mend what the exception excused and remove it, or have its owner agree to a new end",
  checkStack: (_stack, { exceptions, now }) =>
    exceptions
      .filter((exception) => hasEnded(exception, now))
      .map(({ rule, resource, owner, until }) => ({
        urn: "",
        message: `the exception to ${rule} for ${show(resource)} ended on ${until}, and what it excused fails again; its owner is ${show(owner)}`,
      })),
};
