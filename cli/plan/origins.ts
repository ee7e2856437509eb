// Why a resource is there: the line of the manifest that asks for it. A reviewer who sees a grant in a plan can then see who
// asked for it, and in which file to object.
import type { Catalogue } from "../../infra/manifest/catalogue.ts";
import type { Manifest } from "../../infra/manifest/manifest.ts";
import { connectionSecretName, identityName, vaultObjectName } from "../../infra/names/naming.ts";
import { referencesOf } from "../../infra/manifest/references.ts";
import type { Settings } from "../../infra/settings/settings.ts";
import type { Path } from "../../infra/input/yaml-document.ts";
import { templateSecrets } from "./template-secrets.ts";
import { wordsOf } from "../../components/authorization/role-words.ts";
import type { Origin } from "./build-document.ts";
import type { PlanResource } from "./document.ts";
import { applicationOf } from "./summary.ts";

/** The lists of a manifest that a role comes from: several words may be one of Azure's roles. */
function listsOf(roleDefinitionId: string, environment: string): readonly string[] {
  return wordsOf(roleDefinitionId, [environment]).map((word) =>
    word === "read" ? "readers" : word === "write" ? "writers" : word,
  );
}

/** Adds to each resource where it was asked for, as far as a manifest asks for it. */
export function withOrigins(
  resources: readonly PlanResource[],
  catalogue: Catalogue,
  settings: Settings,
): PlanResource[] {
  const apps = applicationOf(resources);
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const identities = identityOwners(catalogue, settings);
  const finders = new Map(
    [...catalogue.manifests.values()].map((manifest) => [
      manifest.name,
      pathFinder(manifest, settings, byUrn, identities),
    ]),
  );
  return resources.map((resource) => {
    const app = apps.get(resource.urn);
    const path = app === undefined ? undefined : finders.get(app)?.(resource);
    if (app === undefined || path === undefined) return resource;
    const position = catalogue.positionOf(app, path);
    if (position === undefined) return resource;
    const origin: Origin = { file: position.file, line: position.line };
    return { ...resource, origin };
  });
}

interface Workload {
  readonly app: string;
  readonly workload: string;
}

/** Who each identity's name stands for. */
function identityOwners(catalogue: Catalogue, { environment }: Settings): ReadonlyMap<string, Workload> {
  return new Map(
    [...catalogue.manifests.values()].flatMap(({ name: app, workloads }) =>
      Object.keys(workloads).map((workload) => [identityName(app, environment, workload), { app, workload }] as const),
    ),
  );
}

/** Says where in one manifest a resource is asked for. */
function pathFinder(
  manifest: Manifest,
  { environment }: Settings,
  byUrn: ReadonlyMap<string, PlanResource>,
  identities: ReadonlyMap<string, Workload>,
): (resource: PlanResource) => Path | undefined {
  const { name: app } = manifest;
  const references = referencesOf(manifest);
  const objects = new Map<string, Path>();
  for (const kind of ["secrets", "keys", "certificates"] as const) {
    for (const key of Object.keys(manifest[kind])) objects.set(vaultObjectName(app, environment, key), [kind, key]);
  }
  for (const database of Object.keys(manifest.databases)) {
    for (const workload of Object.keys(manifest.workloads)) {
      const named = references.find(
        ({ path, name }) => name === workload && path[0] === "databases" && path[1] === database,
      );
      const object = connectionSecretName(app, environment, database, workload);
      objects.set(object, named?.path ?? ["databases", database]);
    }
  }

  const workloadPath = (identity: unknown): Path | undefined => {
    const owner = identities.get(textOf(identity));
    return owner?.app === app ? ["workloads", owner.workload] : undefined;
  };
  /** The entry of a list that names this principal, or else the list's object. */
  const entry = (object: Path, list: Path, principal: string | undefined): Path => {
    const wanted = [...object, ...list];
    const found = references.find(({ path, name }) => name === principal && samePath(path.slice(0, -1), wanted));
    return found?.path ?? object;
  };
  /** As the manifest writes it: `api`, or `reporting/etl`. */
  const principalOf = ({ propertyDependencies }: PlanResource): string | undefined => {
    const [urn = ""] = propertyDependencies["principalId"] ?? [];
    const owner = identities.get(textOf(byUrn.get(urn)?.inputs["resourceName"]));
    return owner === undefined ? undefined : nameIn(app, owner);
  };

  return (resource) => {
    const { type, inputs } = resource;
    switch (type.slice(type.lastIndexOf(":") + 1)) {
      case "UserAssignedIdentity":
        return workloadPath(inputs["resourceName"]);
      case "FederatedIdentityCredential": {
        const workload = workloadPath(inputs["resourceName"]);
        return workload === undefined ? undefined : [...workload, "federatedWith"];
      }
      case "Secret":
        return objects.get(textOf(inputs["secretName"]));
      case "Deployment": {
        const [secret] = templateSecrets(resource);
        return objects.get(textOf(secret?.inputs["secretName"]));
      }
      case "Key":
        return objects.get(textOf(inputs["keyName"]));
      case "Certificate":
        return objects.get(textOf(inputs["certificateName"]));
      case "RoleAssignment": {
        const scope = textOf(inputs["scope"]);
        const object = objects.get(scope.slice(scope.lastIndexOf("/") + 1));
        if (object === undefined) return undefined;
        const places = listsOf(textOf(inputs["roleDefinitionId"]), environment).map((list) =>
          entry(object, [list], principalOf(resource)),
        );
        return places.find((place) => place !== object) ?? object;
      }
      case "CertificateReader": {
        const object = objects.get(textOf(inputs["certificate"]));
        return object === undefined ? undefined : entry(object, ["readers"], principalOf(resource));
      }
      case "Database":
      case "SqlDatabase": {
        const database = textOf(inputs["databaseName"]);
        return Object.hasOwn(manifest.databases, database) ? ["databases", database] : undefined;
      }
      case "DatabaseUser": {
        const { database, schema, level, kind, userName } = inputs;
        const owner = identities.get(textOf(userName));
        const principal =
          kind === "group" ? `group:${textOf(userName)}` : owner === undefined ? undefined : nameIn(app, owner);
        const list = schema === undefined ? [] : ["schemas", textOf(schema)];
        return entry(["databases", textOf(database)], ["access", ...list, textOf(level)], principal);
      }
      default:
        return undefined;
    }
  };
}

function nameIn(app: string, owner: Workload): string {
  return owner.app === app ? owner.workload : `${owner.app}/${owner.workload}`;
}

function samePath(a: Path, b: Path): boolean {
  return a.length === b.length && a.every((part, index) => part === b[index]);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
