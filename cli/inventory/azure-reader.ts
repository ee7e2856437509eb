// The real vault, through Azure's own clients. Only versions are listed: to get a secret is to read its value, and to list
// its versions is not. Loaded only when a vault is asked.
import type { TokenCredential } from "@azure/identity";
import { CertificateClient } from "@azure/keyvault-certificates";
import { KeyClient } from "@azure/keyvault-keys";
import { SecretClient } from "@azure/keyvault-secrets";
import type { ObjectVersion, OpenReader } from "./vault-dates.ts";

interface Properties {
  readonly createdOn?: Date;
  readonly expiresOn?: Date;
  readonly enabled?: boolean;
}

export function azureReader(credential: TokenCredential): OpenReader {
  return (uri) => {
    const secrets = new SecretClient(uri, credential);
    const keys = new KeyClient(uri, credential);
    const certificates = new CertificateClient(uri, credential);
    return {
      versions: (kind, name) => {
        if (kind === "secret") return versionsOf(secrets.listPropertiesOfSecretVersions(name));
        if (kind === "key") return versionsOf(keys.listPropertiesOfKeyVersions(name));
        return versionsOf(certificates.listPropertiesOfCertificateVersions(name));
      },
    };
  };
}

async function versionsOf(pages: AsyncIterable<Properties>): Promise<readonly ObjectVersion[]> {
  const versions: ObjectVersion[] = [];
  for await (const { createdOn, expiresOn, enabled } of pages) {
    versions.push({
      ...(createdOn === undefined ? {} : { created: createdOn }),
      ...(expiresOn === undefined ? {} : { expires: expiresOn }),
      ...(enabled === undefined ? {} : { enabled }),
    });
  }
  return versions;
}
