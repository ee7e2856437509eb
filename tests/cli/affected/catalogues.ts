// Catalogues and edits made up by chance, the same for the same seed: applications that grant to each other, settings that name
// them, whole stacks, platforms and cells.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { ROOT } from "../../support/plans.ts";

export type Plain = Record<string, unknown>;

/** All that a stack is planned from. */
export interface Content {
  stack: string;
  /** What stands below `config`. */
  config: Plain;
  manifests: Record<string, Plain>;
  /** A line that is written above each manifest. */
  comments: Record<string, string>;
}

/** Numbers by chance, the same for the same seed (mulberry32, public domain). */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let value = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  }

  happens(probability: number): boolean {
    return this.next() < probability;
  }

  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  one<T>(items: readonly T[]): T | undefined {
    return items[this.below(items.length)];
  }
}

const GUIDS = [
  "a1c35e7f-2b4d-4698-8f0e-7d91b3c5a2e4",
  "b2d46f80-3c5e-47a9-9010-8ea2c4d6b3f5",
  "c3e57091-4d6f-48ba-a121-9fb3d5e7c406",
  "d4f681a2-5e70-49cb-b232-a0c4e6f8d517",
] as const;
const NAMES = ["ants", "bees", "cats", "dogs", "eels", "foxes", "gnus", "hens"] as const;
const WORKLOADS = ["api", "job", "web"] as const;
const OBJECTS = ["alpha", "beta"] as const;

const OPENING = { allowedCidrs: ["203.0.113.0/24"], reason: "A move", until: "2026-02-01" };

const BY_APPLICATION = ["publicAccess", "generations", "people", "cell"].map((key) => `strongroom:${key}`);

export function startContent(chance: Chance): Content {
  const stack = chance.one(["dev", "dev", "staging", "prod"] as const) ?? "dev";
  const { config } = parse(readFileSync(join(ROOT, `Pulumi.${stack}.yaml`), "utf8")) as { readonly config: Plain };
  const content: Content = {
    stack,
    config: Object.fromEntries(Object.entries(config).filter(([key]) => !BY_APPLICATION.includes(key))),
    manifests: {},
    comments: {},
  };
  content.config["strongroom:groups"] = { analysts: GUIDS[0], support: GUIDS[1] };
  const count = 2 + chance.below(4);
  for (const name of NAMES.slice(0, count)) content.manifests[name] = manifest(name, chance, content);
  for (let edits = 0; edits < 4; edits++) crossGrant(content, chance);
  if (chance.happens(0.3)) toCell(content, chance);
  // What ends soon is told of all applications, whatever changes.
  if (stack !== "prod" && chance.happens(0.4)) set(content.config, "publicAccess", { [NAMES[0]]: { vault: OPENING } });
  return content;
}

function manifest(name: string, chance: Chance, { stack }: Content): Plain {
  const workloads = WORKLOADS.slice(0, chance.below(3));
  const some = (list: readonly string[]): string[] => list.filter(() => chance.happens(0.6));
  return {
    name,
    owner: `${name}-team@contoso.com`,
    dataClassification: chance.one(["internal", "confidential"] as const),
    environments: [stack],
    ...(chance.happens(0.15) ? { availability: "paired" } : {}),
    workloads: Object.fromEntries(workloads.map((workload) => [workload, workloadEntry(name, workload, chance)])),
    secrets: Object.fromEntries(
      some(OBJECTS).map((key) => [
        key,
        { purpose: "Opens a door", rotation: { every: "90d", by: "owner" }, readers: some(workloads) },
      ]),
    ),
    keys: Object.fromEntries(
      some(OBJECTS.slice(1)).map((key) => [
        `${key}-key`,
        { purpose: "Signs a thing", type: "EC", rotation: { every: "90d" }, sign: some(workloads) },
      ]),
    ),
    databases: chance.happens(0.3)
      ? { data: { purpose: "Keeps rows", access: { read: [...some(workloads), ...some(["group:analysts"])] } } }
      : {},
  };
}

function workloadEntry(app: string, workload: string, chance: Chance): Plain {
  return chance.happens(0.4)
    ? { federatedWith: { kubernetes: { cluster: "shared", namespace: app, serviceAccount: workload } } }
    : {};
}

export const keysOf = (value: unknown): string[] => Object.keys(value ?? {});
const record = (value: unknown): Record<string, Plain> => value as Record<string, Plain>;

/** Every list of principals in a manifest. */
export function grantLists(manifest: Plain): string[][] {
  return [
    ...Object.values(record(manifest["secrets"])).map(({ readers }) => readers as string[]),
    ...Object.values(record(manifest["keys"])).map(({ sign }) => sign as string[]),
    ...Object.values(record(manifest["databases"])).map(({ access }) => (access as Plain)["read"] as string[]),
  ];
}

