// What the rules are told of a deployment: who is declared, which groups hold something, what renews itself. It comes from the same
// program that deploys it, so that a rule cannot know less than what is there.
import * as pulumi from "@pulumi/pulumi";
import { declaredAccess, groupsWithGrants, type DeclaredGrant } from "../components/observability/declared-grants.ts";
import type { ParameterValues } from "../components/observability/queries.ts";
import type { Watched } from "./watched.ts";

export function parameterValues(
  { args, apps, built, platform, jobs }: Watched,
  grants: readonly DeclaredGrant[],
): pulumi.Output<ParameterValues> {
  const { platform: spec } = args;
  const vaults = apps.flatMap((app) => app.vaults.declared);
  // A certificate's reader takes its key from the secret of the same name, by a role that `strongroom vault apply` assigns.
  const readers = vaults.flatMap(({ name, readers: of }) =>
    of.map(({ certificate, principalId, principalType }) => ({
      scope: `/vaults/${name}/secrets/${certificate}`,
      principalId,
      principalType,
    })),
  );
  const subjects = [
    ...apps.flatMap(({ app }) => Object.values(app.workloads)),
    ...(spec.deployIdentity === undefined ? [] : [spec.deployIdentity]),
    ...(spec.peopleIdentity === undefined ? [] : [spec.peopleIdentity]),
    ...(spec.sqlReconciler === undefined ? [] : [spec.sqlReconciler]),
  ].flatMap(({ federation }) =>
    Object.values(federation).map(({ issuer, subject }): [string, string] => [issuer, subject]),
  );
  return pulumi
    .all([
      pulumi.all([...grants, ...readers]),
      pulumi.all(
        apps.flatMap(({ vaults: { declared }, app }) =>
          declared.map(({ id }) =>
            pulumi.output(id).apply((vault) => [vault.toLowerCase(), app.owner] as [string, string]),
          ),
        ),
      ),
      pulumi.all(built?.deployers ?? []),
      pulumi.output(platform.sqlAdministrators.principalId),
    ])
    .apply(([assigned, expectedSources, deploys, administrators]) => ({
      declaredAccess: declaredAccess(assigned),
      declaredSubjects: subjects,
      watchedObjects: groupsWithGrants([
        { group: administrators, holds: "the group that administers the SQL servers" },
        ...databaseGroups(apps),
        ...assigned
          .filter(({ principalType }) => principalType === "Group")
          .map(({ principalId, scope }) => ({
            group: principalId,
            holds: `a group that holds a role on ${lastOf(scope)}`,
          })),
      ]),
      expectedSources,
      ...(deploys.length === 0
        ? {}
        : { pipelines: deploys.map((principal): readonly [string, number, number] => [principal, 0, 24]) }),
      reconcilers: spec.sqlReconciler === undefined ? [] : [[spec.sqlReconciler.identityName]],
      vaultSizes: vaults.map(({ name, secrets, keys, certificates, connections }): [string, number] => [
        name,
        secrets.length + keys.length + certificates.length + connections.length,
      ]),
      rotations: vaults.flatMap(({ name, secrets, keys, certificates }) =>
        [
          ...secrets
            .filter(({ rotation }) => rotation !== undefined && rotation.by !== "owner")
            .map((secret) => `secrets/${secret.name}`),
          ...keys.map((key) => `keys/${key.name}`),
          // What is signed outside, somebody renews by hand.
          ...certificates
            .filter(({ issuer }) => issuer !== "Unknown")
            .map((certificate) => `certificates/${certificate.name}`),
        ].map((object): [string] => [`${name}/${object}`.toLowerCase()]),
      ),
      rotationJobs: jobs.rotationJob === undefined ? [] : [[jobs.rotationJob.name.toLowerCase()]],
    }));
}

/** Groups that manifests let into databases. */
function databaseGroups(apps: Watched["apps"]): { readonly group: string; readonly holds: string }[] {
  return apps.flatMap(({ app }) =>
    Object.values(app.databases).flatMap(({ name, access }) =>
      [access, ...Object.values(access.schemas)]
        .flatMap((part) => [...part.read, ...part.readWrite, ...part.execute])
        .concat(access.migrate)
        .flatMap((ref) =>
          "objectId" in ref && typeof ref.objectId === "string"
            ? [{ group: ref.objectId, holds: `a group with access to database ${app.name}/${name}` }]
            : [],
        ),
    ),
  );
}

/** The last part of an ARM id. */
const lastOf = (id: string): string => id.split("/").at(-1) ?? id;
