// The checks that every object of a vault has in common, and one way to refuse: all problems at once, each with its place.
import * as pulumi from "@pulumi/pulumi";

/** Azure's REST definitions, keyvault 2024-11-01: name of a secret and of a key. */
const OBJECT_NAME = /^[a-zA-Z0-9-]{1,127}$/;

/** Throws when there are problems, each as `<field>: …`. */
export function refuse(component: string, problems: readonly string[]): void {
  if (problems.length > 0) {
    throw new pulumi.RunError(problems.map((problem) => `${component}: ${problem}`).join("\n"));
  }
}

export function nameProblems(field: string, name: string): string[] {
  return OBJECT_NAME.test(name)
    ? []
    : [`${field}: "${name}" is no name in a vault; use 1 to 127 letters, digits and hyphens`];
}

/** Nothing exists without a name, an owner and a purpose (R8). */
export function validateObject(
  component: string,
  field: string,
  name: string,
  described: { readonly purpose: string; readonly owner: string },
): void {
  const problems = nameProblems(field, name);
  for (const what of ["purpose", "owner"] as const) {
    if (described[what].trim() === "") problems.push(`${what}: is empty; nothing is kept without one`);
  }
  refuse(component, problems);
}
