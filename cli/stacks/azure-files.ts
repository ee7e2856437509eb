// Azure Pipelines builds its stages before it checks anything out, and lets a connection be named by no variable: its list of stacks
// is a file of the repository. It is made from the settings, and never edited.
import type { PlacedStack } from "./stack.ts";

const HEAD =
  "# Made from Pulumi.*.yaml by `npx strongroom stacks --write`; `npx strongroom stacks --check` holds it.\n";

/** Contents by file. */
export function azureFiles(stacks: readonly PlacedStack[]): ReadonlyMap<string, string> {
  const people = stacks.filter(({ part }) => part === "people");
  const deployed = stacks.filter(({ part }) => part !== "people");
  const stages = deployed.map(
    ({ name, waitsFor }) => `  - template: deploy-stack.yml
    parameters:
      stack: ${name}
      id: ${idOf(name)}
      waitsFor: [${waitsFor.map(idOf).join(", ")}]
`,
  );
  const looks = (some: readonly PlacedStack[]): string =>
    `${HEAD}parameters:
  - name: what
    type: string
  - name: report
    type: string

jobs:
  - template: look.yml
    parameters:
      what: \${{ parameters.what }}
      report: \${{ parameters.report }}
      stacks:
${some.map(({ name }) => `        - { stack: ${name}, id: ${idOf(name)} }\n`).join("")}`;
  return new Map([
    [".azuredevops/stacks.yml", `${HEAD}stages:\n${stages.join("")}`],
    [".azuredevops/look-stacks.yml", looks(stacks)],
    // Not where databases pause: looking at the encryption of a serverless one resumes it, for an hour's price each night.
    [".azuredevops/drift-stacks.yml", looks(stacks.filter(({ steady }) => steady))],
    ...(people.length === 0 ? [] : [[".azuredevops/people.yml", peoplePipeline(people)] as const]),
  ]);
}

/** A person chooses one of them; which ones there are must stand in the pipeline itself. */
function peoplePipeline(people: readonly PlacedStack[]): string {
  return `${HEAD}# A person starts it, and another one approves: the same as .github/workflows/people.yml (docs/people.md).
trigger: none

pr: none

parameters:
  - name: stack
    displayName: The stack of people
    type: string
    values: [${people.map(({ name }) => name).join(", ")}]

stages:
  - template: deploy-people.yml
    parameters:
      stack: \${{ parameters.stack }}
`;
}

/** A stage's or job's name has letters, digits and underscores, and begins with none of the digits. */
export function idOf(stack: string): string {
  return `stack_${stack.replaceAll(/[^A-Za-z0-9]/g, "_")}`;
}