function crossGrant(content: Content, chance: Chance): string {
  const [owner, other] = [chance.one(keysOf(content.manifests)) ?? "", chance.one(keysOf(content.manifests)) ?? ""];
  const workload = chance.one(keysOf(content.manifests[other]?.["workloads"]));
  const lists = grantLists(content.manifests[owner] ?? {});
  const list = chance.one(lists);
  if (owner === other || workload === undefined || list === undefined) return "nothing";
  const name = `${other}/${workload}`;
  if (list.includes(name)) list.splice(list.indexOf(name), 1);
  else list.push(name);
  return `${owner} grants to ${name}, or no longer`;
}

/** Takes every reference away that matches. */
function forget(content: Content, app: string, workload?: string): void {
  for (const [name, manifest] of Object.entries(content.manifests)) {
    for (const list of grantLists(manifest)) {
      const kept = list.filter((ref) => {
        const [first = "", second] = ref.split("/");
        const [owner, what] = second === undefined ? [name, first] : [first, second];
        return ref.startsWith("group:") || owner !== app || (workload !== undefined && what !== workload);
      });
      list.splice(0, list.length, ...kept);
    }
  }
}

function toCell({ config, manifests, stack }: Content, chance: Chance): void {
  const applications = keysOf(manifests).filter(() => chance.happens(0.7));
  config["strongroom:part"] = "cell";
  // The platform's own.
  delete config["strongroom:deployIdentity"];
  delete config["strongroom:peopleIdentity"];
  config["strongroom:cell"] = {
    platformStack: `organization/strongroom/${stack}-platform`,
    applications: applications.length === 0 ? keysOf(manifests).slice(0, 1) : applications,
  };
}

type Edit = (content: Content, chance: Chance, app: string) => string;

