import { expect } from "chai";
import { readCall } from "../../cli/pulumi-call.ts";

describe("strongroom local, its arguments", () => {
  for (const [given, stack, args, asksAzure, needsStack] of [
    ["preview", "dev", "preview", true, true],
    ["--color never preview", "dev", "--color never preview", true, true],
    ["-v 3 preview", "dev", "-v 3 preview", true, true],
    ["-v3 --color=never preview", "dev", "-v3 --color=never preview", true, true],
    ["--cwd . preview", "dev", "--cwd . preview", true, true],
    ["--non-interactive -e preview", "dev", "--non-interactive -e preview", true, true],
    ["down --preview-only", "dev", "down --preview-only", true, true],
    ["dn", "dev", "dn", true, true],
    ["a-command-of-tomorrow", "dev", "a-command-of-tomorrow", true, true],
    ["up --stack prod --yes", "prod", "up --yes", true, true],
    ["--stack=staging refresh", "staging", "refresh", true, true],
    ["destroy -s staging", "staging", "destroy", true, true],
    ["stack output --json", "dev", "stack output --json", false, true],
    ["stack init staging", "staging", "stack", false, true],
    ["stack rm staging --yes", "staging", "stack rm --yes", false, true],
    ["stack new staging", "staging", "stack", false, true],
    ["stack -v 3 delete --color never staging", "staging", "stack -v 3 delete --color never", false, true],
    ["--color never stack rm never", "never", "--color never stack rm", false, true],
    ["stack ls", "dev", "stack ls", false, false],
    ["stack list", "dev", "stack list", false, false],
    ["--version", "dev", "--version", false, false],
    ["version", "dev", "version", false, false],
    ["up --help", "dev", "up --help", false, false],
    ["config set strongroom:region westeurope", "dev", "config set strongroom:region westeurope", false, true],
  ] as const) {
    it(`reads: ${given}`, () => {
      const call = readCall(given.split(" "));

      expect({ ...call, args: call.args.join(" ") }).to.deep.include({ stack, args, asksAzure, needsStack });
    });
  }

  for (const [given, edits] of [
    ["config set strongroom:region westeurope", true],
    ["--color never config set strongroom:region westeurope", true],
    ["config --config-file f remove strongroom:region", true],
    ["config get strongroom:region", false],
    ["config", false],
  ] as const) {
    it(`knows whether it edits the committed settings: ${given}`, () => {
      expect(readCall(given.split(" ")).editsSettings).to.equal(edits);
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
    ["--color never create", "pulumi new is not for simulated Azure: the project is there already"],
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
