// An exception that names nothing excuses nothing today, and tomorrow whatever comes to bear the name.
import { controls } from "../controls.ts";
import { concerns, namesResource } from "../exceptions.ts";
import { show } from "../value.ts";
import type { StackRule } from "../rule.ts";

export const exceptionMatches: StackRule = {
  id: "exception-matches",
  title: "Every exception names something that there is",
  severity: "medium",
  controls: controls("configuration", { mcsb: ["GS-1"] }),
  equals: [],
  appliesTo: [],
  needs: {},
  help: "remove the exception, mend its resource, or name in its stacks those that have the resource",
  checkStack: (stack, { exceptions }) =>
    exceptions
      .filter((exception) => concerns(exception, stack.name))
      .filter((exception) => !stack.resources.some((resource) => namesResource(exception, resource)))
      .map(({ rule, resource, owner }) => ({
        urn: "",
        message: `the exception to ${rule} for ${show(resource)} matches nothing in this stack; its owner is ${show(owner)}`,
      })),
};
