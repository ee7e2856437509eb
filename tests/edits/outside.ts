// What others own beside the world of the edits: the hub with its subnets for jobs, the namespaces of a SIEM, and what the
// application runs itself, which the rotator may restart or rotate.
import { withSession } from "../../simulator/engine/session.ts";
import { readAzure, succeed, UP, writeAzure } from "../support/own-project.ts";
import { ROOT, tinyProject } from "../support/tiny-project.ts";

const PROGRAM = `
import * as eventhub from "@pulumi/azure-native/eventhub/index.js";
import * as network from "@pulumi/azure-native/network/index.js";
import * as resources from "@pulumi/azure-native/resources/index.js";

const group = (resourceGroupName) => new resources.ResourceGroup(resourceGroupName, { resourceGroupName, location: "westeurope" });
const siem = group("rg-siem");
const hub = group("rg-hub");
const other = group("rg-other");
for (const [place, namespaceName, location] of [
  [siem, "evhns-siem", "westeurope"],
  [siem, "evhns-siem-ne", "northeurope"],
  [other, "evhns-other", "westeurope"],
  [other, "evhns-other-ne", "northeurope"],
]) {
  const resourceGroupName = place.name;
  const namespace = new eventhub.Namespace(namespaceName, { resourceGroupName, namespaceName, location, sku: { name: "Standard", tier: "Standard" } });
  for (const eventHubName of ["strongroom", "other"]) {
    new eventhub.EventHub(\`\${namespaceName}-\${eventHubName}\`, { resourceGroupName, namespaceName: namespace.name, eventHubName });
  }
  new eventhub.NamespaceAuthorizationRule(namespaceName, { resourceGroupName, namespaceName: namespace.name, authorizationRuleName: "send", rights: ["Send"] });
}
for (const [place, range] of [[hub, "10.200"], [other, "10.201"]]) {
  const virtualNetworkName = "vnet-hub";
  const at = { resourceGroupName: place.name, location: "westeurope" };
  const vnet = new network.VirtualNetwork(
    \`vnet-\${range}\`,
    { ...at, virtualNetworkName, addressSpace: { addressPrefixes: [\`\${range}.0.0/16\`] } },
    { ignoreChanges: ["subnets", "virtualNetworkPeerings"] },
  );
  let before = [];
  for (const [index, subnetName] of ["snet-jobs", "snet-keeping", "snet-rotation", "snet-other"].entries()) {
    before = [
      new network.Subnet(
        \`\${range}-\${subnetName}\`,
        {
          resourceGroupName: place.name,
          virtualNetworkName: vnet.name,
          subnetName,
          addressPrefix: \`\${range}.\${index * 2}.0/23\`,
          delegations: [{ name: "jobs", serviceName: "Microsoft.App/environments" }],
        },
        { dependsOn: before },
      ),
    ];
  }
}
`;

/** Of the application, by resource group: nothing here is Strongroom's, it only grants on it. */
const RUNS: readonly (readonly [group: string, type: string, provider: string, names: readonly string[]])[] = [
  ["rg-shop-apps", "azure-native:app:ContainerApp", "Microsoft.App/containerApps", ["ca-worker", "ca-other"]],
  ["rg-other", "azure-native:app:ContainerApp", "Microsoft.App/containerApps", ["ca-worker"]],
  ["rg-shop-data", "azure-native:storage:StorageAccount", "Microsoft.Storage/storageAccounts", ["stshop", "stother"]],
  ["rg-other", "azure-native:storage:StorageAccount", "Microsoft.Storage/storageAccounts", ["stshop"]],
];

/** Deploys it into the simulated Azure of the state folder. */
export async function deployOutside(stateDir: string, subscriptionId: string, environment: string): Promise<void> {
  const project = tinyProject(`config:\n  azure-native:subscriptionId: ${subscriptionId}\n`, PROGRAM);
  try {
    await withSession({ root: ROOT, programDir: project.programDir, stateDir }, async (session) => {
      succeed(await session.pulumi(UP));
    });
  } finally {
    project.remove();
  }
  runApplication(stateDir, subscriptionId, environment);
}

/** Simulated Azure knows no container apps, and two storage accounts of one name are two tries of one edit: written by hand. */
function runApplication(stateDir: string, subscriptionId: string, environment: string): void {
  const azure = readAzure(stateDir);
  const made = Object.values(azure.resources)[0];
  if (made === undefined) throw new Error(`${stateDir} holds no simulated Azure`);
  const entry = (id: string, type: string): [string, typeof made] => [
    id.toLowerCase(),
    { ...made, id, type, properties: { id }, computed: [] },
  ];
  const named = (name: string): string => {
    if (name.startsWith("rg-shop-") || name === "ca-worker") return `${name}-${environment}`;
    return name === "stshop" ? `${name}${environment}` : name;
  };
  const entries = RUNS.flatMap(([group, type, provider, names]) => {
    const groupId = `/subscriptions/${subscriptionId}/resourceGroups/${named(group)}`;
    return [
      ...(group === "rg-other" ? [] : [entry(groupId, "azure-native:resources:ResourceGroup")]),
      ...names.map((name) => entry(`${groupId}/providers/${provider}/${named(name)}`, type)),
    ];
  });
  writeAzure(stateDir, { ...azure, resources: { ...azure.resources, ...Object.fromEntries(entries) } });
}
