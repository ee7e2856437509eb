import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { refuseForeignSubscription } from "../../infra/guard.ts";
import { InputErrors, withoutStack } from "../../infra/problems.ts";
import { stackSettings } from "./support.ts";

describe("before anything is deployed", () => {
  const settings = stackSettings("dev");

  const signInTo = (client: { readonly tenantId: string; readonly subscriptionId: string }): void => {
    void pulumi.runtime.setMocks({
      newResource: ({ inputs, name }) => ({ id: name, state: inputs as Record<string, unknown> }),
      call: ({ token, inputs }) =>
        token === "azure-native:authorization:getClientConfig"
          ? { ...client, clientId: "", objectId: "" }
          : (inputs as Record<string, unknown>),
    });
  };

  it("the tenant and the subscription must be those of the stack", async () => {
    const { tenantId, subscriptionId } = settings.platform;
    signInTo({ tenantId, subscriptionId: subscriptionId.toUpperCase() });

    await refuseForeignSubscription(settings);
  });

  it("another subscription is refused, by the line that names ours, and without a stack trace", async () => {
    const other = "7ebc4032-6d9f-415a-8043-c8f2e51b3d90";
    signInTo({ tenantId: settings.platform.tenantId, subscriptionId: other });

    const program = withoutStack(() => refuseForeignSubscription(settings));
    const error: unknown = await program().catch((caught: unknown) => caught);

    expect(pulumi.RunError.isInstance(error)).to.equal(true);
    expect((error as Error).message).to.equal(
      `Pulumi.dev.yaml:8: strongroom:subscriptionId: the provider is signed in to "${other}", ` +
        `this stack belongs to "${settings.platform.subscriptionId}"`,
    );
  });

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
