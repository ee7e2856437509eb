// Keeps the state of a release: `node tests/engine/states/keep-state.ts 0.2.0`, run on the release's own checkout before its
// tag is set. Deploys the manifests and settings in the release's folder (those of the release before, where there are none
// yet) to simulated Azure, and keeps what the engine and simulated Azure then hold.
import { readdirSync } from "node:fs";
import { OwnProject, succeed, UP } from "../../support/own-project.ts";
import { copyInputs, hasInputs, keepState, releaseFolder, releases } from "./releases.ts";

const [release = ""] = process.argv.slice(2);
if (!/^\d+\.\d+\.\d+$/.test(release)) {
  console.error(`keep-state: "${release}" is not a release; write its number, as in 0.2.0`);
  process.exit(2);
}
if (!hasInputs(release)) {
  const before = releases()
    .filter((each) => each !== release)
    .at(-1);
  if (before === undefined) {
    console.error(
      `keep-state: ${releaseFolder(release)} has no manifests and settings, and there is no release before it`,
    );
    process.exit(2);
  }
  copyInputs(before, releaseFolder(release));
}

const stacks = readdirSync(releaseFolder(release)).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);
for (const stack of stacks) {
  const project = new OwnProject();
  try {
    project.clearInputs();
    copyInputs(release, project.programDir);
    await project.session(async (session) => {
      succeed(await session.pulumi(UP, { stack }));
    });
    keepState(release, stack, project.stateDir);
    console.log(`${stack} of ${release} is kept in ${releaseFolder(release)}`);
  } finally {
    project.remove();
  }
}
