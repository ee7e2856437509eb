// Rules that one wrong request shows: a row each, without Azure's definitions, which would refuse some of these first.
import { expect } from "chai";
import { Azure, refusal, SUBSCRIPTION, type Made } from "./harness.ts";
import {
  ASSIGNMENT,
  DATABASE,
  ENDPOINT,
  IDENTITY,
  KEY,
  SECRET,
  SECRETS_USER,
  SETTING,
  SUBNET,
  endpointInputs,
  group,
  identity,
  inGroup,
  network,
  secretInputs,
  server,
  text,
  vault,
  workspace,
  VAULT,
  vaultInputs,
} from "./fixtures.ts";
import type { Props } from "../../simulator/model/values.ts";

const NOWHERE = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-a/providers/Microsoft.Insights/actionGroups/none`;
const HOME = { ...inGroup, serverName: "sql-payments" };
const inVault = { ...inGroup, vaultName: "kv-payments-dev" };
const STORAGE = "azure-native:storage:StorageAccount";
const STANDARD = { kind: "StorageV2", sku: { name: "Standard_LRS" } };
/** A folder without definitions. */
const NO_DEFINITIONS = import.meta.dirname;

type Row = readonly [rule: string, code: string, request: (azure: Azure) => Promise<unknown>];

async function grant(azure: Azure, over: Props): Promise<Made> {
  const { id } = await vault(azure);
  return azure.create(ASSIGNMENT, {
    scope: id,
    roleAssignmentName: "0f8fad5b-d9cb-469f-a165-70867728950e",
    principalId: "33333333-3333-4333-8333-333333333333",
    principalType: "Group",
    roleDefinitionId: SECRETS_USER,
    ...over,
  });
}

const GET_SECRET = "Microsoft.KeyVault/vaults/secrets/getSecret/action";

function defineRole(azure: Azure, permission: Readonly<Record<string, readonly string[]>>): Promise<Made> {
  return azure.create("azure-native:authorization:RoleDefinition", {
    scope: `/subscriptions/${SUBSCRIPTION}`,
    roleDefinitionId: "0f8fad5b-d9cb-469f-a165-70867728950e",
    permissions: [{ actions: ["Microsoft.KeyVault/vaults/read"], ...(permission as Props) }],
  });
}

/** Event subscription to the events of a vault. */
async function subscription(azure: Azure, over: Props): Promise<Made> {
  const source = (await vault(azure)).id;
  const topicType = "Microsoft.KeyVault.vaults";
  const topic = { ...inGroup, systemTopicName: "egst", location: "westeurope", source, topicType };
  await azure.create("azure-native:eventgrid:SystemTopic", topic);
  return azure.create("azure-native:eventgrid:SystemTopicEventSubscription", {
    ...inGroup,
    systemTopicName: "egst",
    eventSubscriptionName: "near-expiry",
    ...over,
  });
}

async function setting(azure: Azure, over: Props): Promise<Made> {
  const [{ id }, logs] = [await vault(azure), await workspace(azure)];
  return azure.create(SETTING, { resourceUri: id, name: "audit", workspaceId: logs.id, ...over });
}

/** A server key that is this key of this vault; the server's only identity is what `over` gives it. */
async function serverKey(azure: Azure, properties: Props, over: Props = {}, uri?: string): Promise<Made> {
  await vault(azure);
  const key = await azure.create(KEY, { ...inVault, keyName: "tde", properties });
  await server(azure, over);
  const address = uri ?? text(key.outputs, "keyUriWithVersion");
  const keyName = address.replace(/^https:\/\/([^.]+)\.[^/]+\/keys\/([^/]+)\/(.+)$/, "$1_$2_$3");
  return azure.create("azure-native:sql:ServerKey", { ...HOME, keyName, serverKeyType: "AzureKeyVault", uri: address });
}

async function failover(azure: Azure, over: Props): Promise<Made> {
  const { id } = await server(azure, { location: "northeurope" }, "sql-payments-ne");
  await server(azure);
  return azure.create("azure-native:sql:FailoverGroup", {
    ...HOME,
    failoverGroupName: "fog-payments",
    partnerServers: [{ id }],
    readWriteEndpoint: { failoverPolicy: "Manual" },
    databases: [],
    ...over,
  });
}

async function endpoint(azure: Azure, over: Props): Promise<Made> {
  const { subnet } = await network(azure);
  return azure.create(ENDPOINT, { ...endpointInputs(subnet, await vault(azure), "vault"), ...over });
}

const named = (type: string, parameter: string, name: string, over: Props = {}) => {
  return (azure: Azure): Promise<Made> => azure.create(type, { ...inGroup, [parameter]: name, ...over });
};

const ROWS: readonly Row[] = [
  ["a role is a GUID", "InvalidRoleDefinitionId", (azure) => grant(azure, { roleDefinitionId: "Reader" })],
  ["a principal is a GUID", "InvalidPrincipalId", (azure) => grant(azure, { principalId: "payments-api" })],
  [
    "a role is defined in a group that exists",
    "ResourceGroupNotFound",
    (azure) =>
      azure.create("azure-native:authorization:RoleDefinition", {
        scope: `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-none`,
        roleDefinitionId: "0f8fad5b-d9cb-469f-a165-70867728950e",
      }),
  ],
  [
    "a role of one's own is called by a GUID",
    "InvalidRoleAssignmentId",
    async (azure) =>
      azure.create("azure-native:authorization:RoleDefinition", {
        scope: (await vault(azure)).id,
        roleDefinitionId: "deployer",
      }),
  ],
  ...(
    [
      [
        "an operation that exists",
        "InvalidActionOrNotAction",
        { actions: ["Microsoft.KeyVault/vaults/recover/action"] },
      ],
      [
        "an operation that exists where it is taken away",
        "InvalidActionOrNotAction",
        { notActions: ["Microsoft.Sql/x"] },
      ],
      ["a wildcard over something", "InvalidActionOrNotAction", { actions: ["Microsoft.KeyVault/vaultz/*"] }],
      ["no operation inside a vault as one on it", "InvalidActionOrNotAction", { actions: [GET_SECRET] }],
      [
        "no operation on a vault as one inside it",
        "InvalidDataActionOrNotDataAction",
        { dataActions: ["Microsoft.KeyVault/vaults/write"] },
      ],
    ] as const
  ).map(([rule, code, permission]): Row => [`a role names ${rule}`, code, (azure) => defineRole(azure, permission)]),
  ["an identity's name has three characters", "The identity name 'id'", named(IDENTITY, "resourceName", "id")],
  ["an account's name has no hyphen", "AccountNameInvalid", named(STORAGE, "accountName", "st-a", STANDARD)],
  ["a server's name has no capitals", "InvalidServerName", (azure) => server(azure, {}, "SQL-payments")],
  [
    "a namespace's name has six characters",
    "InvalidNamespaceName",
    named("azure-native:eventhub:Namespace", "namespaceName", "evh"),
  ],
  [
    "a namespace's name belongs to the world",
    "NamespaceUnavailable",
    async (azure) => {
      await group(azure, "rg-b");
      await named("azure-native:eventhub:Namespace", "namespaceName", "evhns-audit")(azure);
      return azure.create("azure-native:eventhub:Namespace", {
        resourceGroupName: "rg-b",
        namespaceName: "evhns-audit",
      });
    },
  ],
  [
    "soft delete stays on",
    '"enableSoftDelete" cannot be',
    async (azure) => {
      const made = await vault(azure);
      return azure.update(VAULT, made, vaultInputs({ enableSoftDelete: false }));
    },
  ],
  [
    "a secret's name has no underscore",
    "The secretName 'a_b' is invalid",
    async (azure) => {
      await vault(azure);
      return azure.create(SECRET, secretInputs("a_b"));
    },
  ],
  [
    "an RSA key has 2048 bits",
    "Key size 1024",
    async (azure) => {
      await vault(azure);
      return azure.create(KEY, { ...inVault, keyName: "small", properties: { kty: "RSA", keySize: 1024 } });
    },
  ],
  ["an event goes one way", "exactly one of destination", (azure) => subscription(azure, {})],
  [
    "an event passes 25 filters at most",
    "26 advanced filters",
    (azure) => {
      const filters = Array.from({ length: 26 }, () => ({ operatorType: "StringContains", key: "subject" }));
      const endpointUrl = "https://hook.contoso.com";
      const destination = { endpointType: "WebHook", endpointUrl };
      return subscription(azure, { destination, filter: { advancedFilters: filters } });
    },
  ],
  [
    "an alert of the activity log tells a group that exists",
    "InvalidResourceReference",
    async (azure) =>
      named("azure-native:monitor:ActivityLogAlert", "activityLogAlertName", "alert", {
        scopes: [(await vault(azure)).id],
        condition: { allOf: [] },
        actions: { actionGroups: [{ actionGroupId: NOWHERE }] },
      })(azure),
  ],
  [
    "an alert of logs looks at what exists",
    "ResourceNotFound",
    named("azure-native:monitor:ScheduledQueryRule", "ruleName", "alert", { scopes: [NOWHERE] }),
  ],
  [
    "an alert of logs tells a group that exists",
    "InvalidResourceReference",
    named("azure-native:monitor:ScheduledQueryRule", "ruleName", "alert", { actions: { actionGroups: [NOWHERE] } }),
  ],
  [
    "insights write into a workspace that exists",
    "InvalidResourceReference",
    named("azure-native:applicationinsights:Component", "resourceName", "appi", {
      applicationType: "web",
      kind: "web",
      workspaceResourceId: NOWHERE,
    }),
  ],
  [
    "a diagnostic setting sends to a namespace that exists",
    "InvalidResourceReference",
    (azure) => setting(azure, { eventHubAuthorizationRuleId: `${NOWHERE}/authorizationRules/Send` }),
  ],
  [
    "an entry of a diagnostic setting is a category or a group",
    "exactly one of category and categoryGroup",
    (azure) => setting(azure, { logs: [{ category: "AuditEvent", categoryGroup: "audit", enabled: true }] }),
  ],
  [
    "there are two groups of categories",
    "Category group 'everything'",
    (azure) => setting(azure, { logs: [{ categoryGroup: "everything", enabled: true }] }),
  ],
  [
    "what has no logs has no groups of them",
    "has no logs of its own",
    async (azure) => {
      const account = await named(STORAGE, "accountName", "stlogs", STANDARD)(azure);
      return setting(azure, { resourceUri: account.id, logs: [{ categoryGroup: "audit", enabled: true }] });
    },
  ],
  [
    "a subnet's prefix is one",
    "InvalidAddressPrefixFormat",
    async (azure) => {
      await network(azure);
      const addressPrefix = "10.0.300.0/24";
      return azure.create(SUBNET, { ...inGroup, virtualNetworkName: "vnet", subnetName: "wrong", addressPrefix });
    },
  ],
  [
    "a security rule has a priority from 100",
    "SecurityRuleInvalidPriority",
    named("azure-native:network:NetworkSecurityGroup", "networkSecurityGroupName", "nsg", {
      securityRules: [{ name: "first", priority: 99, direction: "Inbound" }],
    }),
  ],
  ["an endpoint is in a subnet", "InvalidRequestFormat", (azure) => endpoint(azure, { subnet: {} })],
  [
    "an endpoint leads to one thing",
    "PrivateEndpointMustHaveOneConnection",
    (azure) => endpoint(azure, { privateLinkServiceConnections: [] }),
  ],
  [
    "a bastion's network exists",
    "InvalidResourceReference",
    named("azure-native:network:BastionHost", "bastionHostName", "bas", { virtualNetwork: { id: NOWHERE } }),
  ],
  [
    "a rule for a network needs public access",
    "DenyPublicEndpointEnabled",
    async (azure) => {
      await server(azure);
      const { subnet } = await network(azure);
      const rule = { virtualNetworkRuleName: "app", virtualNetworkSubnetId: subnet.id };
      return azure.create("azure-native:sql:VirtualNetworkRule", { ...HOME, ...rule });
    },
  ],
  [
    "an administrator is a GUID",
    "InvalidParameterValue",
    async (azure) => {
      const made = await server(azure);
      const administrator = { administratorName: "ActiveDirectory", administratorType: "ActiveDirectory" };
      const id = `${made.id}/administrators/ActiveDirectory`;
      const wrong = { ...HOME, ...administrator, login: "dbas", sid: "dbas" };
      return azure.update("azure-native:sql:ServerAzureADAdministrator", { id, outputs: wrong }, wrong);
    },
  ],
  [
    "a server with identities says which is its own",
    "MissingPrimaryUserAssignedIdentity",
    async (azure) =>
      server(azure, { identity: { type: "UserAssigned", userAssignedIdentities: [(await identity(azure)).id] } }),
  ],
  [
    "a server's key exists",
    "AzureKeyVaultKeyNotFound",
    (azure) => serverKey(azure, { kty: "RSA" }, {}, "https://kv-payments-dev.vault.azure.net/keys/none/1a2b"),
  ],
  ["a server with a key has an identity", "AzureKeyVaultNoServerIdentity", (azure) => serverKey(azure, { kty: "RSA" })],
  [
    "a server's key is RSA",
    "AzureKeyVaultInvalidKey",
    (azure) => serverKey(azure, { kty: "EC" }, { identity: { type: "SystemAssigned" } }),
  ],
  [
    "a failover group is not called like a server",
    "NameAlreadyExists",
    (azure) => failover(azure, { failoverGroupName: "sql-payments" }),
  ],
  ["a failover group has a partner", "InvalidFailoverGroupPartner", (azure) => failover(azure, { partnerServers: [] })],
  [
    "a failover group's partner exists",
    "ResourceNotFound",
    (azure) => failover(azure, { partnerServers: [{ id: NOWHERE }] }),
  ],
  [
    "a failover group holds databases of its own server",
    "is not on its primary server",
    async (azure) => {
      const other = await server(azure, {}, "sql-other");
      const { id } = await azure.create(DATABASE, { ...inGroup, serverName: "sql-other", databaseName: "ledger" });
      expect(id).to.contain(other.id);
      return failover(azure, { databases: [id] });
    },
  ],
  [
    "an environment of jobs is in a subnet that exists",
    "InvalidResourceReference",
    named("azure-native:app:ManagedEnvironment", "environmentName", "cae", {
      vnetConfiguration: { infrastructureSubnetId: NOWHERE },
    }),
  ],
  [
    "a password has characters",
    "at least one kind of character",
    (azure) =>
      azure.create("random:index/randomPassword:RandomPassword", {
        length: 16,
        lower: false,
        upper: false,
        numeric: false,
        special: false,
      }),
  ],
  [
    "a password is as long as its minimums",
    "length 4 is less than the 5 characters",
    (azure) => azure.create("random:index/randomPassword:RandomPassword", { length: 4, minUpper: 5 }),
  ],
  [
    "another random value is not known",
    "simulated random does not know random:index/randomDice:RandomDice",
    (azure) => azure.create("random:index/randomDice:RandomDice", {}),
  ],
];

describe("simulated Azure refuses what breaks a rule", () => {
  let azure: Azure;

  beforeEach(async () => {
    azure = await Azure.start({ azureRest: NO_DEFINITIONS });
    await group(azure);
  });
  afterEach(async () => {
    await azure.stop();
  });

  for (const [rule, code, request] of ROWS) {
    it(rule, async () => {
      expect(await refusal(request(azure))).to.contain(code);
    });
  }
});
