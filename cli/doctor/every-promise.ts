// Of what a command that names less than one target speaks: everything that is promised, and with it, of one application, every
// pair of workload and secret that is promised nothing.
import { UserError } from "../../text/errors.ts";
import { readApplications, type StackContent } from "../connect/outputs.ts";
import { promises, type Named, type Promised } from "./promise.ts";

export function everyPromise(
  content: StackContent,
  app: string | undefined,
  workload: string | undefined,
  named: Named,
): readonly Promised[] {
  if (app !== undefined && workload !== undefined) return promises(content, app, workload, named);
  const asked = (["secret", "key", "certificate", "database"] as const).find((kind) => named[kind] !== undefined);
  if (asked !== undefined) throw new UserError(`--${asked}: whose? name the application and the workload before it`);
  const applications = readApplications(content);
  const apps = app === undefined ? Object.keys(applications) : [app];
  const all = apps.flatMap((name) => {
    const workloads = Object.keys(applications[name]?.workloads ?? {});
    // A name that is not there is refused by the one that looks it up.
    if (applications[name] === undefined) return promises(content, name, "", {});
    return workloads.flatMap((each) => pairs(content, name, each, Object.keys(applications[name]?.secrets ?? {})));
  });
  if (all.length === 0) throw new UserError("nobody is promised anything here, so there is nothing to look at");
  return all;
}

function pairs(content: StackContent, app: string, workload: string, secrets: readonly string[]): readonly Promised[] {
  const promised = promises(content, app, workload, {}, { none: true });
  const closed = secrets.flatMap((secret) =>
    promises(content, app, workload, { secret: `${app}/${secret}` }).filter(({ expected }) => !expected),
  );
  return [...promised, ...closed];
}
