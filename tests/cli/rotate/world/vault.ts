// A vault's secrets in memory, with the rules that matter to a rotation: every write is a new version, the newest is what
// readers get even when it is disabled, times are whole seconds, and nothing is ever deleted.
import { Hidden } from "../../../../cli/rotate/hidden.ts";
import type { History, NewVersion, VersionChange } from "../../../../cli/rotate/store.ts";
import { VaultFailure } from "../../../../cli/vault/vault-plane.ts";

export interface Stored {
  readonly id: string;
  readonly value: string;
  readonly created: Date;
  readonly expires: Date | undefined;
  readonly by: string;
  readonly contentType?: string;
  enabled: boolean;
  tags: Readonly<Record<string, string>>;
}

export class MemoryVault {
  /** Oldest first. */
  readonly versions: Stored[] = [];
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  put(value: string, now: number, by: string, rest: Partial<NewVersion> = {}): Stored {
    const version: Stored = {
      id: `${this.#name}v${String(this.versions.length + 1)}`,
      value,
      created: new Date(Math.floor(now / 1000) * 1000),
      expires: rest.expires,
      ...(rest.contentType === undefined ? {} : { contentType: rest.contentType }),
      by,
      enabled: true,
      tags: rest.tags ?? {},
    };
    this.versions.push(version);
    return version;
  }

  get newest(): Stored | undefined {
    return this.versions.at(-1);
  }

  history(now: number): History {
    return {
      versions: this.versions.toReversed().map(({ id, created, enabled, tags, expires }) => ({
        id,
        created,
        enabled,
        tags,
        ...(expires === undefined ? {} : { expires }),
      })),
      asOf: new Date(now),
    };
  }

  read(id: string): Hidden {
    const version = this.#find(id);
    if (!version.enabled)
      throw new VaultFailure("Operation get is not allowed on a disabled secret.", 403, "SecretDisabled");
    return new Hidden(version.value);
  }

  update(id: string, { enabled, tags }: VersionChange): void {
    const version = this.#find(id);
    if (enabled !== undefined) version.enabled = enabled;
    if (tags !== undefined) {
      if (Object.keys(tags).length > 15) throw new VaultFailure("too many tags", 400, "BadParameter");
      version.tags = tags;
    }
  }

  #find(id: string): Stored {
    const version = this.versions.find((other) => other.id === id);
    if (version === undefined) throw new VaultFailure(`no version ${id}`, 404, "SecretNotFound");
    return version;
  }
}
