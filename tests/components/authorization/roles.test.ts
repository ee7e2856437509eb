import { readFileSync } from "node:fs";
import { expect } from "chai";
import {
  KEY_WORDS,
  OBJECT_WORDS,
  WORD_ROLES,
  wordGrant,
  type ObjectWord,
} from "../../../components/authorization/object-roles.ts";
import { wordsOf } from "../../../components/authorization/role-words.ts";
import { CUSTOM_ROLES, customRole, defineRole } from "../../../components/authorization/custom-role.ts";
import {
  DEPLOYED_TYPES,
  DEPLOYER_ACTIONS,
  KEPT_TYPES,
  SQL_RESULTS,
} from "../../../components/authorization/deployer-actions.ts";
import { DATA_OPERATIONS, OPERATIONS } from "../../../simulator/kinds/operations.ts";
import { grant } from "../../../components/authorization/grant.ts";
import { ROLES, roleDefinitionId } from "../../../components/authorization/roles.ts";
import { capture, only, SUBSCRIPTION } from "../../support/capture.ts";

const HOME = { environment: "dev", subscriptionId: SUBSCRIPTION };

describe("roles", () => {
  it("are those of Azure's documentation, and none that can grant", () => {
    // azure-docs, role-based-access-control/built-in-roles/security.md, written down a second time on purpose.
    expect(ROLES).to.deep.equal({
      "Key Vault Secrets User": "4633458b-17de-408a-b874-0445c86b69e6",
      "Key Vault Secrets Officer": "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
      "Key Vault Crypto User": "12338af0-0e69-4776-bea7-57ae8d297424",
      "Key Vault Crypto Service Encryption User": "e147488a-f6f5-4113-8e2d-b22465e65bf6",
      "Key Vault Certificate User": "db79e9a7-68ee-4b58-9aeb-b90e7c24fcba",
      "Key Vault Reader": "21090545-7ca7-4776-b22c-e363652d74d2",
    });
  });

  it("of a manifest's words hold the one operation of the word, and with a key its public half", () => {
    const held = (word: ObjectWord) => CUSTOM_ROLES[WORD_ROLES[word].own];
    const vaults = "Microsoft.KeyVault/vaults";

    expect(held("read")).to.deep.include({ actions: [], dataActions: [`${vaults}/secrets/getSecret/action`] });
    expect(held("write")).to.deep.include({ actions: [], dataActions: [`${vaults}/secrets/setSecret/action`] });
    for (const word of KEY_WORDS) {
      const dataActions = [`${vaults}/keys/read`, `${vaults}/keys/${word}/action`];
      expect(held(word), word).to.deep.include({ actions: [], dataActions });
    }
    const roles = OBJECT_WORDS.map((word) => WORD_ROLES[word].own);
    expect(new Set(roles).size, "a role for each word").to.equal(OBJECT_WORDS.length);
  });

  it("lead back to their words, whichever stack defines them", () => {
    for (const word of OBJECT_WORDS) {
      const own = roleDefinitionId(SUBSCRIPTION, wordGrant(word, HOME).role);
      const builtIn = roleDefinitionId(SUBSCRIPTION, wordGrant(word, { ...HOME, builtInRoles: { reason: "x" } }).role);
      expect(wordsOf(own, ["dev", "prod"]), word).to.deep.equal([word]);
      expect(wordsOf(builtIn, ["dev", "prod"]), word).to.include(word);
      expect(wordsOf(own, ["prod"]), "of another environment").to.deep.equal([]);
    }
    expect(wordsOf(roleDefinitionId(SUBSCRIPTION, "Key Vault Reader"), ["dev"])).to.deep.equal([]);
  });

  it("of our own name each action but one, grant nothing, define nothing, and read a value in one role only", () => {
    const words = new Set<string>(OBJECT_WORDS.map((word) => WORD_ROLES[word].own));
    const actionsOf = (isChosen: (role: string) => boolean) =>
      Object.entries(CUSTOM_ROLES)
        .filter(([role]) => isChosen(role))
        .flatMap(([, { actions: control, dataActions }]) => [...control, ...dataActions]) as readonly string[];
    const actions = actionsOf(() => true);

    // Azure demands results that a role cannot name (azure-rest-api-specs#13700).
    expect(actions.filter((action) => action.includes("*"))).to.deep.equal(["Microsoft.Sql/locations/*/read"]);
    expect(
      actions.filter((action) => /roleAssignments\/(write|delete)|roleDefinitions\/(write|delete)/i.test(action)),
    ).to.deep.equal([]);
    expect(
      actionsOf((role) => !words.has(role)).filter((action) =>
        /\/(getSecret|list\w*|sharedKeys|decrypt|unwrap|sign|backup|purge)\/action$/i.test(action),
      ),
    ).to.deep.equal([
      "Microsoft.KeyVault/vaults/secrets/getSecret/action",
      "Microsoft.Storage/storageAccounts/listKeys/action",
      // Without it no log can be sent to a workspace; those made here take no key.
      "Microsoft.OperationalInsights/workspaces/sharedKeys/action",
    ]);
  });

  it("of our own name operations that Azure knows: one that it does not know has the whole role refused", () => {
    const unknown = Object.entries(CUSTOM_ROLES).flatMap(([role, { actions, dataActions }]) => [
      ...actions
        .filter((action) => action !== SQL_RESULTS && !OPERATIONS.has(action.toLowerCase()))
        .map((action) => `${role}: ${action}`),
      ...dataActions
        .filter((action) => !DATA_OPERATIONS.has(action.toLowerCase()))
        .map((action) => `${role}: ${action} (data)`),
    ]);

    expect(unknown).to.deep.equal([]);
  });

  it("of the deployer can do what one resource asks of another: to join it, and to send logs to it", () => {
    expect(DEPLOYER_ACTIONS).to.include.members([
      "Microsoft.App/managedEnvironments/join/action",
      "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action",
      "Microsoft.Network/natGateways/join/action",
      "Microsoft.Network/networkSecurityGroups/join/action",
      "Microsoft.Network/privateDnsZones/join/action",
      "Microsoft.Network/publicIPAddresses/join/action",
      "Microsoft.Network/virtualNetworks/join/action",
      "Microsoft.Network/virtualNetworks/peer/action",
      "Microsoft.Network/virtualNetworks/subnets/join/action",
      "Microsoft.OperationalInsights/workspaces/sharedKeys/action",
    ]);
  });

  it("of the deployer can start the job of the databases and see how it ended", () => {
    expect(DEPLOYER_ACTIONS).to.include.members([
      "Microsoft.App/jobs/start/action",
      "Microsoft.App/jobs/execution/read",
      "Microsoft.App/jobs/executions/read",
    ]);
  });

  it("of operators can write and recover, and the keeper cannot write a value", () => {
    expect(CUSTOM_ROLES["Secret Operator"].dataActions).to.include.members([
      "Microsoft.KeyVault/vaults/secrets/setSecret/action",
      "Microsoft.KeyVault/vaults/secrets/recover/action",
    ]);
    expect(CUSTOM_ROLES["Vault Keeper"].dataActions).not.to.include(
      "Microsoft.KeyVault/vaults/secrets/setSecret/action",
    );
  });

  it("of the deployer names every kind of resource once", () => {
    const types = [...DEPLOYED_TYPES, ...KEPT_TYPES];

    expect(new Set(types).size).to.equal(types.length);
    expect(DEPLOYER_ACTIONS).to.include("Microsoft.KeyVault/vaults/write");
    expect(new Set(DEPLOYER_ACTIONS).size).to.equal(DEPLOYER_ACTIONS.length);
  });

  it("are defined in the subscription under a name of the environment", async () => {
    const { resources } = await capture(() => {
      defineRole("role-secret-operator", "Secret Operator", HOME, {});
    });

    const { inputs } = only(resources, "azure-native:authorization:RoleDefinition");
    expect(inputs).to.deep.include({
      roleName: "Strongroom Secret Operator (dev)",
      roleType: "CustomRole",
      scope: `/subscriptions/${SUBSCRIPTION}`,
      assignableScopes: [`/subscriptions/${SUBSCRIPTION}`],
      roleDefinitionId: customRole("Secret Operator", HOME).roleId,
    });
    expect(customRole("Secret Operator", { ...HOME, environment: "prod" }).roleId).not.to.equal(
      customRole("Secret Operator", HOME).roleId,
    );
  });
});

