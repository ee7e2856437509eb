// Lists whose order says nothing: who reads a secret, which ranges are let in. They are put in one order here, so that a line
// moved in a manifest or in settings changes nothing that is deployed.

/** A copy in the order of its code units, which is the same on every machine. */
export function unordered(items: readonly string[]): string[] {
  return [...items].sort();
}
