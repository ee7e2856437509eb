// A vault in memory, with the rules of the real one that matter here: a certificate takes the secret and the key of its
// name, and a role needs what it is given on and is refused twice. It has no values, so none can leak.
import type { X509Certificate } from "node:crypto";
import type { ActualCertificate, ActualKey, ActualSecret, Assignment, Listed } from "../../../../cli/vault/actual.ts";
import type { DesiredCertificate } from "../../../../cli/vault/desired.ts";
import { desiredPolicy } from "../../../../cli/vault/drift-certificates.ts";
import { VaultFailure, type VaultPlane } from "../../../../cli/vault/vault-plane.ts";
import { ISSUING, makeCertificate } from "../make-certificate.ts";

export interface VaultDouble {
  readonly plane: VaultPlane;
  readonly secrets: Map<string, ActualSecret>;
  readonly keys: Map<string, ActualKey>;
  readonly certificates: Map<string, ActualCertificate>;
  readonly assignments: Map<string, Assignment[]>;
  /** E-mail addresses. */
  readonly contacts: string[];
  readonly deleted: Set<string>;
  /** Every change, in order. */
  readonly writes: string[];
  /** Called before each request; may throw. */
  intercept: (request: string) => void;
}

export function vaultDouble(now: Date): VaultDouble {
  const double: VaultDouble = {
    secrets: new Map(),
    keys: new Map(),
    certificates: new Map(),
    assignments: new Map(),
    contacts: [],
    deleted: new Set(),
    writes: [],
    intercept: () => undefined,
    plane: {
      listSecrets: () =>
        read("list secrets", () => [
          ...listed(double.secrets),
          ...listed(double.certificates).map((entry) => ({ ...entry, managed: true })),
        ]),
      listKeys: () =>
        read("list keys", () => [
          ...listed(double.keys),
          ...listed(double.certificates).map((entry) => ({ ...entry, managed: true })),
        ]),
      listCertificates: () => read("list certificates", () => listed(double.certificates)),
      listDeleted: () => read("list deleted", () => [...double.deleted]),
      newestSecret: (name) => read(`secret ${name}`, () => found(double.secrets, name)),
      key: (name) => read(`key ${name}`, () => found(double.keys, name)),
      certificate: (name) => read(`certificate ${name}`, () => found(double.certificates, name)),
      updateSecret: (name, version, change) =>
        write(`update secret ${name}`, () => {
          const before = found(double.secrets, name);
          if (before.version !== version) throw new VaultFailure("no such version", 404, "SecretNotFound");
          double.secrets.set(name, { ...before, ...change });
        }),
      updateKey: (name, change) =>
        write(`update key ${name}`, () => double.keys.set(name, { ...found(double.keys, name), ...change })),
      setRotationPolicy: (name, policy) =>
        write(`rotation policy ${name}`, () => double.keys.set(name, { ...found(double.keys, name), policy })),
      issue: (wanted) =>
        write(`issue ${wanted.name}`, () => {
          if (double.secrets.has(wanted.name) || double.certificates.has(wanted.name)) {
            throw new VaultFailure(`${wanted.name} is taken`, 409, "Conflict");
          }
          double.certificates.set(wanted.name, {
            name: wanted.name,
            version: "1",
            enabled: true,
            expires: endOf(wanted, now),
            signed: sign(wanted, now),
            tags: wanted.tags,
            policy: desiredPolicy(wanted),
          });
        }),
      setCertificatePolicy: (wanted) =>
        write(`certificate policy ${wanted.name}`, () =>
          double.certificates.set(wanted.name, {
            ...found(double.certificates, wanted.name),
            policy: desiredPolicy(wanted),
          }),
        ),
      updateCertificate: (name, _version, change) =>
        write(`update certificate ${name}`, () =>
          double.certificates.set(name, { ...found(double.certificates, name), ...change }),
        ),
      contacts: () => read("contacts", () => [...double.contacts]),
      addContact: (email) => write(`contact ${email}`, () => double.contacts.push(email)),
      assignments: (scope) => read(`assignments ${scope}`, () => double.assignments.get(scope) ?? []),
      assign: (scope, { name, principalId, roleDefinitionId }) =>
        write(`assign ${name}`, () => {
          if (!double.certificates.has(scope.slice(scope.lastIndexOf("/") + 1))) {
            throw new VaultFailure("the scope does not exist", 404, "ResourceNotFound");
          }
          const before = double.assignments.get(scope) ?? [];
          if (
            before.some((other) => other.principalId === principalId && other.roleDefinitionId === roleDefinitionId)
          ) {
            throw new VaultFailure("The role assignment already exists", 409, "RoleAssignmentExists");
          }
          double.assignments.set(scope, [...before, { name, principalId, roleDefinitionId }]);
        }),
      unassign: (scope, name) =>
        write(`unassign ${name}`, () =>
          double.assignments.set(
            scope,
            (double.assignments.get(scope) ?? []).filter((assignment) => assignment.name !== name),
          ),
        ),
    },
  };
  return double;

  async function read<T>(request: string, answer: () => T): Promise<T> {
    double.intercept(request);
    return Promise.resolve(answer());
  }

  async function write(request: string, change: () => unknown): Promise<void> {
    double.intercept(request);
    change();
    double.writes.push(request);
    return Promise.resolve();
  }
}

const endOf = ({ validityMonths }: DesiredCertificate, now: Date): Date =>
  new Date(now.getTime() + validityMonths * 30 * 86_400_000);

/** As the vault does it by itself, or has it done; what is signed outside waits. The same again for the same request. */
function sign(wanted: DesiredCertificate, now: Date): X509Certificate | undefined {
  if (wanted.issuer === "Unknown") return undefined;
  const by = wanted.issuer === "Self" ? undefined : ISSUING;
  const until = endOf(wanted, now);
  const request = [wanted.subject, wanted.issuer, until.toISOString()].join();
  const made =
    signed.get(request) ?? makeCertificate(wanted.subject, { ...(by && { by }), from: now, until }).certificate;
  signed.set(request, made);
  return made;
}

const signed = new Map<string, X509Certificate>();

function listed(objects: ReadonlyMap<string, Omit<Listed, "managed">>): Listed[] {
  return [...objects.values()].map(({ name, enabled, tags }) => ({ name, enabled, tags, managed: false }));
}

function found<T>(objects: ReadonlyMap<string, T>, name: string): T {
  const object = objects.get(name);
  if (object === undefined) throw new VaultFailure(`${name} is not there`, 404, "NotFound");
  return object;
}
