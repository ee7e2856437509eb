// The outputs of a stack, or those that a plan foresees, checked before anything of them is used: names, ids and addresses
// of the forms that Azure allows, so that a state file somebody else wrote cannot put a command into what is pasted.
import { z } from "zod";
import { UserError } from "../../text/errors.ts";
import { printable } from "../../text/printable.ts";
import { NOT_YET_KNOWN } from "./connection.ts";

/** One resource of a plan or of a state; the fields that both have. */
export interface StackResource {
  readonly urn: string;
  readonly type: string;
  readonly inputs?: Readonly<Record<string, unknown>> | undefined;
  readonly propertyDependencies?: Readonly<Record<string, readonly string[] | null>> | undefined;
}

/** A stack, wherever it was read. */
export interface StackContent {
  readonly stack: string;
  /** What messages and the first line of the output call it. */
  readonly source: string;
  /** Absent where only the outputs were read: they say themselves who is granted what. */
  readonly resources?: readonly StackResource[] | undefined;
  readonly outputs: unknown;
}

export const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
export const NAME = /^[A-Za-z0-9-]{1,127}$/;

const unknown = z.object({ $unknown: z.literal(true) }).transform(() => NOT_YET_KNOWN);
const guid = z.union([z.string().regex(GUID), unknown]);
const object = z.object({
  name: z.string().regex(NAME),
  uri: z.string().regex(/^https:\/\/[A-Za-z0-9-]{3,24}\.vault\.[a-z.]+\/(secrets|keys|certificates)\/[A-Za-z0-9-]+$/),
});
const vault = z.object({
  name: z.string().regex(/^[A-Za-z0-9-]{3,24}$/),
  uri: z.string().regex(/^https:\/\/[A-Za-z0-9-]{3,24}\.vault\.[a-z.]+\/$/),
});
const label = z.string().regex(/^[a-z0-9][a-z0-9-]*(\/[a-z0-9][a-z0-9-]*)?$/);
const objects = <T extends z.ZodRawShape>(grants: T) => z.record(z.string().regex(NAME), object.extend(grants));
// What is optional here is not in the outputs of a stack that was deployed by an earlier version.
const holders = z.array(label).optional();
const outsiders = z.record(
  z.string().regex(NAME),
  // Lengths: entra-docs, workload-identity-federation, a credential's issuer and subject.
  z.object({ issuer: z.string().regex(/^https:\/\/\P{C}{1,592}$/u), subject: z.string().regex(/^\P{C}{1,600}$/u) }),
);
const application = z.object({
  tenantId: z.string().regex(GUID).optional(),
  resourceGroup: z.string().regex(/^[\w.()-]{1,90}$/),
  vault,
  pairedVault: vault.optional(),
  workloads: z.record(
    z.string().regex(NAME),
    z.object({
      identity: z.string().regex(/^[\w-]{3,128}$/),
      clientId: guid,
      principalId: guid,
      resourceId: z.union([z.string().regex(/^\/subscriptions\/[0-9a-f-]{36}\/[\w./()-]+$/i), unknown]),
      federation: outsiders.optional(),
    }),
  ),
  secrets: objects({ readers: holders, writers: holders }),
  keys: objects({ sign: holders, verify: holders, encrypt: holders, decrypt: holders, wrap: holders, unwrap: holders }),
  certificates: objects({ readers: holders }),
  databases: z.record(
    z.string().regex(NAME),
    z.object({
      server: z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/),
      database: z.string().regex(/^\P{C}{1,128}$/u),
      connections: z.record(label, z.object({ connectionString: z.unknown(), secret: object.optional() })),
      // Read by those alone who look into a database, and checked there.
      users: z.unknown().optional(),
    }),
  ),
});
export type Application = z.output<typeof application>;

/** Problems that a message names; the rest are counted. */
const MAX_SHOWN = 3;

export function readApplications({ outputs, source }: StackContent): Readonly<Record<string, Application>> {
  const some = z.object({ applications: z.record(z.string(), z.unknown()) }).safeParse(outputs);
  if (!some.success) {
    throw new UserError(`${printable(source)}: has no output "applications"; deploy the stack with pulumi up first`);
  }
  const problems: string[] = [];
  const read = Object.entries(some.data.applications).flatMap(([name, value]) => {
    const parsed = application.safeParse(value);
    const where = `${printable(source)}: applications.${printable(name)}`;
    if (!NAME.test(name)) problems.push(`${where}: is no application's name`);
    else if (parsed.success) return [[name, parsed.data] as const];
    else
      problems.push(
        ...parsed.error.issues.map(
          ({ path, message }) => `${where}.${printable(path.map(String).join("."))}: ${printable(message)}`,
        ),
      );
    return [];
  });
  if (problems.length > 0) {
    const more = problems.length > MAX_SHOWN ? [`and ${problems.length - MAX_SHOWN} more`] : [];
    throw new UserError([...problems.slice(0, MAX_SHOWN), ...more].join("\n"));
  }
  return Object.fromEntries(read);
}
