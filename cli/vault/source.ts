// Where the declaration comes from: the outputs of a stack, asked of pulumi, or a file or pipe with the same JSON. Every
// application of the stack says there what its vaults hold.
import { z } from "zod";
import { UserError } from "../../text/errors.ts";
import { printable } from "../../text/printable.ts";
import { readOutputs, refuseUnknown, type SourceDependencies, type SourceOptions } from "../reconcile/declaration.ts";
import { parseDesired, type DesiredVault } from "./desired.ts";

const outputs = z.object({
  applications: z.record(z.string(), z.object({ vaultObjects: z.array(z.unknown()) })),
});

export async function readDesired(options: SourceOptions, from: SourceDependencies): Promise<readonly DesiredVault[]> {
  const { value, source } = await readOutputs(options, from);
  const parsed = outputs.safeParse(value);
  if (!parsed.success) {
    throw new UserError(
      `${printable(source)}: has no output applications.*.vaultObjects; deploy the stack with pulumi up first`,
    );
  }
  return parseDesired(
    Object.values(parsed.data.applications).flatMap(({ vaultObjects }) => vaultObjects),
    source,
  );
}

/** Those that were asked for, by application or by the vault's name; all when none was. */
export function select(vaults: readonly DesiredVault[], wanted: readonly string[]): readonly DesiredVault[] {
  if (wanted.length === 0) return vaults;
  const known = [...new Set(vaults.flatMap(({ app, name }) => [app, name]))];
  refuseUnknown(wanted, known, "--vault: no application or vault");
  return vaults.filter(({ app, name }) => wanted.includes(app) || wanted.includes(name));
}
