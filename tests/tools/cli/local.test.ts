import { expect } from "chai";
import { readCall } from "../../../tools/cli/commands/local.ts";

describe("strongroom local, its arguments", () => {
  for (const [given, stack, args, asksAzure, needsStack] of [
    ["preview", "dev", "preview", true, true],
    ["up --stack prod --yes", "prod", "up --yes", true, true],
    ["--stack=staging refresh", "staging", "refresh", true, true],
    ["destroy -s staging", "staging", "destroy", true, true],
    ["stack output --json", "dev", "stack output --json", false, true],
    ["stack init staging", "staging", "stack", false, true],
    ["stack rm staging --yes", "staging", "stack rm --yes", false, true],
    ["stack ls", "dev", "stack ls", false, false],
    ["version", "dev", "version", false, false],
    ["up --help", "dev", "up --help", false, false],
    ["config set strongroom:region westeurope", "dev", "config set strongroom:region westeurope", false, true],
  ] as const) {
    it(`reads: ${given}`, () => {
      const call = readCall(given.split(" "));

      expect({ ...call, args: call.args.join(" ") }).to.deep.equal({ stack, args, asksAzure, needsStack });
    });
  }

  for (const [given, message] of [
    [
      "login",
      "pulumi login is not for simulated Azure: local state is a folder of its own; your Pulumi login is not used",
    ],
    [
      "stack select prod",
      "pulumi stack select is not for simulated Azure: name the stack on each command, as in --stack staging",
    ],
    [
      "config set a b --secret",
      "settings hold no secrets: move the value into a vault and let Pulumi.dev.yaml name it",
    ],
    ["preview --stack", "--stack needs the name of a stack, as in --stack dev"],
  ] as const) {
    it(`refuses: ${given}`, () => {
      expect(() => readCall(given.split(" "))).to.throw(message);
    });
  }
});
