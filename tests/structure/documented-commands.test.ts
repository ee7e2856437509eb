// What the documents tell people to type exists: every command, option and choice, and every file that they link to.
import { expect } from "chai";
import { CommanderError, type Command } from "commander";
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { COMMANDS } from "../../cli/commands.ts";
import { buildProgram } from "../../cli/main.ts";
import { ROOT } from "../support/tiny-project.ts";

interface Typed {
  /** What stands after `strongroom`. */
  readonly words: readonly string[];
  /** In a sentence, where what is left out is meant to be filled in. */
  readonly inSentence: boolean;
}

const DOCUMENTS = ["README.md", ...globSync("docs/**/*.md", { cwd: ROOT })].sort();
const NAMES = new Set(COMMANDS.map(([name]) => name));

/** The commands of a document, without what the shell does with their output. */
function typedIn(text: string): readonly Typed[] {
  const blocks = /^ *```(\w*)\n([\s\S]*?)^ *```/gm;
  const lines = [...text.matchAll(blocks)].flatMap(([, language = "", block = ""]) =>
    language === "sh" || language === "bash" ? block.split("\n") : [],
  );
  const prose = text.replaceAll(blocks, "");
  return [
    ...lines.flatMap((line) => [...line.matchAll(/\bnpx strongroom ([^#|>;&]*)/g)].map((match) => read(match, false))),
    ...[...prose.matchAll(/`(?:npx )?strongroom ([^`|>;&]*)/g)].map((match) => read(match, true)),
  ];
}

const read = ([, words = ""]: RegExpMatchArray, inSentence: boolean): Typed => ({
  words: words.trim().split(/\s+/),
  inSentence,
});

/** Has `command` and all inside it do nothing. */
function disarm(command: Command): void {
  for (const part of command.commands) {
    if (part.commands.length === 0 || ["plan", "rotate"].includes(part.name())) part.action(() => undefined);
    disarm(part);
  }
}

/** What the command line says of it; undefined where it would run. */
async function refusal({ words, inSentence }: Typed): Promise<string | undefined> {
  const [name = "", ...rest] = words;
  if (!NAMES.has(name)) return `no command "${name}"`;
  // A Pulumi command is Pulumi's own; a command of commands may be spoken of as such.
  if (name === "local" || (inSentence && rest.length === 0)) return undefined;
  const program = await buildProgram(name);
  disarm(program);
  try {
    await program.parseAsync([...words], { from: "user" });
    return undefined;
  } catch (thrown) {
    const leftOut = ["commander.missingArgument", "commander.missingMandatoryOptionValue"];
    const tolerable = thrown instanceof CommanderError && inSentence && leftOut.includes(thrown.code);
    return tolerable ? undefined : String(thrown);
  }
}

describe("the documents", () => {
  it("are read for commands", () => {
    const text = "`npx strongroom plan --stack prod` and\n\n```sh\nnpx strongroom check --json > out.json # all\n```\n";

    expect(typedIn(text)).to.deep.equal([
      { words: ["check", "--json"], inSentence: false },
      { words: ["plan", "--stack", "prod"], inSentence: true },
    ]);
  });

  for (const [words, message] of [
    ["plan --stak prod", "unknown option '--stak'"],
    ["plna", 'no command "plna"'],
    ["evidence --stack prod --framework gdpr", "is invalid"],
    ["connect payments", "missing required argument 'workload'"],
  ] as const) {
    it(`would not get away with: ${words}`, async () => {
      expect(await refusal({ words: words.split(" "), inSentence: false })).to.contain(message);
    });
  }

  for (const document of DOCUMENTS) {
    const text = readFileSync(join(ROOT, document), "utf8");

    it(`${document} names only commands, options and choices that there are`, async () => {
      const refused: string[] = [];

      for (const typed of typedIn(text)) {
        const why = await refusal(typed);
        if (why !== undefined) refused.push(`strongroom ${typed.words.join(" ")}: ${why}`);
      }

      expect(refused).to.deep.equal([]);
    });

    it(`${document} names only npm scripts that there are`, () => {
      const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { scripts: object };

      const named = [...text.matchAll(/\bnpm run ([a-z][a-z:-]*)/g)].map(([, script = ""]) => script);

      expect(named.filter((script) => !(script in scripts))).to.deep.equal([]);
    });

    it(`${document} links to files that there are`, () => {
      const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link.replace(/#.*$/, ""));
      const own = links.filter((link) => link !== "" && !/^[a-z]+:/.test(link));

      expect(own.filter((link) => !existsSync(join(ROOT, dirname(document), link)))).to.deep.equal([]);
    });
  }
});
