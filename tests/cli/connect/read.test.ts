import { expect } from "chai";
import { NOT_YET_KNOWN } from "../../../cli/connect/connection.ts";
import { connect } from "../../../cli/connect/read.ts";
import { clientOf, deployed, deployedStack, planned, plannedStack } from "./fixtures.ts";

const names = (items: readonly { readonly name: string }[]): string[] => items.map(({ name }) => name);

function message(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  return "nothing was thrown";
}

describe("connect: what a workload may reach", () => {
  it("lists what it is granted and nothing else", async () => {
    const worker = await planned("payments", "worker");

    expect({
      secrets: names(worker.secrets),
      keys: names(worker.keys),
      certificates: names(worker.certificates),
      databases: worker.databases.map(({ label, secret }) => [label, secret?.name]),
    }).to.deep.equal({
      secrets: ["payments-dev-session-signing"],
      keys: ["payments-dev-card-encryption", "payments-dev-receipt-signing"],
      certificates: [],
      databases: [["ledger", "payments-dev-ledger-worker-sql-conn"]],
    });
  });

  it("reads at home only, where a paired vault holds the same", async () => {
    const api = await planned("payments", "api");

    expect(new Set([...api.secrets, ...api.keys, ...api.certificates].map(({ vaultUri }) => vaultUri))).to.deep.equal(
      new Set([api.vaultUri]),
    );
    expect(names(api.certificates)).to.deep.equal(["payments-dev-callback-tls"]);
  });

  it("says what a workload also writes", async () => {
    const deploy = await planned("payments", "deploy");

    expect(deploy.secrets.map(({ name, writes }) => [name, writes])).to.deep.equal([
      ["payments-dev-session-signing", true],
    ]);
  });

  it("finds the database of another application", async () => {
    const etl = await planned("reporting", "etl");

    expect(etl.databases.map(({ label, variable, signIn }) => [label, variable, signIn])).to.deep.equal([
      ["payments/ledger", "PAYMENTS_LEDGER", "federated"],
    ]);
    expect(etl.secrets).to.deep.equal([]);
  });

  it("marks what only a deployment can tell, and tells it from a deployment", async () => {
    const before = await planned("payments", "api");
    const after = await deployed("payments", "api");

    expect(before.identity.clientId).to.equal(NOT_YET_KNOWN);
    expect(after.identity).to.deep.equal({ ...before.identity, clientId: clientOf("id-payments-dev-api") });
    expect(after.secrets).to.deep.equal(before.secrets);
    expect(after.keys).to.deep.equal(before.keys);
    expect(after.certificates).to.deep.equal(before.certificates);
    expect(after.databases[0]?.connectionString).to.contain(`User Id=${clientOf("id-payments-dev-api")};`);
  });

  it("reads who may sign in from outside", async () => {
    const worker = await planned("payments", "worker");
    const deploy = await planned("payments", "deploy");

    expect(worker.kubernetes).to.deep.equal([{ namespace: "payments", serviceAccount: "worker" }]);
    expect(deploy.github).to.deep.equal([
      { subject: "repo:contoso/payments:environment:dev", environment: "dev", branch: undefined, pullRequest: false },
    ]);
  });

  it("names the nearest application and workload", async () => {
    const stack = await plannedStack();

    expect(message(() => connect(stack, "paymets", "api"))).to.equal(
      'no application "paymets" in the plan of stack dev (did you mean "payments"?)',
    );
    expect(message(() => connect(stack, "payments", "wroker"))).to.equal(
      'no workload "wroker" in application payments (did you mean "worker"?)',
    );
    expect(message(() => connect(stack, "payments", "constructor"))).to.contain('no workload "constructor"');
    expect(message(() => connect(stack, "__proto__", "api"))).to.contain('no application "__proto__"');
  });

  it("says so when there are no outputs yet", () => {
    const empty = { stack: "dev", source: "stack dev", resources: [], outputs: {} };

    expect(message(() => connect(empty, "payments", "api"))).to.equal(
      'stack dev: has no output "applications"; deploy the stack with pulumi up first',
    );
  });

  const hostile: readonly (readonly [what: string, from: string, to: string, where: string])[] = [
    [
      "an address elsewhere",
      "vault.azure.net/secrets/payments-dev-stripe-key",
      "evil.example/x",
      "secrets.stripe-key.uri",
    ],
    ["a command in a name", '"payments-dev-stripe-key"', '"$(reboot)"', "secrets.stripe-key.name"],
    ["a quote in a host", '"sql-payments-dev-10li.database', "\"sql';x.database", "databases.ledger.server"],
    ["a line break in a group", '"rg-payments-dev"', '"rg\\nreboot"', "resourceGroup"],
    ["no id", clientOf("id-payments-dev-api"), "'; reboot '", "workloads.api.clientId"],
  ];
  for (const [what, from, to, where] of hostile) {
    it(`refuses ${what}`, async () => {
      const stack = await deployedStack((text) => text.replaceAll(from, to));

      expect(message(() => connect(stack, "payments", "api"))).to.contain(
        `stack dev: applications.payments.${where}: `,
      );
    });
  }
});
