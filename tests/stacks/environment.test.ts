// A large environment reaches the engine application by application, not all at once at its end.
import { expect } from "chai";
import { deployAs } from "../../stacks/environment.ts";
import { evaluate } from "../../cli/plan/evaluate.ts";
import { SUBSCRIPTION, TENANT } from "../support/capture.ts";
import { NOW, testApp, testPlatformSpec } from "../support/fixtures.ts";

const dev = deployAs("dev");

describe("an environment", () => {
  it("lets the engine have each application before it builds the next", async () => {
    let registered = 0;
    const registeredBefore = new Map<string, number>();
    const applications = ["first", "second", "third"].map((name) =>
      // Read when the application is built.
      Object.defineProperty(testApp({ name }), "resourceGroupName", {
        get: () => {
          if (!registeredBefore.has(name)) registeredBefore.set(name, registered);
          return `rg-${name}`;
        },
      }),
    );
    const environment = { platform: testPlatformSpec(), applications, now: NOW, keepAliases: false };

    const program = async (): Promise<void> => {
      await dev({ ...environment, part: { kind: "whole" } });
    };
    await evaluate(program, {
      project: "strongroom",
      stack: "dev",
      preview: true,
      subscriptionId: SUBSCRIPTION,
      tenantId: TENANT,
      onRegistered: () => registered++,
    });

    const [first = 0, second = 0, third = 0] = registeredBefore.values();
    expect(first).to.be.greaterThan(0);
    expect(second).to.be.greaterThan(first);
    expect(third).to.be.greaterThan(second);
    expect(registered).to.be.greaterThan(third);
  });
});
