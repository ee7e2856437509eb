// What the stack of these tests declares, as its outputs have it.
import type { StackContent } from "../../../../cli/connect/outputs.ts";

export const TENANT = "11111111-2222-4333-8444-555555555555";
export const OTHER_TENANT = "99999999-2222-4333-8444-555555555555";
export const SUBSCRIPTION = "/subscriptions/22222222-2222-4333-8444-555555555555";
export const GROUP = `${SUBSCRIPTION}/resourceGroups/rg-payments-prod`;
export const VAULT = "kv-payments-prod-x1";
export const PAIRED = "kv-payments-prod-x2";
export const VAULT_ID = `${GROUP}/providers/Microsoft.KeyVault/vaults/${VAULT}`;
export const VAULT_HOST = `${VAULT}.vault.azure.net`;
export const SERVER = "sql-payments-prod-x1";
export const SERVER_HOST = `${SERVER}.database.windows.net`;
export const SERVER_ID = `${GROUP}/providers/Microsoft.Sql/servers/${SERVER}`;
export const SECRET = "payments-prod-stripe-key";
export const KEY = "payments-prod-card-encryption";
export const CERTIFICATE = "payments-prod-callback-tls";

export const identity = (name: string): string =>
  `${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-payments-prod-${name}`;

export const API = {
  client: "33333333-2222-4333-8444-555555555501",
  principal: "44444444-2222-4333-8444-555555555501",
};
export const WORKER = {
  client: "33333333-2222-4333-8444-555555555502",
  principal: "44444444-2222-4333-8444-555555555502",
  issuer: "https://westeurope.oic.prod-aks.azure.com/t/c/",
  subject: "system:serviceaccount:payments:worker",
};

const object = (kind: string, name: string) => ({ name, uri: `https://${VAULT_HOST}/${kind}/${name}` });
const workload = (name: string, { client, principal }: typeof API, federation: object) => ({
  identity: `id-payments-prod-${name}`,
  clientId: client,
  principalId: principal,
  resourceId: identity(name),
  federation,
});

export const CONTENT: StackContent = {
  stack: "prod",
  source: "outputs.json",
  outputs: {
    rotationJob: { name: "caj-rotation-prod", resourceGroup: "rg-strongroom-prod" },
    sqlReconcilerJob: { name: "caj-sql-prod", resourceGroup: "rg-strongroom-prod" },
    applications: {
      payments: {
        tenantId: TENANT,
        resourceGroup: "rg-payments-prod",
        vault: { name: VAULT, uri: `https://${VAULT_HOST}/` },
        pairedVault: { name: PAIRED, uri: `https://${PAIRED}.vault.azure.net/` },
        workloads: {
          api: workload("api", API, {}),
          worker: workload("worker", WORKER, { aks: { issuer: WORKER.issuer, subject: WORKER.subject } }),
        },
        secrets: {
          "stripe-key": { ...object("secrets", SECRET), readers: ["api", "worker"], writers: [] },
          "root-key": { ...object("secrets", "payments-prod-root-key"), readers: [], writers: [] },
        },
        keys: {
          "card-encryption": {
            ...object("keys", KEY),
            sign: [],
            verify: [],
            encrypt: ["api"],
            decrypt: [],
            wrap: [],
            unwrap: [],
          },
        },
        certificates: { "callback-tls": { ...object("certificates", CERTIFICATE), readers: ["api"] } },
        databases: {
          ledger: {
            server: SERVER_HOST,
            database: "ledger",
            users: [
              {
                name: "id-payments-prod-api",
                kind: "workload",
                id: API.client,
                access: [{ level: "read" }, { level: "readWrite", schema: "book" }],
              },
            ],
            connections: { api: { connectionString: "…" } },
          },
        },
      },
    },
  },
};