describe("the role for the state's key", () => {
  it("decrypts and does nothing else: a preview must not be able to disable what every deployment needs", () => {
    const role = JSON.parse(
      readFileSync(new URL("../../../docs/roles/state-key-user.json", import.meta.url), "utf8"),
    ) as {
      readonly DataActions: readonly string[];
      readonly [other: string]: unknown;
    };

    const { DataActions, Actions, NotActions, NotDataActions } = role;
    expect({ DataActions, Actions, NotActions, NotDataActions }).to.deep.equal({
      DataActions: ["Microsoft.KeyVault/vaults/keys/decrypt/action"],
      Actions: [],
      NotActions: [],
      NotDataActions: [],
    });
    for (const action of DataActions) expect(DATA_OPERATIONS.has(action.toLowerCase()), action).to.equal(true);
  });
});

describe("grant", () => {
  const assignment = async (overrides: Partial<Parameters<typeof grant>[1]> = {}) => {
    const { resources } = await capture(() => {
      grant(
        "g",
        {
          to: {
            granteeName: "api",
            principalType: "ServicePrincipal",
            principalId: "11111111-1111-4111-8111-111111111111",
          },
          role: "Key Vault Reader",
          scope: "/subscriptions/s/vault",
          subscriptionId: SUBSCRIPTION,
          ...overrides,
        },
        {},
      );
    });
    return only(resources, "RoleAssignment").inputs;
  };

  it("is named after what it says, so that nothing is edited in place", async () => {
    const first = await assignment();

    expect(await assignment()).to.deep.equal(first);
    const others = [
      await assignment({ role: "Key Vault Secrets User" }),
      await assignment({ role: customRole("Secret Operator", HOME) }),
      await assignment({ scope: "/subscriptions/s/other" }),
      await assignment({
        to: {
          granteeName: "api",
          principalType: "ServicePrincipal",
          principalId: "22222222-1111-4111-8111-111111111111",
        },
      }),
    ];
    const names = [first, ...others].map((inputs) => inputs["roleAssignmentName"]);
    expect(new Set(names).size).to.equal(5);
  });

  it("always says what its principal is, and carries a condition only with its version", async () => {
    const plain = await assignment();
    const narrowed = await assignment({ condition: "true", description: "because" });

    expect(plain).to.include({ principalType: "ServicePrincipal" });
    expect(plain).not.to.have.any.keys("condition", "conditionVersion", "description");
    expect(narrowed).to.include({ condition: "true", conditionVersion: "2.0", description: "because" });
    expect(plain["roleDefinitionId"]).to.equal(roleDefinitionId(SUBSCRIPTION, "Key Vault Reader"));
  });
});
