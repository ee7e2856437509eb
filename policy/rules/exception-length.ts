// An exception that ends in years is a rule that does not hold.
import { controls } from "../controls.ts";
import { LONGEST_EXCEPTION_DAYS, MILLISECONDS_PER_DAY } from "../exceptions.ts";
import { show } from "../value.ts";
import type { StackRule } from "../rule.ts";

export const exceptionLength: StackRule = {
  id: "exception-length",
  title: "Every exception is looked at again within a year",
  severity: "medium",
  controls: controls("configuration", { mcsb: ["GS-1"] }),
  equals: [],
  appliesTo: [],
  needs: {},
  help: `set until to a day at most ${LONGEST_EXCEPTION_DAYS} days ahead`,
  checkStack: (_stack, { exceptions, now }) =>
    exceptions
      .filter(
        ({ until }) => Date.parse(`${until}T00:00:00Z`) - now.getTime() > LONGEST_EXCEPTION_DAYS * MILLISECONDS_PER_DAY,
      )
      .map(({ rule, resource, owner, until }) => ({
        urn: "",
        message: `the exception to ${rule} for ${show(resource)} ends on ${until}, more than ${LONGEST_EXCEPTION_DAYS} days ahead; its owner is ${show(owner)}`,
      })),
};
