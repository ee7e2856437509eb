// What is declared about one secret's rotation, in however many vaults the secret lives.
import type { DesiredSecret, DesiredVault } from "../vault/desired.ts";

export type Rotation = NonNullable<DesiredSecret["rotation"]>;

export interface Rotating {
  readonly app: string;
  readonly name: string;
  /** The one at home first; the others follow it. */
  readonly vaults: readonly DesiredVault[];
  readonly secret: DesiredSecret;
  readonly rotation: Rotation;
}

/** Every secret whose stack says how it rotates, once, however many vaults hold it. */
export function rotatingSecrets(vaults: readonly DesiredVault[]): readonly Rotating[] {
  const found = new Map<string, Rotating>();
  for (const vault of vaults) {
    for (const secret of vault.secrets) {
      if (secret.rotation === undefined) continue;
      const key = `${vault.app}/${secret.name}`;
      const known = found.get(key);
      found.set(
        key,
        known === undefined
          ? { app: vault.app, name: secret.name, vaults: [vault], secret, rotation: secret.rotation }
          : { ...known, vaults: [...known.vaults, vault] },
      );
    }
  }
  return [...found.values()];
}
