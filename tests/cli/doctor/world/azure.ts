// The Azure of these tests as one record that a fault changes: what Resource Manager, the vault and Entra answer is read from it.
// Shapes as in azure-rest-api-specs and the recorded exchanges.
import {
  API,
  CERTIFICATE,
  GROUP,
  identity,
  KEY,
  PAIRED,
  SECRET,
  SERVER_HOST,
  SERVER_ID,
  SUBSCRIPTION,
  TENANT,
  VAULT,
  VAULT_ID,
  WORKER,
} from "./stack.ts";

export const NOW = new Date("2026-03-01T12:00:00Z");
const ago = (minutes: number): string => new Date(NOW.getTime() - minutes * 60_000).toISOString();
export const seconds = (days: number): number => Math.floor(NOW.getTime() / 1000) + days * 86_400;

export const NETWORK = `${SUBSCRIPTION}/resourceGroups/rg-net/providers/Microsoft.Network/virtualNetworks/vnet`;
const ENDPOINT = `${GROUP}/providers/Microsoft.Network/privateEndpoints`;
const ZONES = `${SUBSCRIPTION}/resourceGroups/rg-net/providers/Microsoft.Network/privateDnsZones`;
export const VAULT_ZONE = `${ZONES}/privatelink.vaultcore.azure.net`;
export const SQL_ZONE = `${ZONES}/privatelink.database.windows.net`;
export const VAULT_IP = "10.40.1.5";
export const SQL_IP = "10.40.1.9";
export const ROLE = `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/55555555-2222-4333-8444-555555555501`;
export const NARROW_ROLE = `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/55555555-2222-4333-8444-555555555502`;

const connection = (name: string) => ({
  properties: {
    privateEndpoint: { id: `${ENDPOINT}/${name}` },
    privateLinkServiceConnectionState: { status: "Approved" },
  },
});
const endpoint = (address: string, zone: string) => ({
  addresses: [address],
  zones: [zone],
  record: [address] as string[] | undefined,
  links: [NETWORK],
});
const assignment = (id: string, principal: string, scope: string) => ({
  id: `${scope}/providers/Microsoft.Authorization/roleAssignments/${id}`,
  principal,
  scope,
  role: ROLE,
  condition: undefined as string | undefined,
  createdOn: ago(600),
});
const managed = (): { enabled: boolean; exp?: number; nbf?: number; ops?: string[]; versions: number } => ({
  enabled: true,
  exp: seconds(60),
  versions: 2,
});

export function freshAzure() {
  return {
    identities: new Map([
      [identity("api"), { clientId: API.client, principalId: API.principal }],
      [identity("worker"), { clientId: WORKER.client, principalId: WORKER.principal }],
    ]),
    credentials: new Map([
      [
        identity("worker"),
        [
          {
            issuer: WORKER.issuer,
            subject: WORKER.subject,
            audiences: ["api://AzureADTokenExchange"],
            createdAt: ago(600),
          },
        ],
      ],
    ]),
    hosts: new Map([[identity("api"), [`${GROUP}/providers/Microsoft.Web/sites/app-payments`]]]),
    vault: {
      tenantId: TENANT,
      enableRbacAuthorization: true,
      publicNetworkAccess: "Disabled",
      networkAcls: { defaultAction: "Deny", ipRules: [] as { value: string }[] },
      privateEndpointConnections: [connection("vault")],
      accessPolicies: [] as object[],
    } as Vault | undefined,
    deletedVaults: [] as string[],
    endpoints: new Map([
      ["vault", endpoint(VAULT_IP, VAULT_ZONE)],
      ["sql", endpoint(SQL_IP, SQL_ZONE)],
    ]),
    assignments: [
      assignment("a1", API.principal, `${VAULT_ID}/secrets/${SECRET}`),
      assignment("a2", API.principal, `${VAULT_ID}/keys/${KEY}`),
      assignment("a3", API.principal, `${VAULT_ID}/certificates/${CERTIFICATE}`),
      assignment("a4", WORKER.principal, `${VAULT_ID}/secrets/${SECRET}`),
    ],
    roles: new Map([
      [
        ROLE,
        {
          roleName: "Strongroom All (prod)",
          dataActions: [
            "Microsoft.KeyVault/vaults/secrets/getSecret/action",
            "Microsoft.KeyVault/vaults/keys/encrypt/action",
            "Microsoft.KeyVault/vaults/certificates/read",
          ],
        },
      ],
      [NARROW_ROLE, { roleName: "Key Vault Reader", dataActions: ["Microsoft.KeyVault/vaults/*/read"] }],
    ]),
    denies: [] as object[],
    objects: new Map([
      [`${VAULT}/secrets/${SECRET}`, managed()],
      [`${VAULT}/keys/${KEY}`, { ...managed(), ops: ["encrypt", "decrypt"] }],
      [`${VAULT}/certificates/${CERTIFICATE}`, managed()],
      [`${VAULT}/secrets/payments-prod-root-key`, managed()],
      [`${PAIRED}/secrets/${SECRET}`, managed()],
    ]),
    deletedObjects: [] as string[],
    server: {
      publicNetworkAccess: "Disabled",
      privateEndpointConnections: [connection("sql")],
      administrators: { azureADOnlyAuthentication: true },
    } as Server | undefined,
    administrators: [{ name: "ActiveDirectory" }],
    database: { status: "Online" } as { status: string } | undefined,
    /** What the vault says to the workload's own call; undefined: what its roles come to. */
    refusal: undefined as { status: number; code: string; inner?: string; message: string } | undefined,
    challengeTenant: TENANT,
    isVault: true,
    jobs: { code: 0, status: "Succeeded", started: [] as unknown[] },
  };
}

