// The environments that a policy knows unless its configuration names others. What an environment is like it takes from its shape
// (stacks/shapes/), so that one with settings of its own needs no entry here.

/** In the order of promotion. */
export const ENVIRONMENTS = ["dev", "staging", "prod"] as const;
