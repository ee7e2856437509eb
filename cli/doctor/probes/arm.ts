// Azure Resource Manager, read. It can ask and nothing else: GET, and the one POST that Azure made of a list.
import { z } from "zod";
import type { TokenCredential } from "@azure/identity";
import type { Cloud } from "../../../facts/clouds.ts";
import { messageOf } from "../../../text/errors.ts";
import { unseen, type Asked } from "../evidence.ts";
import { PROBE_TIMEOUT } from "./machine.ts";

const refusal = z.object({ error: z.object({ code: z.string() }) });

/** A list of more pages than this is not read to its end. */
const MAX_PAGES = 50;

export type Answer<T> = Asked<T | "absent">;

export class Arm {
  readonly #credential: TokenCredential;
  readonly #cloud: Cloud;
  readonly #fetch: typeof fetch;

  constructor(credential: TokenCredential, cloud: Cloud, fetchIt: typeof fetch) {
    this.#credential = credential;
    this.#cloud = cloud;
    this.#fetch = fetchIt;
  }

  /** A resource, or that it is not there, or why nobody can say. */
  async get<T>(path: string, version: string, shape: z.ZodType<T>, query = ""): Promise<Answer<T>> {
    return this.#ask("GET", `${encodeURI(path)}?api-version=${version}${query}`, shape);
  }

  /** Every page of a list; a list of something that is not there is empty. */
  async list<T>(
    path: string,
    version: string,
    item: z.ZodType<T>,
    query = "",
    method: "GET" | "POST" = "GET",
  ): Promise<Asked<readonly T[]>> {
    const page = z.object({ value: z.array(item), nextLink: z.string().nullish() });
    const found: T[] = [];
    let at: string | undefined = `${encodeURI(path)}?api-version=${version}${query}`;
    for (let pages = 0; at !== undefined; pages += 1) {
      if (pages === MAX_PAGES) return unseen(`Azure lists more at ${path} than is read`);
      const answer: Answer<z.output<typeof page>> = await this.#ask(method, at, page);
      if ("unseen" in answer) return answer;
      if (answer.seen === "absent") return { seen: found };
      found.push(...answer.seen.value);
      const next: string | null | undefined = answer.seen.nextLink;
      // The token goes to the cloud's own management endpoint and nowhere else.
      if (next !== undefined && next !== null && next !== "" && !next.startsWith(`${this.#cloud.resourceManager}/`)) {
        return unseen("Azure Resource Manager goes on at another host");
      }
      at =
        next === undefined || next === null || next === "" ? undefined : next.slice(this.#cloud.resourceManager.length);
    }
    return { seen: found };
  }

  async #ask<T>(method: "GET" | "POST", path: string, shape: z.ZodType<T>): Promise<Answer<T>> {
    try {
      const token = await this.#credential.getToken(`${this.#cloud.resourceManager}/.default`);
      if (token === null) return unseen("nobody is signed in here; run az login");
      const response = await this.#fetch(`${this.#cloud.resourceManager}${path}`, {
        method,
        headers: { authorization: `Bearer ${token.token}` },
        redirect: "error",
        signal: AbortSignal.timeout(PROBE_TIMEOUT),
      });
      const body: unknown = await response.json().catch(() => undefined);
      if (response.ok) {
        const parsed = shape.safeParse(body);
        return parsed.success ? { seen: parsed.data } : unseen("Azure answered in a form that is not known here");
      }
      if (response.status === 404) return { seen: "absent" };
      const code = refusal.safeParse(body);
      const said = code.success ? code.data.error.code : String(response.status);
      return unseen(
        response.status === 403
          ? `who runs this may not read it (${said}); docs/doctor.md says which right it takes`
          : `Azure Resource Manager answers ${said}`,
      );
    } catch (error) {
      return unseen(`Azure Resource Manager could not be asked (${messageOf(error)})`);
    }
  }
}
