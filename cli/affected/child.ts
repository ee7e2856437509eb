// Compares parts in a process of its own, since Pulumi's runtime is one per process. Asked on standard input; answers on file
// descriptor 3, so that whatever the program prints stays apart.
import { Socket } from "node:net";
import { json } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { takeNoTraces } from "../../infra/traces.ts";
import { messageOf } from "../../text/errors.ts";
import { compareSides, type Compared } from "./compare.ts";
import type { AffectedAnswer, CompareAnswer, Job } from "./message.ts";

takeNoTraces();

const answer = new Socket({ fd: 3, readable: false, writable: true });
// Not awaited at the top: Node would print a warning of its own about a program that never ends.
void json(process.stdin)
  .then((job) => run(job as Job))
  .then((result) => answer.end(JSON.stringify(result)));

async function run({ main, date, plans, pairs }: Job): Promise<CompareAnswer> {
  const { default: program } = (await import(pathToFileURL(main).href)) as { readonly default?: unknown };
  const stacks: CompareAnswer["stacks"][number][] = [];
  for (const { base, head } of pairs) {
    const { stack } = head;
    try {
      if (typeof program !== "function") throw new Error("the program is no function, and runs once only");
      const compared = await compareSides({ base, head, program: program as () => unknown, date, plans });
      stacks.push(answerOf(stack, compared));
    } catch (error) {
      stacks.push({ stack, unreadable: messageOf(error) });
    }
  }
  // Kilobytes (Node.js documentation, process.resourceUsage).
  return { stacks, peakBytes: process.resourceUsage().maxRSS * 1024 };
}

function answerOf(stack: string, compared: Compared): AffectedAnswer {
  const { affected } = compared;
  return {
    stack,
    everything: affected === undefined && compared.kind === "whole" ? [compared.because] : (affected?.everything ?? []),
    applications: Object.fromEntries(affected?.applications ?? []),
    ...(compared.kind === "whole" ? { whole: compared.because } : {}),
    ...(compared.kind === "affected" && compared.before !== undefined && compared.after !== undefined
      ? { plans: { before: compared.before, after: compared.after } }
      : {}),
  };
}
