// A process for tests to interrupt: runs `up` of a tiny program as the command does, and says when the program runs.
// `hold-up.ts <programDir> <stateDir>`
import { forwardSignals } from "../../cli/interrupt.ts";
import { withSession } from "../../simulator/engine/session.ts";
import { startFakeProvider } from "./fake-provider.ts";
import { ROOT } from "./tiny-project.ts";

const [programDir = "", stateDir = ""] = process.argv.slice(2);
const startProviders = (): ReturnType<typeof startFakeProvider> => startFakeProvider();
await withSession({ root: ROOT, programDir, stateDir, startProviders }, async (session) => {
  let told = false;
  // The message makes every process of this run recognizable by its command line.
  const running = await session.start(["up", "--yes", "--skip-preview", "--message", programDir], {
    onEvent: (event) => {
      if (!told && event.diagnosticEvent?.message.includes("the program waits")) {
        told = true;
        process.stdout.write("ready\n");
      }
    },
  });
  const forwarding = forwardSignals(running);
  const { exitCode } = await running.result;
  forwarding.stop();
  process.stdout.write(`pulumi ended with ${exitCode}\n`);
});
