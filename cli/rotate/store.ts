// What a rotation asks of a vault. The real one and the tests' doubles are the same to everything else.
import type { Hidden } from "./hidden.ts";

/** One version of a secret, without its value. */
export interface Version {
  readonly id: string;
  /** By the vault's clock, in whole seconds. */
  readonly created: Date;
  readonly enabled: boolean;
  readonly tags: Readonly<Record<string, string>>;
  readonly expires?: Date;
}

export interface History {
  /** The newest first; it is what readers get, whether it is enabled or not. */
  readonly versions: readonly Version[];
  /** The vault's clock when it answered. This machine's may be wrong, and a wrong one would end an overlap too soon. */
  readonly asOf: Date;
}

export interface NewVersion {
  readonly value: Hidden;
  readonly contentType: string;
  readonly expires: Date;
  readonly tags: Readonly<Record<string, string>>;
}

export interface VersionChange {
  readonly enabled?: boolean;
  readonly tags?: Readonly<Record<string, string>>;
}

/** One vault. Every call may be refused, and may have taken effect although it was. */
export interface SecretStore {
  history(name: string): Promise<History>;
  read(name: string, version: string): Promise<Hidden>;
  write(name: string, version: NewVersion): Promise<void>;
  update(name: string, version: string, change: VersionChange): Promise<void>;
}
