// Committed pictures of what the program makes: a change of posture is then a diff that a reviewer reads. With
// STRONGROOM_UPDATE_SNAPSHOTS=1 a test writes the picture instead of comparing it.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import { expect } from "chai";
import { ROOT } from "./plans.ts";

const UPDATE = process.env["STRONGROOM_UPDATE_SNAPSHOTS"] === "1";

export function expectSnapshot(lines: readonly string[], file: string): void {
  const name = relative(ROOT, file);
  if (UPDATE) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${lines.join("\n")}\n`);
    return;
  }
  const committed = existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n") : [];
  const gone = committed.filter((line) => !lines.includes(line)).map((line) => `- ${line}`);
  const added = lines.filter((line) => !committed.includes(line)).map((line) => `+ ${line}`);
  const change = [...gone, ...added].join("\n");
  expect(
    change,
    `${name} differs; look at it, and if it is meant: STRONGROOM_UPDATE_SNAPSHOTS=1 npm run test:fast`,
  ).to.equal("");
  expect(lines, `${name}: the order differs`).to.deep.equal(committed);
}
