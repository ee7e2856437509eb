// Starts the doctor inside the network: an execution of one of the stack's own jobs with other arguments (azure-rest-api-specs,
// Microsoft.App: Jobs_Start takes containers, and no volumes, so what must be true travels as an argument: names and ids).
import { z } from "zod";
import type { TokenCredential } from "@azure/identity";
import type { Cloud } from "../../facts/clouds.ts";
import { UserError } from "../../text/errors.ts";
import { printable } from "../../text/printable.ts";
import { Arm } from "./probes/arm.ts";
import { causeOfCode } from "./steps/measured.ts";

const VERSION = "2025-01-01";
/** Milliseconds between two looks at the execution. */
const PAUSE = 5_000;
/** Looks: together ten minutes. */
const LOOKS = 120;

const named = z.object({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/),
  resourceGroup: z.string().regex(/^[\w.()-]{1,90}$/),
});
const jobs = z.looseObject({
  sqlReconcilerJob: named.optional(),
  vaultReconcilerJob: named.optional(),
  rotationJob: named.optional(),
});
const container = z.object({
  name: z.string(),
  image: z.string(),
  env: z.array(z.object({ name: z.string(), value: z.string().optional() })).default([]),
  resources: z.looseObject({}).optional(),
});
const job = z.object({ properties: z.object({ template: z.object({ containers: z.array(container).min(1) }) }) });
const started = z.object({ name: z.string() });
const execution = z.object({
  properties: z.looseObject({
    status: z.string().optional(),
    detailedStatus: z
      .object({
        replicas: z
          .array(z.object({ containers: z.array(z.object({ code: z.number().optional() })).default([]) }))
          .default([]),
      })
      .nullish(),
  }),
});

export interface JobArgs {
  readonly subscription: string;
  readonly cloud: Cloud;
  readonly credential: TokenCredential;
  readonly fetch: typeof fetch;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** The job that may look: the users of a database are seen by the one that makes them. */
export function jobIn(outputs: unknown, kind: string): z.output<typeof named> {
  const parsed = jobs.safeParse(outputs);
  const { sqlReconcilerJob, vaultReconcilerJob, rotationJob } = parsed.success ? parsed.data : {};
  const wanted = kind === "database" ? sqlReconcilerJob : (vaultReconcilerJob ?? rotationJob ?? sqlReconcilerJob);
  if (wanted === undefined) {
    throw new UserError(
      `--as-job: the stack has no job in its network${kind === "database" ? " that sees the users of databases" : ""}; set strongroom:sqlReconcilerJob${kind === "database" ? "" : ", strongroom:vaultReconcilerJob or strongroom:rotatorJob"} and deploy, or run this from a machine in the network`,
    );
  }
  return wanted;
}

/** `ok`, or the id of the cause that it met. */
export async function lookAsJob(
  at: z.output<typeof named>,
  args: readonly string[],
  { subscription, cloud, credential, fetch: fetchIt, sleep }: JobArgs,
): Promise<string> {
  const id = `${subscription}/resourceGroups/${at.resourceGroup}/providers/Microsoft.App/jobs/${at.name}`;
  const arm = new Arm(credential, cloud, fetchIt);
  const found = await arm.get(id, VERSION, job);
  if ("unseen" in found) throw new UserError(`--as-job: ${printable(found.unseen)}`);
  if (found.seen === "absent") throw new UserError(`--as-job: job ${at.name} is not there; deploy it with pulumi up`);
  const [own] = found.seen.properties.template.containers;
  if (own === undefined) throw new UserError(`--as-job: job ${at.name} has no container`);
  const name = await start(id, { containers: [{ ...own, args }] }, { cloud, credential, fetchIt });
  for (let looks = 0; looks < LOOKS; looks += 1) {
    const answer = await arm.get(`${id}/executions/${name}`, VERSION, execution);
    const state = "seen" in answer && answer.seen !== "absent" ? answer.seen.properties : undefined;
    if (state?.status === "Succeeded") return "ok";
    if (state?.status !== undefined && !/^(?:Running|Processing|Unknown)$/.test(state.status)) {
      const code = (state.detailedStatus?.replicas ?? [])
        .flatMap(({ containers }) => containers.map((each) => each.code ?? 0))
        .find((each) => each !== 0);
      const cause = code === undefined ? undefined : causeOfCode(code);
      if (cause !== undefined) return cause;
      throw new UserError(
        `--as-job: ${printable(name)} ended with ${printable(state.status)}; its log in the workspace (ContainerAppConsoleLogs) says why`,
      );
    }
    await sleep(PAUSE);
  }
  throw new UserError(
    `--as-job: ${printable(name)} has not ended yet; look again with az containerapp job execution show --name ${at.name} --resource-group ${at.resourceGroup} --job-execution-name ${printable(name)}`,
  );
}

/** The one request here that is no question: it runs the job's own image, which its identity alone limits. */
async function start(
  id: string,
  body: object,
  {
    cloud,
    credential,
    fetchIt,
  }: { readonly cloud: Cloud; readonly credential: TokenCredential; readonly fetchIt: typeof fetch },
): Promise<string> {
  const token = await credential.getToken(`${cloud.resourceManager}/.default`);
  if (token === null) throw new UserError("--as-job: nobody is signed in here; run az login");
  const response = await fetchIt(`${cloud.resourceManager}${encodeURI(id)}/start?api-version=${VERSION}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token.token}`, "content-type": "application/json" },
    redirect: "error",
    body: JSON.stringify(body),
  });
  const parsed = started.safeParse(await response.json().catch(() => undefined));
  if (!response.ok || !parsed.success) {
    throw new UserError(
      `--as-job: the job was not started (${String(response.status)}); it takes Microsoft.App/jobs/start/action on it`,
    );
  }
  return parsed.data.name.split("/").at(-1) ?? parsed.data.name;
}

/** What the job is told: the stack's name and the applications that matter, as an argument. */
export const packed = (content: { readonly stack: string; readonly outputs: unknown }): string =>
  Buffer.from(JSON.stringify(content)).toString("base64url");

export function unpacked(text: string): { readonly stack: string; readonly source: string; readonly outputs: unknown } {
  const parsed = z.object({ stack: z.string(), outputs: z.unknown() }).safeParse(parse(text));
  if (!parsed.success) throw new UserError("--promised: is not what --as-job wrote");
  return { stack: parsed.data.stack, source: "what --as-job was told", outputs: parsed.data.outputs };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