const EDITS: readonly Edit[] = [
  (content, chance) => {
    const name = NAMES.find((free) => !(free in content.manifests));
    if (name === undefined) return "nothing";
    content.manifests[name] = manifest(name, chance, content);
    return `${name} is new`;
  },
  (content, _, app) => {
    if (keysOf(content.manifests).length < 2) return "nothing";
    forget(content, app);
    remove(content, app);
    return `${app} is gone`;
  },
  (content, _, app) => {
    const name = NAMES.find((free) => !(free in content.manifests));
    const old = content.manifests[app];
    if (name === undefined || old === undefined) return "nothing";
    forget(content, app);
    remove(content, app);
    content.manifests[name] = { ...old, name };
    return `${app} is called ${name}`;
  },
  crossGrant,
  crossGrant,
  (content, chance, app) => {
    const workloads = record(content.manifests[app]?.["workloads"]);
    const free = WORKLOADS.find((name) => !(name in workloads));
    const there = chance.one(keysOf(workloads));
    if (free !== undefined && chance.happens(0.5)) workloads[free] = workloadEntry(app, free, chance);
    else if (there !== undefined && chance.happens(0.5)) workloads[there] = workloadEntry(app, there, chance);
    else if (there !== undefined) {
      forget(content, app, there);
      drop(workloads, there);
    }
    return `workloads of ${app}`;
  },
  (content, chance, app) => {
    const secrets = record(content.manifests[app]?.["secrets"]);
    const key = chance.one(OBJECTS) ?? "alpha";
    if (key in secrets) drop(secrets, key);
    else secrets[key] = { purpose: "Opens a gate", rotation: { every: "30d", by: "generated" }, readers: [] };
    return `secret ${key} of ${app}`;
  },
  (content, chance, app) => {
    const secret = chance.one(Object.values(record(content.manifests[app]?.["secrets"])));
    if (secret !== undefined) secret["rotation"] = { every: chance.one(["30d", "60d", "90d"]), by: "owner" };
    return `a schedule of ${app}`;
  },
  (content, chance, app) => {
    const keys = record(content.manifests[app]?.["keys"]);
    if ("beta-key" in keys) delete keys["beta-key"];
    else
      keys["beta-key"] = {
        purpose: "Signs",
        type: "EC",
        rotation: { every: "60d" },
        sign: chance.happens(0.5) ? ownWorkloads(content, app) : [],
      };
    return `key of ${app}`;
  },
  (content, chance, app) => {
    const manifest = content.manifests[app] ?? {};
    const databases = record(manifest["databases"]);
    if ("data" in databases) delete databases["data"];
    else
      databases["data"] = {
        purpose: "Keeps",
        access: { read: [...ownWorkloads(content, app), ...(chance.happens(0.5) ? ["group:support"] : [])] },
      };
    return `database of ${app}`;
  },
  (content, chance, app) => {
    const manifest = content.manifests[app] ?? {};
    const field = chance.one(["owner", "costCentre", "dataClassification", "availability"] as const);
    if (field === "owner") manifest["owner"] = `team-${String(chance.below(5))}@contoso.com`;
    else if (field === "costCentre") manifest["costCentre"] = String(1000 + chance.below(5));
    else if (field === "dataClassification") manifest[field] = chance.one(["internal", "confidential", "restricted"]);
    else manifest["availability"] = manifest["availability"] === "paired" ? "regional" : "paired";
    return `${String(field)} of ${app}`;
  },
  (content, chance, app) => {
    content.comments[app] = "# more to say\n".repeat(chance.below(4));
    return `comment of ${app}`;
  },
  (content, chance, app) => {
    const { config, stack } = content;
    const people = { ...((config["strongroom:people"] ?? {}) as Plain) };
    if (app in people) drop(people, app);
    else
      people[app] = {
        readers: chance.happens(0.5) ? {} : { objectId: chance.one(GUIDS) },
        ...(stack === "prod" || chance.happens(0.5) ? {} : { operators: {} }),
      };
    set(config, "people", people);
    return `people of ${app}`;
  },
  (content, chance, app) => {
    const generations = { ...((content.config["strongroom:generations"] ?? {}) as Plain), [app]: 1 + chance.below(3) };
    set(content.config, "generations", generations);
    return `generation of ${app}`;
  },
  (content, chance) => {
    content.config["strongroom:groups"] = { analysts: chance.one(GUIDS), support: chance.one(GUIDS.slice(1)) };
    return "groups";
  },
  (content, chance) => {
    content.config["strongroom:tags"] = { "business-unit": chance.one(["retail", "wholesale"]) };
    return "tags";
  },
  (content, chance) => {
    content.config["strongroom:securityContacts"] = [`security-${String(chance.below(3))}@contoso.com`];
    return "security contacts";
  },
  (content, chance) => {
    const shared = `https://westeurope.oic.prod-aks.azure.com/3f0b1c52-8a4d-4e6b-9c1f-2d7e5a90b6c4/${chance.one(GUIDS) ?? ""}/`;
    content.config["strongroom:kubernetesClusters"] = { shared };
    return "the cluster's issuer";
  },
  (content, chance, app) => {
    const { config, stack } = content;
    if (stack === "prod") return "nothing";
    const access = {
      allowedCidrs: ["203.0.113.0/24"],
      reason: "A move",
      until: chance.one(["2026-02-01", "2026-03-01"]),
    };
    const all = { ...((config["strongroom:publicAccess"] ?? {}) as Plain) };
    if (app in all) drop(all, app);
    else all[app] = { vault: access };
    set(config, "publicAccess", all);
    return `public access of ${app}`;
  },
  (content, chance) => {
    if ("strongroom:cell" in content.config && chance.happens(0.3)) {
      delete content.config["strongroom:cell"];
      delete content.config["strongroom:part"];
    } else toCell(content, chance);
    return "which applications are in the cell";
  },
];

function drop(from: object, key: string): void {
  Reflect.deleteProperty(from, key);
}

const ownWorkloads = ({ manifests }: Content, app: string): string[] => keysOf(manifests[app]?.["workloads"]);

function set(config: Plain, key: string, value: Plain): void {
  if (Object.keys(value).length === 0) drop(config, `strongroom:${key}`);
  else config[`strongroom:${key}`] = value;
}

function remove({ config, manifests }: Content, app: string): void {
  drop(manifests, app);
  for (const key of ["people", "generations", "publicAccess"]) {
    const { [app]: _gone, ...rest } = (config[`strongroom:${key}`] ?? {}) as Plain;
    set(config, key, rest);
  }
  const cell = config["strongroom:cell"] as Plain | undefined;
  if (cell !== undefined) cell["applications"] = (cell["applications"] as string[]).filter((name) => name !== app);
}

/** A copy with one to three edits; says which. */
export function edited(content: Content, chance: Chance): { readonly content: Content; readonly what: string } {
  const copy = structuredClone(content);
  const done: string[] = [];
  for (let count = 1 + chance.below(3); count > 0; count--) {
    const app = chance.one(keysOf(copy.manifests)) ?? "";
    done.push((chance.one(EDITS) ?? crossGrant)(copy, chance, app));
  }
  return { content: copy, what: done.join("; ") };
}
