// Kubernetes: the service account that Entra trusts, the secrets as files by the CSI driver, and what a pod needs for both.
// Sources: azure-workload-identity docs, "Service account labels and annotations"; secrets-store-csi-driver-provider-azure
// docs, "Using the Azure Key Vault Provider" and "Workload Identity" (clientID, usePodIdentity, objects).
import { stringify } from "yaml";
import { UserError } from "../../../text/errors.ts";
import { cloudOf, type Connection, type KubernetesAccount } from "../connection.ts";
import { addressVariables, heading, identityVariables } from "./lines.ts";

interface Mounted {
  readonly vaultUri: string;
  readonly name: string;
}

export function kubernetes(from: Connection): string {
  if (from.kubernetes.length === 0) {
    throw new UserError(
      `${from.app}/${from.workload}: no Kubernetes service account may sign in as it; add federatedWith: { kubernetes: { cluster, namespace, serviceAccount } } to the workload in apps/${from.app}.yaml`,
    );
  }
  const documents = from.kubernetes.flatMap((account) => documentsFor(from, account));
  return [
    ...heading(
      from,
      "#",
      "The cluster needs the OIDC issuer, workload identity and the Key Vault provider of the CSI driver (with rotation) switched on.",
      "Merge the Deployment into your own: the label, the service account and the volumes are what counts.",
    ),
    ...documents
      .map((document) => stringify(document, { lineWidth: 0 }).trimEnd())
      .join("\n---\n")
      .split("\n"),
  ].join("\n");
}

function documentsFor(from: Connection, { namespace, serviceAccount }: KubernetesAccount): unknown[] {
  const { clientId, tenantId } = from.identity;
  const { csi } = cloudOf(from).called;
  const volumes = [...byVault(from)].map(([vaultUri, objects], index) => ({
    vaultUri,
    objects,
    name: `${from.app}-${from.workload}${index === 0 ? "" : `-${index + 1}`}`,
  }));
  const labels = { app: `${from.app}-${from.workload}` };
  return [
    {
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: {
        name: serviceAccount,
        namespace,
        annotations: { "azure.workload.identity/client-id": clientId, "azure.workload.identity/tenant-id": tenantId },
      },
    },
    ...volumes.map(({ vaultUri, objects, name }) => ({
      apiVersion: "secrets-store.csi.x-k8s.io/v1",
      kind: "SecretProviderClass",
      metadata: { name, namespace },
      spec: {
        provider: "azure",
        parameters: {
          // The driver takes texts only.
          usePodIdentity: "false",
          clientID: clientId,
          tenantId,
          keyvaultName: new URL(vaultUri).hostname.split(".")[0],
          ...(csi === undefined ? {} : { cloudName: csi }),
          objects: stringify({
            array: objects.map((object) => stringify({ objectName: object.name, objectType: "secret" })),
          }),
        },
      },
    })),
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: labels.app, namespace },
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels: { ...labels, "azure.workload.identity/use": "true" } },
          spec: {
            serviceAccountName: serviceAccount,
            containers: [
              {
                name: from.workload,
                image: "your-registry/your-image:tag",
                // The webhook sets AZURE_CLIENT_ID, AZURE_TENANT_ID and AZURE_AUTHORITY_HOST itself.
                env: addressVariables(from)
                  .filter(([name]) => !identityVariables(from).some(([own]) => own === name))
                  .map(([name, value]) => ({ name, value })),
                ...(volumes.length === 0
                  ? {}
                  : {
                      volumeMounts: volumes.map(({ name }, index) => ({
                        name,
                        mountPath: index === 0 ? "/mnt/secrets" : `/mnt/secrets-${index + 1}`,
                        readOnly: true,
                      })),
                    }),
              },
            ],
            ...(volumes.length === 0
              ? {}
              : {
                  volumes: volumes.map(({ name }) => ({
                    name,
                    csi: {
                      driver: "secrets-store.csi.k8s.io",
                      readOnly: true,
                      volumeAttributes: { secretProviderClass: name },
                    },
                  })),
                }),
          },
        },
      },
    },
  ];
}

/** A certificate is mounted as the secret of its name, which has the private key; a provider class is of one vault. */
function byVault({ secrets, certificates, databases }: Connection): ReadonlyMap<string, readonly Mounted[]> {
  const all: readonly Mounted[] = [
    ...secrets,
    ...certificates,
    ...databases.flatMap(({ secret }) => (secret === undefined ? [] : [secret])),
  ];
  return Map.groupBy(all, ({ vaultUri }) => vaultUri);
}
