// A storage account has two keys and both open everything in it. The one that is not published is made anew, tried, and
// published; the other one is made anew when its overlap is over, so that it opens nothing any more (azure-docs:
// storage-account-keys-manage.md). Which key is which is told by the account and never by a tag.
import type { Hidden } from "../hidden.ts";
import { RotationFailure, type Published, type Strategy } from "./strategy.ts";

export interface AccountKey {
  readonly name: string;
  readonly value: Hidden;
  /** Absent on an account whose keys were never made anew since Azure began to note it. */
  readonly made?: Date;
}

/** The account, through Azure Resource Manager and through its own front door. */
export interface Account {
  /** Whether its policy lets anybody in with a key. */
  takesKeys(): Promise<boolean>;
  keys(): Promise<readonly AccountKey[]>;
  regenerate(name: string): Promise<void>;
  /** A call that needs the key. */
  opensWith(key: Hidden): Promise<boolean>;
}

export function storageAccountKey(account: Account): Strategy {
  const publishedKey = (keys: readonly AccountKey[], published: Published | undefined): AccountKey | undefined =>
    published && keys.find(({ value }) => value.equals(published.value));
  return {
    prepare: async (published) => {
      if (!(await account.takesKeys())) {
        throw new RotationFailure(
          "its storage account refuses keys (allowSharedKeyAccess: false), so a new key would open nothing; let its readers sign in with their identities and remove the secret",
        );
      }
      const before = await account.keys();
      const current = publishedKey(before, published);
      const [spare] = before
        .filter(({ name }) => name !== current?.name)
        .toSorted((a, b) => (a.made?.getTime() ?? 0) - (b.made?.getTime() ?? 0));
      if (spare === undefined) throw new RotationFailure("its storage account has no second key");
      await account.regenerate(spare.name);
      const made = (await account.keys()).find(({ name }) => name === spare.name);
      if (made === undefined) throw new RotationFailure(`its storage account has no ${spare.name} any more`);
      return { value: made.value, credential: made.name };
    },
    prove: ({ value }) => account.opensWith(value),
    target: {
      lasting: true,
      look: async (published) => {
        const keys = await account.keys();
        const current = publishedKey(keys, published);
        return keys.map(({ name, made }) => ({
          id: name,
          ...(made === undefined ? {} : { made }),
          isPublished: name === current?.name,
        }));
      },
      end: (name) => account.regenerate(name),
    },
  };
}
