// One user at a time of a folder: two builders of the CLI, or two commands on the same simulated Azure, would overwrite each
// other's files. A lock left by a process that is gone is taken over.
import { randomUUID } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { UserError } from "../../text/errors.ts";

/** Milliseconds between two tries of a lock that we wait for. */
const TRY_EVERY_MS = 250;

export interface LockOptions {
  /** Wait for the holder to finish, or say at once that somebody holds it. */
  readonly wait: boolean;
  /** Called once when we start to wait. */
  readonly onWait?: (holder: number) => void;
}

/** Takes the lock `file`; the answer releases it. */
export async function acquireLock(file: string, options: LockOptions): Promise<() => void> {
  mkdirSync(path.dirname(file), { recursive: true });
  for (let told = false; ;) {
    if (tryCreate(file)) {
      return () => {
        rmSync(file, { force: true });
      };
    }
    const holder = holderOf(file);
    if (holder === undefined) {
      continue;
    }
    if (!isAlive(holder)) {
      takeAway(file, holder);
      continue;
    }
    if (!options.wait) {
      throw new UserError(
        `another strongroom command (process ${holder}) is using ${path.dirname(file)}; wait for it to end, or delete ${file} if that process is not one`,
      );
    }
    if (!told) {
      told = true;
      options.onWait?.(holder);
    }
    await delay(TRY_EVERY_MS);
  }
}

/** Creates the lock with its content in one step, so that nobody ever reads an empty one. */
function tryCreate(file: string): boolean {
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, String(process.pid));
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") {
      return false;
    }
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** The process that holds the lock, 0 when the file names none; undefined when it was released meanwhile. */
function holderOf(file: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(file, "utf8"), 10) || 0;
  } catch {
    return undefined;
  }
}

/** Removes a dead holder's lock; by renaming first, so that of two who try only one succeeds. */
function takeAway(file: string, holder: number): void {
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  // Somebody was quicker and holds a fresh lock: give it back.
  if (holderOf(aside) !== holder) {
    renameSync(aside, file);
    return;
  }
  rmSync(aside, { force: true });
}

/** Whether process `pid` exists. */
export function isAlive(pid: number): boolean {
  if (pid <= 0) {
    return false;
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
