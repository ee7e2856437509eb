// The program that the benchmark compares ours with: the same resources, each made by one plain `new`, out of a list. It
// computes no name, checks no manifest and knows no component but as a name to group under: less than this a program that
// registers these resources cannot do.
import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { withoutProviderAliases } from "../../components/aliases.ts";
import { takeNoTraces } from "../../infra/traces.ts";

type Outputs = Readonly<Record<string, pulumi.Output<string> | undefined>>;

interface Link {
  readonly $from: number;
  readonly output: string;
  readonly suffix?: string;
}

/** A value, a link to another resource's output, or a secret. */
export type FlatValue =
  | null
  | boolean
  | number
  | string
  | Link
  | { readonly $secret: string }
  | readonly FlatValue[]
  | { readonly [key: string]: FlatValue };

export interface FlatResource {
  readonly type: string;
  readonly name: string;
  readonly custom: boolean;
  readonly parent?: number;
  readonly inputs: Readonly<Record<string, FlatValue>>;
  readonly dependsOn: readonly number[];
  readonly protect?: boolean;
  readonly retainOnDelete?: boolean;
  readonly deleteBeforeReplace?: boolean;
  readonly ignoreChanges?: readonly string[];
}

export interface FlatData {
  /** azure-native's own aliases, as it ships them. */
  readonly aliases: boolean;
  readonly resources: readonly FlatResource[];
}

type Constructor = new (name: string, args: object, opts: pulumi.CustomResourceOptions) => pulumi.Resource;

class Group extends pulumi.ComponentResource {
  constructor(type: string, name: string, args: pulumi.Inputs, opts: pulumi.ComponentResourceOptions) {
    super(type, name, args, opts);
    this.registerOutputs();
  }
}

export default async function flat(): Promise<void> {
  const { aliases, resources } = JSON.parse(readFileSync("flat.json", "utf8")) as FlatData;
  takeNoTraces();
  if (!aliases) pulumi.runtime.registerStackTransformation(withoutProviderAliases);
  const classes = await loadClasses(new Set(resources.filter(({ custom }) => custom).map(({ type }) => type)));

  const made: pulumi.Resource[] = [];
  for (const { type, name, parent, inputs, dependsOn, custom: _, ...options } of resources) {
    const opts = {
      ...options,
      ...(parent === undefined ? {} : { parent: made[parent] }),
      ...(dependsOn.length === 0 ? {} : { dependsOn: dependsOn.flatMap((each) => made[each] ?? []) }),
    } as pulumi.CustomResourceOptions;
    const args = argsOf(inputs, made) as pulumi.Inputs;
    const create = classes.get(type);
    made.push(create === undefined ? new Group(type, name, args, opts) : new create(name, args, opts));
  }
}

/** By module, as the SDK's documentation imports them. */
async function loadClasses(types: ReadonlySet<string>): Promise<ReadonlyMap<string, Constructor>> {
  const classes = new Map<string, Constructor>();
  for (const type of types) {
    const [provider = "", module = "", name = ""] = type.split(":");
    const path = provider === "azure-native" ? `@pulumi/azure-native/${module}/index.js` : `@pulumi/${provider}`;
    const found = ((await import(path)) as Readonly<Record<string, unknown>>)[name];
    if (typeof found !== "function") throw new Error(`${path} has no ${name}`);
    classes.set(type, found as Constructor);
  }
  return classes;
}

function argsOf(value: FlatValue, made: readonly pulumi.Resource[]): unknown {
  if (Array.isArray(value)) return (value as readonly FlatValue[]).map((item) => argsOf(item, made));
  if (typeof value !== "object" || value === null) return value;
  if ("$secret" in value) return pulumi.secret(value["$secret"] as string);
  if ("$from" in value) {
    const { $from, output, suffix = "" } = value as Link;
    const outputs = made[$from] as unknown as Outputs;
    if (output === "serverKeyName") return outputs["keyUriWithVersion"]?.apply(serverKeyName);
    const found = outputs[output];
    return suffix === "" ? found : found?.apply((text) => text + suffix);
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, argsOf(item, made)]));
}

/** `<vault>_<key>_<version>`: what SQL calls a vault's key (Azure's REST definitions, ServerKeys). */
function serverKeyName(uri: string): string {
  const { hostname, pathname } = new URL(uri);
  return [hostname.split(".")[0], ...pathname.split("/").slice(2)].join("_");
}
