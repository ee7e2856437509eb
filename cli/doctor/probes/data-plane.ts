// What only the vault itself knows: certificates, deleted objects, and whether anybody has written a value since the deployment.
// Through Azure's own clients, by whoever runs this; a secret's versions are listed, and no value is read.
import { CertificateClient } from "@azure/keyvault-certificates";
import { KeyClient } from "@azure/keyvault-keys";
import { SecretClient, type SecretProperties } from "@azure/keyvault-secrets";
import { call, NOTING_INNER_CODES } from "../../vault/azure-failure.ts";
import { VaultFailure } from "../../vault/vault-plane.ts";
import { readMark } from "../../rotate/mark.ts";
import { unseen, type Asked, type ObjectSeen, type Present } from "../evidence.ts";
import type { VaultTarget } from "../promise.ts";
import type { Machine } from "./machine.ts";

type Clients = Pick<Machine, "credential" | "httpClient">;

const options = ({ httpClient }: Clients) => ({
  retryOptions: { maxRetries: 0 },
  additionalPolicies: NOTING_INNER_CODES,
  ...(httpClient === undefined ? {} : { httpClient }),
});

/** The newest version, and whether it is the only one; a failure says that nobody here may list. */
export async function readVersions(target: VaultTarget, machine: Clients): Promise<Asked<Present<ObjectSeen>>> {
  const client = new SecretClient(`https://${target.host}`, machine.credential, options(machine));
  return answered(async () => {
    const versions: SecretProperties[] = [];
    for await (const version of client.listPropertiesOfSecretVersions(target.name)) versions.push(version);
    const [newest] = versions.sort((a, b) => (b.createdOn?.getTime() ?? 0) - (a.createdOn?.getTime() ?? 0));
    if (newest === undefined) return "absent";
    const isFirst = versions.length === 1 && readMark(newest.tags ?? {}).id === undefined;
    return {
      enabled: newest.enabled ?? true,
      expires: newest.expiresOn,
      notBefore: newest.notBefore,
      placeholder: isFirst,
    };
  });
}

export async function readCertificate(target: VaultTarget, machine: Clients): Promise<Asked<Present<ObjectSeen>>> {
  const client = new CertificateClient(`https://${target.host}`, machine.credential, options(machine));
  return answered(async () => {
    const { properties } = await client.getCertificate(target.name);
    return {
      enabled: properties.enabled ?? true,
      expires: properties.expiresOn,
      notBefore: properties.notBefore,
      placeholder: false,
    };
  });
}

/** Whether an object of the name lies among the deleted ones; undefined where nobody here may list them. */
export async function isDeleted(target: VaultTarget, machine: Clients): Promise<boolean | undefined> {
  const at = `https://${target.host}`;
  const listed = async (pages: AsyncIterable<{ readonly name: string }>): Promise<boolean> => {
    for await (const { name } of pages) if (name === target.name) return true;
    return false;
  };
  const look = (): Promise<boolean> => {
    switch (target.kind) {
      case "secret":
        return listed(new SecretClient(at, machine.credential, options(machine)).listDeletedSecrets());
      case "key":
        return listed(new KeyClient(at, machine.credential, options(machine)).listDeletedKeys());
      case "certificate":
        return listed(new CertificateClient(at, machine.credential, options(machine)).listDeletedCertificates());
    }
  };
  return call(look).catch(() => undefined);
}

async function answered(work: () => Promise<Present<ObjectSeen>>): Promise<Asked<Present<ObjectSeen>>> {
  try {
    return { seen: await call(work) };
  } catch (error) {
    if (error instanceof VaultFailure && error.status === 404) return { seen: "absent" };
    return unseen(
      `the vault was not asked for it (${error instanceof VaultFailure ? (error.code ?? "no answer") : "no answer"})`,
    );
  }
}
