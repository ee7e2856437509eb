// Roles in the real engine against simulated Azure: grants whose role changes are made anew, nothing else moves, and what is
// defined here is there before it is granted and goes after it.
import { expect } from "chai";
import { changes, DESTROY, OwnProject, succeed, UP } from "../support/own-project.ts";

const PREVIEW = ["preview"] as const;

describe("roles of the objects in the real engine", function () {
  this.timeout(240_000);
  let project: OwnProject;

  /** Of a stack that goes over from Azure's own roles, as it had them before the narrow ones, to ours. */
  let preview: string[];
  let up: string[];
  let again: string[];

  before(async () => {
    project = new OwnProject();
    project.editSettings("dev", (config) => {
      config["strongroom:builtInRoles"] = { reason: "As it was" };
    });
    await project.session(async (session) => {
      succeed(await session.pulumi(UP, { stack: "dev" }));
      project.undoEdits();
      const run = async (command: readonly string[]) =>
        changes(succeed(await session.pulumi(command, { stack: "dev", events: true })));
      preview = await run(PREVIEW);
      up = await run(UP);
      again = await run(UP);
    });
  });
  afterEach(() => {
    project.undoEdits();
  });
  after(() => {
    project.remove();
  });

  it("makes the grants anew when a stack takes the narrow roles, and touches nothing else", () => {
    const others = preview.filter((change) => !/authorization:Role(Assignment|Definition) /.test(change));
    const definitions = preview.filter((change) => change.includes("RoleDefinition"));

    expect(others, "what is no role").to.deep.equal([]);
    expect(definitions.filter((change) => !change.startsWith("create "))).to.deep.equal([]);
    expect(preview.join("\n")).to.match(/^create-replacement .*payments-stripe-key-read-payments-api$/m);
    expect(preview.join("\n")).to.match(/^create .*payments-card-encryption-encrypt-payments-api$/m);
    expect(preview.join("\n")).to.match(/^delete .*payments-card-encryption-use-payments-api$/m);
    expect(up).to.deep.equal(preview);
    expect(again).to.deep.equal([]);
  });

  it("shows one grant more for one word more, and another for another", async () => {
    project.editManifest("payments", (manifest) => {
      const { "card-encryption": cards } = manifest["keys"] as Record<string, Record<string, unknown>>;
      Object.assign(cards ?? {}, { encrypt: ["api", "worker"], decrypt: [], unwrap: ["worker"] });
    });

    const shown = await project.onCopy(async (session) =>
      changes(succeed(await session.pulumi(PREVIEW, { stack: "dev", events: true }))),
    );

    // Each in the vault of both regions.
    const both = (op: string, what: string) =>
      ["payments", "payments-paired"].map(
        (vault) => `${op} azure-native:authorization:RoleAssignment ${vault}-card-encryption-${what}-payments-worker`,
      );
    expect(shown).to.have.members([
      ...both("create", "encrypt"),
      ...both("create", "unwrap"),
      ...both("delete", "decrypt"),
    ]);
  });

  it("takes the grants away before the roles when the environment goes", async () => {
    await project.onCopy(async (session) => {
      const { stdout } = succeed(await session.pulumi(DESTROY, { stack: "dev" }));

      expect(stdout).not.to.include("RoleDefinitionHasAssignments");
    });
  });
});
