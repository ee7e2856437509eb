// What an upgrade from an earlier release replaces, deletes or asks of manifests and settings, each on purpose and with its
// reason. All else that is replaced or deleted fails the test. CHANGELOG.md tells the same under "Breaking changes".

export interface Difference {
  /** Releases that show it. */
  readonly releases: readonly string[];
  /** The change as tests word it, such as `replace azure-native:authorization:RoleAssignment orders-…`. */
  readonly change: RegExp;
  readonly reason: string;
}

export const DIFFERENCES: readonly Difference[] = [];

export interface Edit {
  readonly releases: readonly string[];
  /** Of the release's manifests and settings. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

/** What somebody who upgrades writes otherwise. */
export const EDITS: readonly Edit[] = [];
