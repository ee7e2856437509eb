// The environments that a program of this kind can be. One list for manifests, settings and the policy's configuration, so that a
// level for an environment that does not exist is found.

/** In the order of promotion. */
export const ENVIRONMENTS = ["dev", "staging", "prod"] as const;

export type Environment = (typeof ENVIRONMENTS)[number];