interface Vault {
  tenantId: string;
  enableRbacAuthorization: boolean;
  publicNetworkAccess: string;
  networkAcls: { defaultAction: string; ipRules: { value: string }[] };
  privateEndpointConnections: ReturnType<typeof connection>[];
  accessPolicies: object[];
}

interface Server {
  publicNetworkAccess: string;
  privateEndpointConnections: ReturnType<typeof connection>[];
  administrators: { azureADOnlyAuthentication: boolean };
}

export type Azure = ReturnType<typeof freshAzure>;
export interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const ok = (body: unknown): Reply => ({ status: 200, body });
const list = (value: readonly unknown[]): Reply => ok({ value });
const NOT_FOUND: Reply = { status: 404, body: { error: { code: "ResourceNotFound" } } };
const found = (properties: object | undefined): Reply => (properties === undefined ? NOT_FOUND : ok({ properties }));

/** Azure Resource Manager. */
export function manage(azure: Azure, method: string, url: URL, body: string): Reply {
  const path = decodeURI(url.pathname);
  const filter = url.searchParams.get("$filter") ?? "";
  if (method === "POST" && path.endsWith("/start")) {
    azure.jobs.started.push(JSON.parse(body));
    return ok({ name: "run-1" });
  }
  if (/\/Microsoft\.App\/jobs\/[^/]+$/.test(path))
    return found({ template: { containers: [{ name: "strongroom", image: "r.io/strongroom@sha256:1", env: [] }] } });
  if (path.endsWith("/executions/run-1"))
    return found({
      status: azure.jobs.status,
      detailedStatus: { replicas: [{ containers: [{ code: azure.jobs.code }] }] },
    });
  if (path.endsWith("/federatedIdentityCredentials")) {
    return list(
      (azure.credentials.get(path.replace(/\/[^/]+$/, "")) ?? []).map(({ createdAt, ...properties }) => ({
        properties,
        systemData: { createdAt },
      })),
    );
  }
  if (method === "POST" && path.endsWith("/listAssociatedResources"))
    return list((azure.hosts.get(path.replace(/\/[^/]+$/, "")) ?? []).map((id) => ({ id })));
  if (path.includes("/userAssignedIdentities/")) return found(azure.identities.get(path));
  if (path.endsWith("/deletedVaults")) return list(azure.deletedVaults.map((name) => ({ name })));
  if (path.endsWith("/roleAssignments"))
    return assignmentsAt(azure, path.replace(/\/providers\/Microsoft\.Authorization\/roleAssignments$/, ""), filter);
  if (path.includes("/roleDefinitions/")) {
    const role = azure.roles.get(path);
    return found(role && { roleName: role.roleName, permissions: [{ dataActions: role.dataActions }] });
  }
  if (path.endsWith("/denyAssignments")) return list(azure.denies.map((properties) => ({ properties })));
  if (path === VAULT_ID) return found(azure.vault);
  const object = /\/vaults\/([^/]+\/(?:secrets|keys)\/[^/]+)$/.exec(path)?.[1];
  if (object !== undefined) {
    const { ops, versions: _versions, ...attributes } = azure.objects.get(object) ?? { versions: 0 };
    return found(azure.objects.has(object) ? { attributes, ...(ops === undefined ? {} : { keyOps: ops }) } : undefined);
  }
  return network(azure, path) ?? database(azure, path) ?? NOT_FOUND;
}

function assignmentsAt({ assignments }: Azure, scope: string, filter: string): Reply {
  const principal = /assignedTo\('([^']+)'\)/.exec(filter)?.[1];
  const isAbove = filter.includes("atScope()");
  const at = assignments.filter(
    (each) =>
      each.principal === principal && (scope.startsWith(each.scope) || (!isAbove && each.scope.startsWith(scope))),
  );
  return list(at.map(({ id, role, ...properties }) => ({ id, properties: { ...properties, roleDefinitionId: role } })));
}

