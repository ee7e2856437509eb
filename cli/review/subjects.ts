// Everything that somebody was given and that a log can show the use of, from what is deployed.
import { accessMatrix } from "../access/matrix.ts";
import { applicationOf, labelOf } from "../access/principals.ts";
import { list, text } from "../../text/values.ts";
import type { ResourceRecord, Snapshot } from "../snapshot/records.ts";
import type { LogSource } from "./questions.ts";

export const KINDS = [
  "identity",
  "grant",
  "secret",
  "federated credential",
  "group",
  "eligible membership",
  "database user",
] as const;
export type SubjectKind = (typeof KINDS)[number];

export interface Subject {
  readonly kind: SubjectKind;
  /** The same in each review, so that a decision finds it again. */
  readonly id: string;
  readonly says: string;
  /** `apps/payments.yaml:24`. */
  readonly why?: string;
  /** The log that shows its use; absent: it is judged by what it is. */
  readonly source?: LogSource;
  /** Rows of that log which are its use. */
  readonly isUse?: (row: Readonly<Record<string, string>>) => boolean;
  /** Why no log can tell. */
  readonly untold?: string;
  /** What is wrong with it whatever the logs say. */
  readonly fault?: string;
  /** Where the manifest says it. */
  readonly edit?: Edit;
}

/** One word that goes out of one list of a manifest. */
export interface Edit {
  readonly file: string;
  readonly path: readonly string[];
  readonly value: string;
}

export function subjectsOf(snapshot: Snapshot): readonly Subject[] {
  const byUrn = new Map(snapshot.resources.map((record) => [record.urn, record]));
  const identities = snapshot.resources.filter(({ kind }) => kind === "managedidentity:UserAssignedIdentity");
  const ids = new Map(
    identities.map((record) => [labelOf(record, byUrn), text(record.props["principalId"])?.toLowerCase()]),
  );
  const where = (record: ResourceRecord) =>
    record.origin === undefined ? {} : { why: `${record.origin.file}:${String(record.origin.line)}` };
  const signIns = accessMatrix([snapshot]).filter(({ via }) => via === "sign-in");

  return [
    ...identities.map((record): Subject => {
      const label = labelOf(record, byUrn);
      return {
        kind: "identity",
        id: `identity ${label}`,
        says: `identity ${text(record.props["resourceName"]) ?? record.name} of ${label}`,
        ...where(record),
        ...usedBy("sign-in", "Principal", ids.get(label)),
      };
    }),
    ...grants(snapshot, ids),
    ...snapshot.resources
      .filter(({ kind }) => kind === "keyvault:Secret")
      .map((record): Subject => {
        const [vault, name] = [
          text(record.props["vaultName"]) ?? text(record.inputs["vaultName"]) ?? "",
          text(record.inputs["secretName"]) ?? record.name,
        ];
        const object = `${vault}/secrets/${name}`.toLowerCase();
        return {
          kind: "secret",
          id: `secret ${name} in ${vault}`,
          says: `secret ${name} in ${vault} of ${applicationOf(record, byUrn)}`,
          ...where(record),
          source: "vault",
          isUse: (row) => row["Object"]?.toLowerCase() === object && row["Operation"] === "SecretGet",
        };
      }),
    ...signIns.map((row): Subject => {
      const into = row.object.replace(/^identity /, "");
      const several = signIns.filter(({ object }) => object === row.object).length > 1;
      const one = several
        ? { untold: "its identity has several, and a sign-in's log does not say by a name that we know which it was" }
        : usedBy("sign-in", "Principal", ids.get(into) ?? ids.get(labelIn(into, identities, byUrn)));
      return {
        kind: "federated credential",
        id: `federated credential ${row.principal} of ${into}`,
        says: `federated credential ${row.principal} of ${into}`,
        ...(row.why === undefined ? {} : { why: row.why }),
        ...one,
      };
    }),
    ...snapshot.resources
      .filter(({ kind }) => kind === "azuread:Group")
      .map((record): Subject => {
        const name = text(record.props["displayName"]) ?? record.name;
        const owners = list(record.props["owners"]).length;
        return {
          kind: "group",
          id: `group ${name}`,
          says: `group ${name}`,
          ...where(record),
          ...(owners === 0 ? { fault: "has no owner: nobody answers for who is in it" } : {}),
        };
      }),
    ...snapshot.resources
      .filter(({ kind }) => kind === "azuread:PrivilegedAccessGroupEligibilitySchedule")
      .map((record): Subject => {
        const group = text(record.props["groupId"])?.toLowerCase();
        const name = snapshot.resources.find(
          ({ kind, props }) => kind === "azuread:Group" && text(props["objectId"])?.toLowerCase() === group,
        );
        const label = name === undefined ? (group ?? record.name) : (text(name.props["displayName"]) ?? name.name);
        return {
          kind: "eligible membership",
          id: `eligible membership of ${label}`,
          says: `eligible membership of group ${label}`,
          ...where(record),
          ...usedBy("activation", "Group", group),
        };
      }),
    ...snapshot.resources
      .filter(({ kind, props }) => kind === "strongroom:sql:DatabaseUser" && props["kind"] !== "group")
      .map((record): Subject => {
        const [user, server, database] = ["userName", "server", "database"].map((key) => text(record.props[key]) ?? "");
        return {
          kind: "database user",
          id: `database user ${user ?? ""} in ${server ?? ""}/${database ?? ""}`,
          says: `user ${user ?? ""} in database ${database ?? ""} on ${server ?? ""}`,
          ...where(record),
          source: "database",
          isUse: (row) =>
            row["Login"]?.toLowerCase().split("@")[0] === user?.toLowerCase() && row["Database"] === database,
        };
      }),
  ];
}

