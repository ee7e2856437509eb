// One database, one transaction: take the lock, read, compare, change, read again, and commit only when nothing is left
// to do. Whatever fails on the way leaves the database as it was, and the next run starts from what it then finds.
import { UserError } from "../../text/errors.ts";
import { printable } from "../../text/printable.ts";
import { readCatalog } from "./catalog.ts";
import type { Connection } from "./connection.ts";
import { labelOf, type DesiredDatabase } from "./desired.ts";
import { compareDatabase } from "./drift.ts";
import { refusalsOf, type Plan } from "./plan.ts";
import { ABORT_ON_ERROR, TAKE_LOCK } from "./statements.ts";

/** What separates the database from its declaration; reads only. */
export async function inspect(connection: Connection, desired: DesiredDatabase): Promise<Plan> {
  return compareDatabase(desired, await readCatalog(connection));
}

/** The statements of a plan, to tell whether two plans are the same. */
export const fingerprint = (plan: Plan): string => plan.steps.map((step) => step.sql).join("\n");

/**
 * Closes the gap and tells what it was.
 *
 * `agreed` is the fingerprint of the plan that a person said yes to: with another one, nothing is changed.
 */
export async function reconcile(connection: Connection, desired: DesiredDatabase, agreed?: string): Promise<Plan> {
  return connection.transaction(async () => {
    await connection.query(ABORT_ON_ERROR);
    await connection.query(TAKE_LOCK);
    const plan = await inspect(connection, desired);
    const refusals = refusalsOf(plan);
    if (refusals.length > 0) {
      const reasons = refusals.map(({ subject, detail }) => `${subject} ${detail}`).join("; ");
      throw new UserError(`${label(desired)}: nothing was changed: ${reasons}`);
    }
    // Nothing left to do is what was agreed to, done: the answer to our own commit was lost, and this is the next attempt.
    if (agreed !== undefined && plan.steps.length > 0 && agreed !== fingerprint(plan)) {
      throw new UserError(
        `${label(desired)}: nothing was changed: the database is not as it was when you agreed; run the command again`,
      );
    }
    for (const step of plan.steps) {
      await connection.query(step.sql);
    }
    if (plan.steps.length > 0) {
      const left = await inspect(connection, desired);
      if (left.steps.length > 0 || refusalsOf(left).length > 0) {
        throw new UserError(
          `${label(desired)}: nothing was changed: the statements ran, but the database is not as declared after them (still to do: ${printable(left.steps[0]?.sql ?? "a decision")})`,
        );
      }
    }
    return plan;
  });
}

const label = (desired: DesiredDatabase): string => printable(labelOf(desired));
