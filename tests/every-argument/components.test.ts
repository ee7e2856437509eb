// Every argument of every component, each changed alone: something must follow.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { capture, type Capture } from "../support/capture.ts";
import { ROOT } from "../support/plans.ts";
import { COMPONENT_CASES } from "./component-changes.ts";
import { fingerprint } from "./support.ts";

/** Arguments that can have one value only. */
const ONE_VALUE = new Set(["CertificateReader.role"]);

/** Reaches no resource, only what the program gives out; each with why that is right. */
const OUTPUT_ONLY: Readonly<Record<string, string>> = {
  "AppVault.app":
    "heads the vault in the report of `strongroom vault`; Azure knows it by the tag, which is among `tags`",
};

/**
 * Refused beside the usual other arguments, as its own test shows: a key of the other kind, an adopted zone of another
 * cloud, an adopted network of another subscription, an opening in production.
 */
const REFUSED = new Set([
  "VaultKey.curve",
  "PrivateZones.cloud",
  "PrivateNetwork.subscriptionId",
  "Platform, which everything stands on.isProduction",
]);

describe("every argument of a component", () => {
  it("is tried for each component that there is", () => {
    const classes = globSync("components/**/*.ts", { cwd: ROOT }).flatMap((file) =>
      [
        ...readFileSync(join(ROOT, file), "utf8").matchAll(/^export class (\w+) extends pulumi\.ComponentResource/gm),
      ].map(([, name]) => name),
    );

    expect(COMPONENT_CASES.map(({ component }) => component)).to.include.members(classes);
  });

  it("is an exception to a rule only while it exists", () => {
    const tried = COMPONENT_CASES.flatMap(({ component, changes }) =>
      Object.keys(changes).map((argument) => `${component}.${argument}`),
    );

    expect(tried).to.include.members([...ONE_VALUE, ...REFUSED, ...Object.keys(OUTPUT_ONLY)]);
  });

  for (const { component, build, changes } of COMPONENT_CASES) {
    describe(component, () => {
      let usual: Capture;

      before(async () => {
        usual = await capture(() => build({}));
      });

      for (const [argument, change] of Object.entries(changes)) {
        const name = `${component}.${argument}`;
        if (ONE_VALUE.has(name)) continue;

        it(`counts: ${argument}`, async () => {
          let result: Capture;
          try {
            result = await capture(() => build({ [argument]: change() }));
          } catch (error) {
            if (!pulumi.RunError.isInstance(error)) throw error;
            expect(REFUSED.has(name), error.message).to.equal(true);
            return;
          }
          expect(REFUSED.has(name), "is accepted now").to.equal(false);
          const isOutputOnly = Object.hasOwn(OUTPUT_ONLY, name);
          expect(fingerprint(result) === fingerprint(usual), "no resource changed").to.equal(isOutputOnly);
          if (isOutputOnly) expect(result.outputs).not.to.deep.equal(usual.outputs);
        });
      }
    });
  }
});