const usedBy = (source: LogSource, column: string, id: string | undefined): Partial<Subject> =>
  id === undefined
    ? { untold: "its object id is not known here" }
    : { source, isUse: (row) => row[column]?.toLowerCase() === id };

const labelIn = (
  name: string,
  identities: readonly ResourceRecord[],
  byUrn: ReadonlyMap<string, ResourceRecord>,
): string => {
  const found = identities.find(({ props }) => props["resourceName"] === name);
  return found === undefined ? name : labelOf(found, byUrn);
};

const LISTS: Readonly<Record<string, readonly string[]>> = {
  secrets: ["readers", "writers"],
  keys: ["sign", "verify", "encrypt", "decrypt", "wrap", "unwrap"],
  certificates: ["readers"],
};
/** Key Vault's names of operations (azure-security-docs: key-vault/general/logging.md), by what a grant is for. */
const OPERATIONS: Readonly<Record<string, readonly string[]>> = {
  readers: ["SecretGet", "CertificateGet", "KeyGet"],
  writers: ["SecretSet"],
  ...{
    sign: ["KeySign"],
    verify: ["KeyVerify"],
    encrypt: ["KeyEncrypt"],
    decrypt: ["KeyDecrypt"],
    wrap: ["KeyWrap"],
    unwrap: ["KeyUnwrap"],
  },
};
const WORDS: Readonly<Record<string, string>> = {
  Reader: "readers",
  Writer: "writers",
  Signer: "sign",
  Verifier: "verify",
  Encrypter: "encrypt",
  Decrypter: "decrypt",
  Wrapper: "wrap",
  Unwrapper: "unwrap",
  User: "readers",
  Officer: "writers",
};

function grants(snapshot: Snapshot, ids: ReadonlyMap<string, string | undefined>): readonly Subject[] {
  const rows = accessMatrix([snapshot]).filter(
    ({ principalKind, via }) =>
      principalKind === "workload" && /^(?:role assignment|declared certificate reader)$/.test(via),
  );
  return rows.flatMap((row): Subject[] => {
    const [, vault, collection, name] =
      /\/vaults\/([^/]+)\/(secrets|keys|certificates)\/([^/]+)$/i.exec(row.scope) ?? [];
    if (vault === undefined || collection === undefined || name === undefined) return [];
    const word = Object.entries(WORDS).find(([part]) => new RegExp(`\\b${part}\\b`).test(row.role))?.[1];
    const object = `${vault}/${collection}/${name}`.toLowerCase();
    const principal = ids.get(row.principal);
    const operations = OPERATIONS[word ?? ""];
    // A certificate is read as the secret of its name, too.
    const objects = collection === "certificates" ? [object, object.replace("/certificates/", "/secrets/")] : [object];
    const use =
      principal === undefined
        ? { untold: "its object id is not known here" }
        : {
            source: "vault" as const,
            isUse: (each: Readonly<Record<string, string>>) =>
              each["Principal"] === principal &&
              objects.includes(each["Object"]?.toLowerCase() ?? "") &&
              (operations === undefined || operations.includes(each["Operation"] ?? "")),
          };
    const edit = editOf(row, collection, name, word, snapshot.environment);
    return [
      {
        kind: "grant",
        id: `grant ${row.role} on ${row.object} to ${row.principal}`,
        says: `${row.principal} as ${row.role} on ${row.object}`,
        ...(row.why === undefined ? {} : { why: row.why }),
        ...use,
        ...(edit === undefined ? {} : { edit }),
      },
    ];
  });
}

function editOf(
  { application, principal, why }: { readonly application: string; readonly principal: string; readonly why?: string },
  collection: string,
  name: string,
  word: string | undefined,
  environment: string,
): Edit | undefined {
  const [holder = "", workload = ""] = principal.split("/");
  const prefix = `${application}-${environment}-`;
  if (word === undefined || LISTS[collection]?.includes(word) !== true || !name.startsWith(prefix)) return undefined;
  const file = why?.replace(/:\d+$/, "") ?? `apps/${application}.yaml`;
  return {
    file,
    path: [collection, name.slice(prefix.length), word],
    value: holder === application ? workload : principal,
  };
}
