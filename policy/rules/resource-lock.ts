// A lock stops the deletion that a role allows: the one by mistake, in the portal. A vault is left out: purge protection keeps
// it for 90 days against everybody, and a lock would also keep a grant on its secrets from being taken away.
import { both, holds } from "../answers.ts";
import { controls } from "../controls.ts";
import { mustHave } from "../expect.ts";
import { covers } from "../locks.ts";
import { get, sameText } from "../value.ts";
import type { StackRule } from "../rule.ts";

export const resourceLock: StackRule = {
  id: "resource-lock",
  title: "SQL servers are locked against deletion",
  severity: "low",
  controls: controls("changeProtection", { cis: ["10.1"], mcsb: ["AM-4"] }),
  equals: [],
  appliesTo: ["sql:Server"],
  needs: { "authorization:ManagementLockByScope": ["scope", "level"] },
  help: "add an authorization.ManagementLockByScope with level CanNotDelete; in stacks that are taken down often, disable the rule",
  checkStack: (stack) =>
    mustHave(
      stack,
      ["sql:Server"],
      ["authorization:ManagementLockByScope"],
      (lock, owner) =>
        both(
          covers(stack, lock, owner),
          holds(get(lock.props, "level"), (level) => sameText(level, "CanNotDelete") || sameText(level, "ReadOnly")),
        ),
      "nothing locks it against deletion",
    ),
};
