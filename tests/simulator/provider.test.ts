import * as fs from "node:fs";
import * as path from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { expect } from "chai";
import { UserError } from "../../text/errors.ts";
import { readState } from "../../simulator/model/state-file.ts";
import { HELD } from "../../simulator/provider/faults.ts";
import { latencyMs } from "../../simulator/provider/latencies.ts";
import { type Azure, SUBSCRIPTION, TENANT, refusal } from "./harness.ts";
import {
  GROUP,
  IDENTITY,
  SECRET,
  VAULT,
  group,
  identity,
  inGroup,
  secretInputs,
  text,
  vault,
  vaultInputs,
  freshAzure,
} from "./fixtures.ts";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const PASSWORD = "random:index/randomPassword:RandomPassword";

describe("the simulated provider", () => {
  let azure: Azure;

  freshAzure((started) => {
    azure = started;
  });

  describe("what it does not know", () => {
    it("refuses by name", async () => {
      const message = await refusal(azure.create("azure-native:compute:VirtualMachine", {}));

      expect(message).to.equal(
        "simulated Azure does not know azure-native:compute:VirtualMachine; it knows nothing of azure-native:compute",
      );
    });

    it("says what it knows instead", async () => {
      expect(await refusal(azure.create("azure-native:keyvault:ManagedHsm", {}))).to.contain(
        "it knows Vault, Secret, Key",
      );
    });

    it("refuses functions by name", async () => {
      expect(await refusal(azure.invoke("azure-native:compute:getVirtualMachine"))).to.contain(
        "azure-native:compute:getVirtualMachine",
      );
    });

    it("gives out no tokens", async () => {
      expect(await refusal(azure.invoke("azure-native:authorization:getClientToken"))).to.contain("no tokens");
    });
  });

  describe("a preview", () => {
    it("knows what the program says and nothing that only Azure knows", async () => {
      const { id, outputs } = await azure.preview(VAULT, vaultInputs());

      expect(id).to.equal("");
      expect(outputs["name"]).to.equal(UNKNOWN);
      expect(outputs["properties"]).to.include({ vaultUri: UNKNOWN, enableRbacAuthorization: true });
    });

    it("creates nothing", async () => {
      await azure.preview(VAULT, vaultInputs());

      expect(azure.stored()).to.not.contain("kv-payments-dev");
    });
  });

  describe("a check", () => {
    it("names what has no name, and plans to create before deleting", async () => {
      const { inputs } = await azure.check(IDENTITY, inGroup);

      expect(inputs["resourceName"]).to.match(/^subject[0-9a-f]{8}$/);
      expect(inputs["__createBeforeDelete"]).to.equal(true);
    });

    it("calls what lies in another resource as the program calls it", async () => {
      const { inputs } = await azure.check(SECRET, { ...inGroup, vaultName: "kv", properties: {} });

      expect(inputs["secretName"]).to.equal("subject");
      expect(inputs).not.to.have.property("__createBeforeDelete");
    });

    it("gives a group a name of chance, as whatever lies in no other resource", async () => {
      const { inputs } = await azure.check("azure-native:resources:ResourceGroup", { location: "westeurope" });

      expect(inputs["resourceGroupName"]).to.match(/^subject[0-9a-f]{8}$/);
    });

    it("fills in the place of the group, and adds nothing else to what the program says", async () => {
      const { inputs } = await azure.check(VAULT, vaultInputs());

      expect(inputs).to.deep.equal({ ...vaultInputs(), location: "westeurope", azureApiVersion: "2024-11-01" });
    });

    it("reports what is missing", async () => {
      const { failures } = await azure.check(VAULT, inGroup);

      expect(failures).to.deep.equal(["missing required property 'properties'"]);
    });
  });

  describe("a refresh", () => {
    it("finds no drift where nothing happened", async () => {
      const inputs = { ...vaultInputs(), location: "westeurope" };
      const made = await azure.create(VAULT, inputs);

      const read = await azure.read(VAULT, made, inputs);

      expect(read?.inputs).to.deep.equal(inputs);
      expect(read?.outputs).to.deep.equal(made.outputs);
    });

    it("finds what somebody changed behind the program's back", async () => {
      const inputs = { ...vaultInputs(), tags: { owner: "payments" } };
      const made = await azure.create(VAULT, inputs);
      await azure.update(VAULT, made, { ...inputs, tags: { owner: "somebody" } });

      const read = await azure.read(VAULT, made, inputs);

      expect(read?.inputs["tags"]).to.deep.equal({ owner: "somebody" });
    });

    it("finds what is gone", async () => {
      const made = await identity(azure);
      await azure.delete(IDENTITY, made);

      expect(await azure.read(IDENTITY, made)).to.equal(undefined);
    });

    it("reads inputs for an import", async () => {
      const made = await vault(azure);

      const read = await azure.read(VAULT, { id: made.id, outputs: {} });

      expect(read?.inputs).to.include({
        vaultName: "kv-payments-dev",
        resourceGroupName: "rg-a",
        location: "westeurope",
      });
      expect(read?.inputs["properties"]).to.not.have.property("vaultUri");
    });
  });

  describe("faults", () => {
    it("that azure-native retries are not seen", async () => {
      azure.faults([{ match: VAULT, operation: "create", status: 429, times: 3 }]);

      expect((await vault(azure)).id).to.contain("kv-payments-dev");
    });

    it("that last longer than its retries are", async () => {
      azure.faults([{ match: VAULT, operation: "create", status: 429, times: 4 }]);

      expect(await refusal(vault(azure))).to.contain(`Status=429 Code="TooManyRequests"`);
      expect((await vault(azure)).id).to.contain("kv-payments-dev");
    });

    it("of Azure itself are retried, too, and have its words in the end", async () => {
      azure.faults([{ match: VAULT, operation: "create", status: 500, times: 4 }]);

      expect(await refusal(vault(azure))).to.equal(
        `Status=500 Code="InternalServerError" Message="An unexpected error occurred."`,
      );
      expect((await vault(azure)).id).to.contain("kv-payments-dev");
    });

    it("of another conflict are not retried", async () => {
      azure.faults([
        { match: "*kv-payments-dev", operation: "create", status: 409, code: "Conflict", message: "busy" },
      ]);

      expect(await refusal(vault(azure))).to.equal(`Status=409 Code="Conflict" Message="busy"`);
    });

    it("can end the provider half-way, and what was created is there afterwards", async () => {
      azure.faults([{ match: VAULT, operation: "create", stop: true }]);
      await refusal(vault(azure));
      azure.faults([]);
      await azure.close();
      await azure.open();

      expect(await refusal(vault(azure))).to.contain("cannot create already existing resource");
    });

    it("can end it before anything happened", async () => {
      azure.faults([{ match: VAULT, operation: "create", stop: "before" }]);
      await refusal(vault(azure));
      azure.faults([]);
      await azure.close();
      await azure.open();

      expect((await vault(azure)).id).to.contain("kv-payments-dev");
    });
  });

  describe("faults in a file that is broken", () => {
    it("are refused with every request, by the file's name", async () => {
      fs.writeFileSync(azure.faultsFile, "[{");

      expect(await refusal(vault(azure))).to.equal(
        `simulated Azure: ${azure.faultsFile} is not JSON, write a list of faults`,
      );
    });

    for (const [what, content, words] of [
      [
        "a field that nobody knows",
        [{ match: "*", status: 429, tims: 2 }],
        /faults\[0\]: no field "tims"; allowed are match, operation, .*stop \(did you mean "times"\?\)$/,
      ],
      [
        "a field of the file that nobody knows",
        { fault: [] },
        /no field "fault"; allowed are faults, insideNetwork \(did you mean "faults"\?\)$/,
      ],
      ["no match", [{ status: 429 }], /faults\[0\]\.match: must be a text$/],
      [
        "an operation of another name",
        [{ match: "*", status: 429, operation: "write" }],
        /faults\[0\]\.operation: must be one of create, read, update, delete, invoke$/,
      ],
      [
        "a status as a text",
        [{ match: "*", status: "429" }],
        /faults\[0\]\.status: must be an HTTP status from 400 to 599$/,
      ],
      [
        "a negative delay",
        [{ match: "*", delayMs: -1 }],
        /faults\[0\]\.delayMs: must be a number of milliseconds from 0 to 86400000$/,
      ],
      [
        "a stop at no known point",
        [{ match: "*", stop: "later" }],
        /faults\[0\]\.stop: must be true, false, "before" or "after"$/,
      ],
      [
        "a fault that does nothing",
        [{ match: "*", times: 3 }],
        /faults\[0\]: does nothing; give it a status, code, delayMs, hold or stop$/,
      ],
      ["a text", "429", /must be a list of faults, or \{ faults: \[…\] \}$/],
    ] as const) {
      it(`are refused with every request: ${what}`, async () => {
        azure.faults(content);

        const [first, second] = [await refusal(vault(azure)), await refusal(vault(azure))];

        expect(first).to.match(words).and.contain(`simulated Azure: ${azure.faultsFile}: `);
        expect(second).to.equal(first);
      });
    }
  });

  describe("latencies", () => {
    /** Milliseconds that a vault takes. */
    const took = async (): Promise<number> => {
      const began = performance.now();
      await vault(azure);
      return performance.now() - began;
    };

    it("are those of the kind, at the pace asked for", () => {
      const pace = { scale: 0.01 };

      expect(latencyMs(VAULT, undefined)).to.equal(0);
      expect(latencyMs(VAULT, { scale: 0 })).to.equal(0);
      expect(latencyMs(VAULT, pace)).to.equal(350);
      expect(latencyMs("azure-native:network:PrivateEndpoint", pace)).to.equal(600);
      expect(latencyMs("azure-native:network:Unlisted", pace)).to.equal(30);
      expect(latencyMs(VAULT, { ...pace, seconds: { [VAULT]: 10 } })).to.equal(100);
      expect(latencyMs(PASSWORD, pace)).to.equal(0);
    });

    it("hold a request back", async () => {
      await azure.close();
      await azure.open({ latencies: { scale: 1, seconds: { [VAULT]: 0.2 } } });

      // A timer may come a moment early by this clock.
      expect(await took()).to.be.at.least(190);
    });

    it("of one request are a fault's to add", async () => {
      azure.faults([{ match: VAULT, operation: "create", delayMs: 200 }]);

      expect(await took()).to.be.at.least(190);
    });

    it("between two attempts are what Azure asks for, at the pace asked for", async () => {
      await azure.close();
      await azure.open({ latencies: { scale: 0.01, seconds: { [VAULT]: 0 } } });
      azure.faults([{ match: VAULT, operation: "create", status: 429, retryAfterSeconds: 20 }]);

      expect(await took()).to.be.at.least(190);
    });
  });

  describe("a request that is held", () => {
    it("says that it has arrived, and goes on when the file that holds it is gone", async () => {
      const gate = path.join(azure.folder, "gate");
      fs.writeFileSync(gate, "");
      azure.faults([{ match: VAULT, operation: "create", hold: gate }]);
      const made = vault(azure);
      await arrival(gate);
      const before = [...readState(azure.stateFile).tables.resources.keys()].join(" ");

      fs.rmSync(gate);

      expect(before).to.not.contain("kv-payments-dev");
      expect((await made).id).to.contain("kv-payments-dev");
    });
  });

  describe("its memory", () => {
    it("is one readable file, sorted, and survives a restart", async () => {
      const made = await vault(azure);
      await azure.create(SECRET, secretInputs());
      await azure.close();
      const files = fs.readdirSync(azure.folder);
      const content = JSON.parse(fs.readFileSync(azure.stateFile, "utf8")) as { resources: Record<string, unknown> };
      await azure.open();

      expect(files).to.deep.equal(["azure.json"]);
      expect(Object.keys(content.resources)).to.deep.equal(Object.keys(content.resources).sort()).and.have.length(3);
      expect(await azure.read(VAULT, made)).to.not.equal(undefined);
    });

    it("belongs to one process at a time", async () => {
      expect(await refusal(azure.open())).to.contain("is in use by process");
    });

    for (const [what, content, message] of [
      ["is not JSON", "{ broken", "is not JSON, remove it to start from nothing"],
      ["is another program's", "{}", "is not a state file of simulated Azure, name another one"],
    ] as const) {
      it(`refuses a file that ${what}, in a sentence for the user`, async () => {
        await azure.close();
        fs.writeFileSync(azure.stateFile, content);

        const thrown = await azure.open().catch((error: unknown) => error);
        fs.rmSync(azure.stateFile);
        await azure.open();

        expect(thrown)
          .to.be.instanceOf(UserError)
          .with.property("message", `simulated Azure: ${azure.stateFile} ${message}`);
      });
    }
  });

  describe("deletions", () => {
    it("of a resource group take along what is in it, and leave the vault recoverable", async () => {
      const made = await vault(azure);
      const stored = await azure.create(SECRET, secretInputs());
      await azure.delete(GROUP, { id: made.id.replace(/\/providers.*/, ""), outputs: {} });
      await group(azure);

      await azure.create(VAULT, vaultInputs({ createMode: "recover" }));

      expect(await azure.read(SECRET, stored)).to.not.equal(undefined);
    });
  });

  describe("resources", () => {
    it("have at most 50 tags", async () => {
      const tags = Object.fromEntries(Array.from({ length: 51 }, (_none, index) => [`tag${index}`, "x"]));

      expect(await refusal(azure.create(IDENTITY, { ...inGroup, resourceName: "id-api", tags }))).to.contain("50 tags");
    });

    it("do not move by an update", async () => {
      const made = await vault(azure);

      expect(await refusal(azure.update(VAULT, made, { ...vaultInputs(), location: "northeurope" }))).to.contain(
        "InvalidResourceLocation",
      );
    });
  });

  describe("the caller", () => {
    it("is who the provider is configured for", async () => {
      await azure.configure({ subscriptionId: TENANT, tenantId: SUBSCRIPTION });

      const config = await azure.invoke("azure-native:authorization:getClientConfig");

      expect(config).to.include({ subscriptionId: TENANT, tenantId: SUBSCRIPTION });
    });

    it("finds what exists", async () => {
      await identity(azure);

      const found = await azure.invoke("azure-native:managedidentity:getUserAssignedIdentity", {
        ...inGroup,
        resourceName: "id-api",
      });

      expect(found["id"]).to.contain("/userAssignedIdentities/id-api");
      expect(
        await refusal(azure.invoke("azure-native:keyvault:getVault", { ...inGroup, vaultName: "none" })),
      ).to.contain("ResourceNotFound");
    });
  });

  describe("random", () => {
    it("passwords are secret, and as long as asked", async () => {
      const { outputs } = await azure.create(PASSWORD, { length: 24, minNumeric: 4 });

      expect(outputs["result"]).to.have.property(
        "4dabf18193072939515e22adb298388d",
        "1b47061264138c4ac30d75fd1eb44270",
      );
      expect(outputs["result"])
        .to.have.property("value")
        .that.matches(/^.{24}$/s)
        .and.matches(/(?:.*\d){4}/s);
    });

    it("values are made anew when what they depend on changes", async () => {
      const { replaces } = await azure.diff(PASSWORD, { length: 24 }, { length: 32 });

      expect(replaces).to.deep.equal(["length"]);
    });
  });

  describe("the directory", () => {
    const type = "azuread:index/group:Group";

    it("has groups that a program can find again", async () => {
      const made = await azure.create(type, { displayName: "dbas", securityEnabled: true });

      const found = await azure.invoke("azuread:index/getGroup:getGroup", { displayName: "dbas" });

      expect(made.id).to.equal(`/groups/${text(made.outputs, "objectId")}`);
      expect(found["objectId"]).to.equal(made.outputs["objectId"]);
    });

    it("prevents duplicate names where asked", async () => {
      await azure.create(type, { displayName: "dbas", securityEnabled: true });

      expect(
        await refusal(azure.create(type, { displayName: "dbas", securityEnabled: true, preventDuplicateNames: true })),
      ).to.contain("duplicate groups");
    });

    it("does not find a group by a name that nobody gave", async () => {
      expect(await refusal(azure.invoke("azuread:index/getGroup:getGroup", { displayName: "nobody" }))).to.contain(
        "no group found",
      );
    });

    it("takes members by object id", async () => {
      const member = "azuread:index/groupMember:GroupMember";

      expect(await refusal(azure.create(member, { groupObjectId: TENANT, memberObjectId: "alice" }))).to.contain(
        "not a valid UUID",
      );
      expect((await azure.create(member, { groupObjectId: TENANT, memberObjectId: SUBSCRIPTION })).id).to.equal(
        `${TENANT}/member/${SUBSCRIPTION}`,
      );
    });
  });
});

/** Mocha's own limit ends the wait for a request that never arrives. */
async function arrival(gate: string): Promise<void> {
  while (fs.readFileSync(gate, "utf8") !== HELD) await turn();
}
