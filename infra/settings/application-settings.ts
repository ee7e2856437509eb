// Settings that name an application: it must exist, be in this environment, and have what the setting is about. It removes the
// risk of a setting that is accepted and has no effect, such as a firewall exception for an application that was renamed.
import { isReplicated } from "../../components/sql/sql-shape.ts";
import { shapeOf } from "../../stacks/shapes.ts";
import { inEnvironment } from "../manifest/in-environment.ts";
import type { Manifest } from "../manifest/manifest.ts";
import type { Problem } from "../input/problems.ts";
import type { Settings } from "./settings.ts";
import { didYouMean, list, quote } from "../input/words.ts";
import type { Path } from "../input/yaml-document.ts";

/** `broken`: applications whose manifests have problems of their own; nothing more is said about them. */
export function checkApplications(
  settings: Settings,
  manifests: ReadonlyMap<string, Manifest>,
  broken: ReadonlySet<string>,
): Problem[] {
  const { environment } = settings;
  const apps = [...manifests.keys(), ...broken];
  const exists = (path: Path, app: string): Problem[] =>
    apps.includes(app)
      ? []
      : [settings.problemAt(path, `no application ${quote(app)}${didYouMean(app, apps)}; there are ${list(apps)}`)];

  /** A cell's settings may speak of another cell's applications, so that addresses stay unique over all of them. */
  const deployed = (path: Path, app: string): Problem[] => {
    const manifest = manifests.get(app);
    if (manifest === undefined) return exists(path, app);
    if (inEnvironment(manifest, environment) !== undefined) return [];
    const message = `application ${quote(app)} is not in ${environment}; it is in ${list(manifest.environments)}`;
    return [settings.problemAt(path, message)];
  };
  const withDatabase = (path: Path, app: string): Problem[] => {
    const manifest = manifests.get(app);
    const here = manifest === undefined ? undefined : inEnvironment(manifest, environment);
    if (here === undefined || Object.keys(here.databases).length > 0) return [];
    return [settings.problemAt(path, `application ${quote(app)} has no database in ${environment}; leave it out`)];
  };
  const withPair = (path: Path, app: string): Problem[] => {
    const manifest = manifests.get(app);
    const here = manifest === undefined ? undefined : inEnvironment(manifest, environment);
    if (here === undefined || here.availability === "paired") return [];
    return [settings.problemAt(path, `application ${quote(app)} has no paired vault in ${environment}; leave it out`)];
  };
  const withReplica = (path: Path, app: string): Problem[] => {
    const problems = withDatabase(path, app);
    const here = manifests.get(app);
    if (problems.length > 0 || here === undefined || inEnvironment(here, environment) === undefined) return problems;
    const { sql } = shapeOf(settings.shape);
    if (isReplicated(sql, settings.platform.dataResidency ?? "geography", here.availability)) return [];
    const message = `application ${quote(app)} has no replicated database in ${environment}; leave it out`;
    return [settings.problemAt(path, message)];
  };
  const pairedEndpoints = Object.entries(settings.endpointAddresses).flatMap(([app, addresses]) => [
    ...(addresses.pairedVault === undefined ? [] : withPair(["endpointAddresses", app, "pairedVault"], app)),
    ...(addresses.pairedSqlServer === undefined ? [] : withReplica(["endpointAddresses", app, "pairedSqlServer"], app)),
  ]);
  const each = (key: "publicAccess" | "endpointAddresses"): Problem[] =>
    Object.entries<{ readonly sqlServer?: unknown }>(settings[key]).flatMap(([app, targets]) => [
      ...deployed([key, app], app),
      ...(targets.sqlServer === undefined ? [] : withDatabase([key, app, "sqlServer"], app)),
    ]);
  const isElsewhere = (path: Path, app: string): Problem[] =>
    settings.selection?.includes(app) === true
      ? [settings.problemAt(path, `application ${quote(app)} is in this cell; only those of other cells are awaited`)]
      : [];
  return [
    ...settings.awaits.flatMap((app, index) => {
      const path = ["cell", "awaits", index];
      return [...deployed(path, app), ...isElsewhere(path, app)];
    }),
    ...(settings.selection ?? []).flatMap((app, index) => exists(["cell", "applications", index], app)),
    ...Object.keys(settings.generations).flatMap((app) => deployed(["generations", app], app)),
    ...Object.keys(settings.people).flatMap((app) => deployed(["people", app], app)),
    ...each("publicAccess"),
    ...each("endpointAddresses"),
    ...pairedEndpoints,
  ];
}
