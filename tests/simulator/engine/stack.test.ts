import { expect } from "chai";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import * as path from "node:path";
import { localSettings, removeStaleLocks, settingsFile, withLocalEncryption } from "../../../simulator/engine/stack.ts";
import { tinyProject, type TinyProject } from "../../support/tiny-project.ts";

/** No process has this id: Linux and macOS stop well below. */
const NOBODY = 2 ** 30;

describe("a stack's local settings", () => {
  let project: TinyProject;

  beforeEach(() => {
    project = tinyProject("# kept\nconfig:\n  tiny:count: 2\n");
  });
  afterEach(() => {
    project.remove();
  });

  it("are a copy with the local stack's encryption, and leave the committed file alone", () => {
    const cradle = path.join(project.stateDir, "stacks", "tiny");
    mkdirSync(cradle, { recursive: true });
    writeFileSync(path.join(cradle, "Pulumi.dev.yaml"), "encryptionsalt: v1:local\n");
    const settings = localSettings({ ...project, stack: "dev" });

    settings.write();

    expect(readFileSync(settings.file, "utf8")).to.equal(
      "# kept\nconfig:\n  tiny:count: 2\nencryptionsalt: v1:local\n",
    );
    expect(readFileSync(settingsFile(project.programDir, "dev"), "utf8")).to.equal(
      "# kept\nconfig:\n  tiny:count: 2\n",
    );
  });

  it("drop the encryption of the real stack, which cannot work here", () => {
    const real = "secretsprovider: azurekeyvault://v/keys/k\nencryptedkey: abc\nconfig:\n  tiny:count: 2\n";

    const local = withLocalEncryption(real, "Pulumi.prod.yaml", "v1:local");

    expect(local).to.equal("config:\n  tiny:count: 2\nencryptionsalt: v1:local\n");
  });

  it("refuse an encrypted value, naming its line", () => {
    const real = "config:\n  tiny:count: 2\n  tiny:token:\n    secure: v1:abc\n";

    expect(() => withLocalEncryption(real, "Pulumi.prod.yaml", undefined)).to.throw(
      /^Pulumi\.prod\.yaml:4: tiny:token is encrypted for the real stack and cannot be read against simulated Azure; settings hold no secrets, so move it into a vault$/,
    );
  });

  for (const [what, text, message] of [
    [
      "a list that does not end",
      "config:\n  a: [1\n",
      /^Pulumi\.dev\.yaml:\d: cannot be read as YAML: a list that begins with \[ is not closed with \], or its lines are not indented$/,
    ],
    [
      "a text that does not end",
      'config:\n  a: "x\n',
      /^Pulumi\.dev\.yaml:\d: cannot be read as YAML: a text that begins with " does not end with "$/,
    ],
    ["a list", "- a\n", /^Pulumi\.dev\.yaml:1: settings must be a mapping that starts with "config:"$/],
  ] as const) {
    it(`refuse ${what}`, () => {
      expect(() => withLocalEncryption(text, "Pulumi.dev.yaml", undefined)).to.throw(message);
    });
  }

  it("may be an empty file", () => {
    expect(withLocalEncryption("", "Pulumi.dev.yaml", "v1:local")).to.equal("encryptionsalt: v1:local\n");
  });

  it("put the committed file back when the engine deleted it", () => {
    const settings = localSettings({ ...project, stack: "dev" });
    rmSync(settingsFile(project.programDir, "dev"));

    settings.restore();

    expect(readFileSync(settingsFile(project.programDir, "dev"), "utf8")).to.equal(
      "# kept\nconfig:\n  tiny:count: 2\n",
    );
  });

  it("do not undo what a user edits meanwhile", () => {
    const settings = localSettings({ ...project, stack: "dev" });
    writeFileSync(settingsFile(project.programDir, "dev"), "config: {}\n");

    settings.restore();

    expect(readFileSync(settingsFile(project.programDir, "dev"), "utf8")).to.equal("config: {}\n");
  });

  it("never lie outside the project, whatever the stack is called", () => {
    for (const stack of ["../../etc", "a/b", "", ".hidden", "a".repeat(101), "a\nb"]) {
      expect(() => settingsFile(project.programDir, stack), stack).to.throw(/is not a stack's name/);
    }
  });

  it("need a Pulumi.yaml that can be read", () => {
    writeFileSync(path.join(project.programDir, "Pulumi.yaml"), 'name: "tiny\n');

    expect(() => settingsFile(project.programDir, "dev")).to.throw(
      /^Pulumi\.yaml:\d: cannot be read as YAML: a text that begins with " does not end with "$/,
    );
  });

  it("need a Pulumi.yaml with a usable name", () => {
    writeFileSync(path.join(project.programDir, "Pulumi.yaml"), "name: ../up\nruntime: nodejs\n");

    expect(() => settingsFile(project.programDir, "dev")).to.throw(
      /^Pulumi\.yaml: name: "\.\.\/up" is not a project name/,
    );
    expect(() => settingsFile(path.join(project.programDir, "none"), "dev")).to.throw(/^no Pulumi\.yaml in /);
  });
});

describe("removeStaleLocks", () => {
  let project: TinyProject;
  let folder: string;

  beforeEach(() => {
    project = tinyProject();
    folder = path.join(project.stateDir, "state", ".pulumi", "locks", "organization", "tiny", "dev");
    mkdirSync(folder, { recursive: true });
  });
  afterEach(() => {
    project.remove();
  });
  const lock = (name: string, content: unknown): string => {
    const file = path.join(folder, `${name}.json`);
    writeFileSync(file, JSON.stringify(content));
    return file;
  };

  it("removes the lock of a process that is gone, and no other", () => {
    const dead = lock("dead", { pid: NOBODY, hostname: hostname() });
    const alive = lock("alive", { pid: process.pid, hostname: hostname() });
    const elsewhere = lock("elsewhere", { pid: NOBODY, hostname: "another-machine" });
    const strange = lock("strange", ["not a lock"]);

    const removed = removeStaleLocks(project.stateDir);

    expect(removed).to.equal(1);
    expect([dead, alive, elsewhere, strange].map((file) => existsSync(file))).to.deep.equal([false, true, true, true]);
  });
});
