// Which strategy carries out what a manifest says. A new one is a file in strategies/ and a line here.
import type { TokenCredential } from "@azure/identity";
import type { CloudName } from "../../facts/clouds.ts";
import { cloudOf } from "../vault/desired.ts";
import { graphApplication } from "./azure/application.ts";
import { azureAccount } from "./azure/storage-account.ts";
import { restartContainerApp } from "./azure/restart.ts";
import { azureSecrets, type Transport } from "./azure/secrets.ts";
import type { Rotating } from "./declared.ts";
import type { Rotations } from "./rotate-all.ts";
import { entraApplication } from "./strategies/entra-application.ts";
import { generated } from "./strategies/generated.ts";
import { storageAccountKey } from "./strategies/storage-account-key.ts";
import { RotationFailure, type Strategy } from "./strategies/strategy.ts";

export interface StrategySource {
  readonly credential: TokenCredential;
  readonly sleep: (milliseconds: number) => Promise<void>;
  readonly transport?: Transport;
  readonly fetch?: typeof fetch;
}

/** The real roads to everything that a rotation reaches. */
export function roadsOf(source: StrategySource): Pick<Rotations, "open" | "strategy" | "after"> {
  return {
    open: ({ vaults }) => vaults.map(({ uri }) => azureSecrets(uri, source.credential, source.transport)),
    strategy: (rotating) => strategyOf(rotating, source),
    // One after the other: a secret with several readers names the order in which they follow.
    after: async ({ rotation, vaults }) => {
      for (const { restart } of rotation.after) {
        await restartContainerApp(restart, cloudAt(vaults), source.credential, source.fetch);
      }
    },
  };
}

/** Undefined where only the owner can make the value. */
export function strategyOf({ name, rotation, secret, vaults }: Rotating, source: StrategySource): Strategy | undefined {
  const { credential, sleep, transport, fetch } = source;
  const cloud = cloudAt(vaults);
  switch (rotation.by) {
    case "owner":
      return undefined;
    case "generated":
      return generated(needed(rotation.generated));
    case "storage-account-key":
      return storageAccountKey(azureAccount(needed(rotation.storageAccount).id, cloud, credential, transport));
    case "entra-application":
      return entraApplication(graphApplication({ ...needed(rotation.entraApplication), cloud }, credential, fetch), {
        name,
        lifetimeDays: secret.lifetimeDays,
        sleep,
      });
  }
}

function cloudAt([vault]: Rotating["vaults"]): CloudName {
  if (vault === undefined) throw new RotationFailure("is in no vault");
  return cloudOf(vault).name;
}

/** The declaration was refused where its strategy lacks what it needs (cli/vault/desired.ts). */
function needed<T>(value: T | undefined): T {
  if (value === undefined) throw new RotationFailure("its declaration lacks what its strategy needs");
  return value;
}
