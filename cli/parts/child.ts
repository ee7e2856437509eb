// Plans a share of a stack in a process of its own. Asked on standard input; answers on file descriptor 3, so that whatever the program
// prints stays apart.
import { Socket } from "node:net";
import { json } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { takeNoTraces } from "../../infra/traces.ts";
import { messageOf } from "../../text/errors.ts";
import type { PartsAnswer, PartsJob } from "./message.ts";
import { planShare } from "./plan-share.ts";

takeNoTraces();

const answer = new Socket({ fd: 3, readable: false, writable: true });
// Not awaited at the top: Node would print a warning of its own about a program that never ends.
void json(process.stdin)
  .then((job) => run(job as PartsJob))
  .then((result) => answer.end(JSON.stringify(result)));

async function run(job: PartsJob): Promise<PartsAnswer> {
  try {
    const { default: program } = (await import(pathToFileURL(job.main).href)) as { readonly default?: unknown };
    // What is no function runs once, when it is loaded.
    if (typeof program !== "function") return { kind: "whole", because: "the program is no function" };
    return await planShare(job, program as () => unknown);
  } catch (error) {
    return { kind: "whole", because: messageOf(error) };
  }
}
