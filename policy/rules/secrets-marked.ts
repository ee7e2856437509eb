// A value that Pulumi does not know to be secret is written into the state, the plan and the log in the clear.
import { controls } from "../controls.ts";
import { finding } from "../expect.ts";
import { SENSITIVE } from "../sensitive.ts";
import { get, isHidden } from "../value.ts";
import type { Kind } from "../kinds.ts";
import type { ResourceRule } from "../rule.ts";

export const secretsMarked: ResourceRule = {
  id: "secrets-marked",
  title: "Secret values are Pulumi secrets",
  severity: "critical",
  controls: controls("secretHandling", { mcsb: ["IM-8"] }),
  equals: ["AZR-000316", "AZR-000408"],
  appliesTo: Object.keys(SENSITIVE) as Kind[],
  needs: {},
  refuses: SENSITIVE,
  help: "wrap the value in pulumi.secret, or better, do not pass a value through Pulumi at all",
  check: (resource) => {
    if (resource.marksSecrets === false) return [];
    return (SENSITIVE[resource.kind] ?? []).flatMap((path) => {
      const value = get(resource.props, path);
      // The message must not repeat what should never have been readable.
      return value === undefined || value === "" || isHidden(value)
        ? []
        : [finding(resource, path, `${path} holds a value in the clear, it must be a secret`)];
    });
  },
};
