// What an identity may use, read from the grants themselves, so that nothing is printed that it would be refused; or from
// the outputs, where somebody has only those. A test holds that both say the same.
import { KEY_WORDS } from "../../components/authorization/object-roles.ts";
import { wordsOf } from "../../components/authorization/role-words.ts";
import { ROLES } from "../../components/authorization/roles.ts";
import { NAME, type Application, type StackResource } from "./outputs.ts";

export type Kind = "secrets" | "keys" | "certificates";

export interface Grant {
  readonly kind: Kind;
  readonly vaultName: string;
  readonly name: string;
  readonly writes: boolean;
}

/** Every object in a vault that the identity may use, once. */
export function grantsOf(
  resources: readonly StackResource[],
  identity: { readonly identity: string; readonly principalId: string },
): readonly Grant[] {
  const urns = new Set(
    resources
      .filter(
        ({ type, inputs }) => /:UserAssignedIdentity$/.test(type) && inputs?.["resourceName"] === identity.identity,
      )
      .map(({ urn }) => urn),
  );
  // The outermost component is called after the environment, whose roles are called after it, too.
  const environments = resources
    .filter(({ type }) => type === "strongroom:stack:Environment")
    .map(({ urn }) => urn.split("::").at(-1) ?? "");
  const grants = new Map<string, Grant>();
  for (const { type, inputs = {}, propertyDependencies = {} } of resources) {
    const isAssignment = type.startsWith("azure-native:authorization") && type.endsWith(":RoleAssignment");
    if (!isAssignment && type !== "strongroom:vault:CertificateReader") continue;
    const { principalId, scope } = inputs;
    const same = typeof principalId === "string" && principalId.toLowerCase() === identity.principalId.toLowerCase();
    if (!same && !(propertyDependencies["principalId"] ?? []).some((urn) => urns.has(urn))) continue;

    const object = /\/vaults\/([^/]+)\/(secrets|keys|certificates)\/([^/]+)$/i.exec(
      typeof scope === "string" ? scope : "",
    );
    const [, vaultName = "", kind = "", name = ""] = object ?? [];
    const role = String(inputs["roleDefinitionId"]);
    const words = wordsOf(role, environments);
    const grant = (of: Kind, writes = false): void => {
      const id = `${of} ${vaultName} ${name}`;
      grants.set(id, { kind: of, vaultName, name, writes: writes || grants.get(id)?.writes === true });
    };
    if (!isAssignment && kind === "certificates") grant("certificates");
    if (kind === "secrets" && words.includes("read")) grant("secrets");
    if (kind === "secrets" && words.includes("write")) grant("secrets", true);
    if (kind === "keys" && words.some((word) => KEY_WORDS.some((each) => each === word))) grant("keys");
    if (kind === "certificates" && role.endsWith(`/${ROLES["Key Vault Certificate User"]}`)) grant("certificates");
  }
  return [...grants.values()].filter(
    ({ vaultName, name }) => NAME.test(name) && /^[A-Za-z0-9-]{3,24}$/.test(vaultName),
  );
}

/** The same as the outputs declare it; undefined where they come from a version that did not. */
export function declaredGrants(
  applications: Readonly<Record<string, Application>>,
  app: string,
  workload: string,
): readonly Grant[] | undefined {
  const grants: Grant[] = [];
  for (const [owner, { vault, secrets, keys, certificates }] of Object.entries(applications)) {
    const label = owner === app ? workload : `${app}/${workload}`;
    const add = (
      kind: Kind,
      name: string,
      lists: readonly (readonly string[] | undefined)[],
      writes = false,
    ): boolean => {
      const known = lists.filter((list) => list !== undefined);
      if (known.some((list) => list.includes(label))) grants.push({ kind, vaultName: vault.name, name, writes });
      return known.length === lists.length;
    };
    const complete = [
      ...Object.values(secrets).map(({ name, readers, writers }) =>
        add("secrets", name, [readers, writers], writers?.includes(label) === true),
      ),
      ...Object.values(keys).map((key) =>
        add(
          "keys",
          key.name,
          KEY_WORDS.map((word) => key[word]),
        ),
      ),
      ...Object.values(certificates).map(({ name, readers }) => add("certificates", name, [readers])),
    ];
    if (complete.includes(false)) return undefined;
  }
  return grants;
}
