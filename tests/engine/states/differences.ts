// What an upgrade from an earlier release replaces, deletes or asks of manifests and settings, each on purpose and with its
// reason. All else that is replaced or deleted fails the test. CHANGELOG.md tells the same under "Breaking changes".

export interface Difference {
  /** Releases that show it. */
  readonly releases: readonly string[];
  /** The change as tests word it, such as `replace azure-native:authorization:RoleAssignment orders-…`. */
  readonly change: RegExp;
  readonly reason: string;
}

export const DIFFERENCES: readonly Difference[] = [
  {
    releases: ["0.1.0"],
    change:
      /^(create-replacement|replace|delete-replaced) azure-native:authorization:RoleAssignment \S+-(read|write|wrap)-\S+$/,
    reason:
      "each word of a manifest is a role of our own (docs/adr/0029): the narrow grant is made before the wide one goes",
  },
  {
    releases: ["0.1.0"],
    change: /^delete azure-native:authorization:RoleAssignment \S+-use-\S+$/,
    reason: "Key Vault Crypto User, which did everything with a key, is the words that an application asks for",
  },
];

export interface Edit {
  readonly releases: readonly string[];
  /** Of the release's manifests and settings. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

/** What somebody who upgrades writes otherwise. */
export const EDITS: readonly Edit[] = [
  {
    releases: ["0.1.0"],
    file: "apps/orders.yaml",
    from: "encryptDecrypt: [api]\n    wrapUnwrap: [worker]",
    to: "encrypt: [api]\n    decrypt: [api]\n    wrap: [worker]\n    unwrap: [worker]",
    reason: "a key's words are one for each operation",
  },
];
