// `npm run conformance`: plays every recorded write through simulated Azure, and says how many answers agree.
import { conformance, report } from "./conformance.ts";
import { recordingsFolder } from "./recordings.ts";

const folder = recordingsFolder();
if (folder === undefined) {
  console.log("skipped: there are no recordings; set STRONGROOM_AZURE_RECORDINGS to their folder");
} else {
  for (const line of report(await conformance(folder))) console.log(line);
}
