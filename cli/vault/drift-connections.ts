// A connection string is Pulumi's own, written by a deployment that does not look whether it is still there: a refresh does
// not see a secret that somebody deleted or disabled, so this does.
import type { ActualVault, Listed } from "./actual.ts";
import type { DesiredVault } from "./desired.ts";
import { missing, type Finding, type Plan, type Step } from "./plan.ts";

export function compareConnections(desired: DesiredVault, actual: ActualVault): Plan {
  const there = new Map(actual.listed.secrets.map((secret) => [secret.name, secret]));
  const findings = desired.connections.flatMap((name): Finding[] => {
    const subject = `connection ${name}`;
    const found = there.get(name);
    if (found?.enabled === true) return [];
    if (found === undefined && actual.deleted.has(name)) return [missing(subject, name, actual)];
    const what = found === undefined ? "is not in the vault" : "is disabled; whoever reads it is refused";
    const detail = `${what}; have pulumi write it again (docs/vault.md, connection strings)`;
    return [{ kind: "decide", subject, detail }];
  });
  const left = actual.listed.secrets.filter((secret) => isLeft(secret, desired));
  return { steps: left.filter(({ enabled }) => enabled).map(disable), findings };
}

/** Of an access that was taken away: the program's own by its tag, and in no manifest any more. */
export function isLeft({ name, tags }: Listed, desired: DesiredVault): boolean {
  return tags["rotated-by"] === "pulumi" && !desired.connections.includes(name);
}

/** Giving the access back writes a new version, which is enabled. */
function disable({ name }: Listed): Step {
  return {
    subject: `connection ${name}`,
    detail: "its access was taken away: disable",
    run: async (plane) => {
      const { version } = await plane.newestSecret(name);
      await plane.updateSecret(name, version, { enabled: false });
    },
  };
}
