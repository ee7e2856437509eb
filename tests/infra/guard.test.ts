import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { readCatalogue } from "../../infra/manifest/catalogue.ts";
import { refuseForeignSignIn } from "../../infra/guard.ts";
import { InputErrors, withoutStack } from "../../infra/input/problems.ts";
import { resolve } from "../../infra/resolve.ts";
import type { Settings } from "../../infra/settings/settings.ts";
import { deployAs } from "../../stacks/environment.ts";
import { capture } from "../support/capture.ts";
import { PLATFORM_OUTPUTS, stackSettings } from "./support.ts";

const dev = deployAs("dev");

const ENTRA_CONFIG = "azuread:index/getClientConfig:getClientConfig";
const OTHER = "7ebc4032-6d9f-415a-8043-c8f2e51b3d90";

describe("before anything is deployed", () => {
  const settings = stackSettings("dev");

  const signInTo = (
    client: { readonly tenantId: string; readonly subscriptionId: string },
    entraTenantId = client.tenantId,
  ): void => {
    void pulumi.runtime.setMocks({
      newResource: ({ inputs, name }) => ({ id: name, state: inputs as Record<string, unknown> }),
      call: ({ token, inputs }) =>
        token === "azure-native:authorization:getClientConfig"
          ? { ...client, clientId: "", objectId: "" }
          : token === ENTRA_CONFIG
            ? { tenantId: entraTenantId, clientId: "", objectId: "", id: "" }
            : (inputs as Record<string, unknown>),
    });
  };

  it("the tenant and the subscription must be those of the stack", async () => {
    const { tenantId, subscriptionId } = settings.platform;
    signInTo({ tenantId, subscriptionId: subscriptionId.toUpperCase() });

    await refuseForeignSignIn(settings);
  });

  it("another subscription is refused, by the line that names ours, and without a stack trace", async () => {
    signInTo({ tenantId: settings.platform.tenantId, subscriptionId: OTHER });

    const program = withoutStack(() => refuseForeignSignIn(settings));
    const error: unknown = await program().catch((caught: unknown) => caught);

    expect(pulumi.RunError.isInstance(error)).to.equal(true);
    expect((error as Error).message).to.equal(
      `Pulumi.dev.yaml:12: strongroom:subscriptionId: the provider is signed in to "${OTHER}", ` +
        `this stack belongs to "${settings.platform.subscriptionId}"`,
    );
  });

  for (const [where, tenantId, said] of [
    ["in another tenant", OTHER, `"${OTHER}"`],
    ["in a tenant that it does not name", "", "a tenant that it does not name"],
  ] as const) {
    it(`groups made ${where} are refused, although Azure is the right one`, async () => {
      signInTo(settings.platform, tenantId);

      const error: unknown = await refuseForeignSignIn(settings).catch((caught: unknown) => caught);

      expect(error).to.be.instanceOf(InputErrors);
      expect((error as Error).message).to.match(/^Pulumi\.dev\.yaml:\d+: azuread:tenantId: /);
      expect((error as Error).message).to.include(
        `the provider that makes groups is signed in to ${said}, this stack belongs to ` +
          `"${settings.platform.tenantId}"; write "${settings.platform.tenantId}" here`,
      );
    });
  }

  it("an error that is no bad input keeps its stack", async () => {
    const bug = new TypeError("a bug");

    const error: unknown = await withoutStack(() => Promise.reject(bug))().catch((caught: unknown) => caught);

    expect(error).to.equal(bug);
  });

  it("a thousand problems stay readable", () => {
    const problems = Array.from({ length: 1000 }, (_, line) => ({ file: "apps/a.yaml", line, path: "", message: "x" }));

    const lines = new InputErrors(problems).message.split("\n");

    expect(lines).to.have.length(201);
    expect(lines.at(-1)).to.equal("and 800 more problems");
  });
});

describe("who is signed in to Entra is asked where a stack changes something there, and nowhere else", () => {
  const group = "9e2c4d71-5b38-4a06-8f1d-c7a3e05b9264";
  const adopted = `  strongroom:sqlAdministrators: { objectId: ${group} }\n`;
  const cell = "  strongroom:part: cell\n  strongroom:cell: { platformStack: o/p/s, applications: [payments] }\n";
  const people = (app: string, groups: string): string => `  strongroom:people: { ${app}: { ${groups} } }\n`;
  const reconciler =
    "  strongroom:sqlReconciler: { purpose: Users, federatedWith: { github: { repository: contoso/s, environment: e } } }\n";

  for (const [what, added, changes] of [
    ["the group of SQL administrators is made", "", true],
    ["every group is adopted", adopted + people("payments", `readers: { objectId: ${group} }`), false],
    ["the reconciler is to be in an adopted group, which its owners change", adopted + reconciler, false],
    ["a group of people is made", adopted + people("payments", "readers: {}"), true],
    ["membership of an adopted group is to be asked for", adopted + people("payments", breakGlass(group)), true],
    ["a cell has no groups of people", cell, false],
    ["a cell's groups are made", cell + people("payments", "readers: {}"), true],
    ["another cell's groups are made", cell + people("storefront", "readers: {}"), false],
  ] as const) {
    it(what, async () => {
      const settings = stackSettings("dev", (yaml) => yaml + added);

      const { asked, registered } = await runWith(settings);

      expect({ asked, registered }).to.deep.equal({ asked: changes, registered: changes });
    });
  }
});

function breakGlass(objectId: string): string {
  const [eligible, approvers] = ["5d1f86c4-7a20-4b39-8e5d-c36a91f0b742", "2e94d7fa-30b6-415c-98e2-a4f719cb3058"];
  return `breakGlass: { objectId: ${objectId}, eligibleObjectId: ${eligible} }, approversObjectId: ${approvers}`;
}

/** Of dev: whether the guard asked azuread, and whether the stack then registered anything of azuread's. */
async function runWith(settings: Settings): Promise<{ readonly asked: boolean; readonly registered: boolean }> {
  const { tenantId, subscriptionId } = settings.platform;
  const signedIn = { tenantId, subscriptionId, clientId: "", objectId: "" };
  let asked = false;
  const { resources } = await capture(
    async () => {
      await refuseForeignSignIn(settings);
      await dev(resolve(readCatalogue(settings), settings));
    },
    {
      calls: {
        "azure-native:authorization:getClientConfig": () => signedIn,
        [ENTRA_CONFIG]: () => {
          asked = true;
          return signedIn;
        },
      },
      stackOutputs: { "o/p/s": { platform: PLATFORM_OUTPUTS } },
    },
  );
  return { asked, registered: resources.some(({ type }) => type.startsWith("azuread:")) };
}