function network({ endpoints }: Azure, path: string): Reply | undefined {
  const [, name = "", rest = ""] = /\/privateEndpoints\/([^/]+)(.*)$/.exec(path) ?? [];
  const asked = endpoints.get(name);
  if (asked !== undefined) {
    if (rest === "/privateDnsZoneGroups")
      return list(
        asked.zones.length === 0
          ? []
          : [
              {
                properties: {
                  privateDnsZoneConfigs: asked.zones.map((privateDnsZoneId) => ({ properties: { privateDnsZoneId } })),
                },
              },
            ],
      );
    return found({
      subnet: { id: `${NETWORK}/subnets/endpoints` },
      networkInterfaces: [{ id: `${NETWORK}/nic/${name}` }],
    });
  }
  const nic = /\/nic\/([^/]+)$/.exec(path)?.[1];
  if (nic !== undefined)
    return found({
      ipConfigurations: (endpoints.get(nic)?.addresses ?? []).map((privateIPAddress) => ({
        properties: { privateIPAddress },
      })),
    });
  const which = endpoints.get(path.startsWith(SQL_ZONE) ? "sql" : "vault");
  if (path.endsWith("/virtualNetworkLinks"))
    return list(
      (which?.links ?? []).map((id) => ({
        properties: { virtualNetwork: { id }, virtualNetworkLinkState: "Completed" },
      })),
    );
  if (/\/A\/[^/]+$/.test(path))
    return found(which?.record && { aRecords: which.record.map((ipv4Address) => ({ ipv4Address })) });
  return undefined;
}

function database(azure: Azure, path: string): Reply | undefined {
  if (path === `${GROUP}/providers/Microsoft.Sql/servers`) {
    return list(
      azure.server === undefined
        ? []
        : [
            {
              id: SERVER_ID,
              name: SERVER_ID.split("/").at(-1),
              properties: { ...azure.server, fullyQualifiedDomainName: SERVER_HOST },
            },
          ],
    );
  }
  if (path === `${SERVER_ID}/administrators`) return list(azure.administrators);
  return path === `${SERVER_ID}/databases/ledger` ? found(azure.database) : undefined;
}

/** Key Vault's data plane, for whoever runs the doctor and for the workload's own call. */
export function vaultAnswer(azure: Azure, host: string, url: URL, token: string | undefined): Reply {
  if (!azure.isVault) return { status: 200, body: "<html>proxy</html>" };
  if (token === undefined) {
    return {
      status: 401,
      body: { error: { code: "Unauthorized", message: "AKV10000: Request is missing a Bearer or PoP token." } },
      headers: {
        "www-authenticate": `Bearer authorization="https://login.microsoftonline.com/${azure.challengeTenant}", resource="https://vault.azure.net"`,
      },
    };
  }
  const vault = host.split(".")[0] ?? "";
  const [, collection = "", name = "", version = ""] = url.pathname.split("/");
  if (collection.startsWith("deleted"))
    return ok({
      value: azure.deletedObjects
        .filter((each) => each.startsWith(`${collection}/`))
        .map((each) => ({
          id: `https://${host}/${collection.replace("deleted", "")}/${each.split("/")[1] ?? ""}`,
          recoveryId: `https://${host}/${each}`,
        })),
    });
  const object = azure.objects.get(`${vault}/${collection}/${name}`);
  if (object === undefined)
    return {
      status: 404,
      body: {
        error: { code: "SecretNotFound", message: `A secret with (name/id) ${name} was not found in this key vault.` },
      },
    };
  const bundle = (index: number) => ({
    id: `https://${host}/${collection}/${name}/${String(index).padStart(32, "0")}`,
    attributes: {
      enabled: object.enabled,
      exp: object.exp,
      nbf: object.nbf,
      created: seconds(-index),
      updated: seconds(-index),
    },
    ...(collection === "certificates" ? { cer: "", policy: {} } : {}),
  });
  if (version === "versions")
    return ok({ value: Array.from({ length: object.versions }, (_, index) => bundle(index)), nextLink: null });
  if (token === "workload" && azure.refusal !== undefined) {
    const { status, code, inner, message } = azure.refusal;
    return {
      status,
      body: { error: { code, message, ...(inner === undefined ? {} : { innererror: { code: inner } }) } },
    };
  }
  return ok({ value: VALUE, ...bundle(0) });
}

/** Must never be seen in what the doctor prints. */
export const VALUE = "the-value-of-the-secret";
