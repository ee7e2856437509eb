// What vaults hold, as the commands find it in a stack's outputs: a job reads the same as a person does.
import type { DeclaredVault } from "../vault/declared.ts";

export function byApplication(vaults: readonly DeclaredVault[]): Record<string, unknown> {
  return {
    applications: Object.fromEntries(
      [...Map.groupBy(vaults, ({ app }) => app)].map(([app, vaultObjects]) => [app, { vaultObjects }]),
    ),
  };
}
