// A secret of a vault can be a resource of its own, or be written by a template. Whoever asks what secrets there are gets
// both, in one shape.
import { templateSecrets } from "../plan/template-secrets.ts";
import type { ResourceRecord } from "../snapshot/records.ts";

/** The resources, and after each deployment the secrets that its template writes, under the deployment's own URN. */
export function withTemplateSecrets(records: readonly ResourceRecord[]): ResourceRecord[] {
  return records.flatMap((record) => [record, ...secretsOf(record)]);
}

function secretsOf(record: ResourceRecord): ResourceRecord[] {
  const { id: _ofTheDeployment, ...rest } = record;
  return templateSecrets(record).map((secret) => ({
    ...rest,
    ...secret,
    type: "azure-native:keyvault:Secret",
    kind: "keyvault:Secret",
    props: secret.inputs,
    madeOf: {},
    // Azure deletes nothing with a deployment.
    retain: true,
  }));
}
