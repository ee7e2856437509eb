// Writes that come one after the other as fast as Azure takes them, and no faster: what is refused for being too much is tried
// again after seconds, and a run of thousands would spend its time waiting.
import type { SecretStore } from "./store.ts";

/** Writes in ten seconds, of one vault, and of a subscription (azure-docs: key-vault/general/service-limits). */
const OF_VAULT = 300;
const OF_SUBSCRIPTION = 5 * OF_VAULT;
const PERIOD = 10_000;

/** Milliseconds between two writes. */
const between = (most: number): number => Math.ceil(PERIOD / most);

/** One at a time, with a pause after each; who comes when nobody waits does not wait. */
function gate(pause: number, sleep: (milliseconds: number) => Promise<void>): () => Promise<void> {
  let free = Promise.resolve();
  return () => {
    const turn = free;
    free = turn.then(() => sleep(pause));
    return turn;
  };
}

/** Wraps the stores of a whole run; `vault`: what tells them apart. */
export function pacing(
  sleep: (milliseconds: number) => Promise<void>,
): (store: SecretStore, vault: string) => SecretStore {
  const ofAll = gate(between(OF_SUBSCRIPTION), sleep);
  const each = new Map<string, () => Promise<void>>();
  return (store, vault) => {
    const ofVault = each.get(vault) ?? gate(between(OF_VAULT), sleep);
    each.set(vault, ofVault);
    return {
      history: (name) => store.history(name),
      read: (name, version) => store.read(name, version),
      write: async (name, version) => {
        await ofVault();
        await ofAll();
        await store.write(name, version);
      },
      update: async (name, version, change) => {
        await ofVault();
        await ofAll();
        await store.update(name, version, change);
      },
    };
  };
}
