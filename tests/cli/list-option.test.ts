// Options that may be given several times, in the help of every command that has one.
import { expect } from "chai";
import { Command } from "commander";
import { COMMANDS } from "../../cli/commands.ts";
import { buildProgram } from "../../cli/main.ts";
import { listOption } from "../../cli/list-option.ts";

/** A command and all that are inside it. */
const withParts = (command: Command): readonly Command[] => [command, ...command.commands.flatMap(withParts)];

describe("an option that may be given several times", () => {
  const only = { flags: "--vault <name...>", description: "only these", usual: "all" };
  const parse = (...args: string[]): unknown =>
    new Command().addOption(listOption(only)).parse(args, { from: "user" }).opts()["vault"];

  it("keeps every value in its order, and is empty when it is not given", () => {
    expect(parse("--vault", "a", "b", "--vault", "c")).to.deep.equal(["a", "b", "c"]);
    expect(parse()).to.deep.equal([]);
  });

  it("says in words what holds without it", () => {
    expect(new Command().addOption(listOption(only)).helpInformation()).to.contain("only these (default: all)");
  });

  for (const [name] of COMMANDS) {
    it(`shows no empty brackets in the help of ${name}`, async () => {
      const program = await buildProgram(name);

      for (const command of withParts(program)) expect(command.helpInformation()).to.not.contain("(default: [])");
    });
  }
});
