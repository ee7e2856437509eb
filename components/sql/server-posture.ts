// What every SQL server has, the one in the region and its partner in the paired one alike: Entra tokens only from the
// first second on, no address on the internet, an identity of its own, an audit, and an alarm. One function, so that the
// server that nobody looks at until the day of the failover cannot be the weaker one.
import * as sql from "../azure/sql.ts";
import type * as pulumi from "@pulumi/pulumi";
import { lock } from "../authorization/lock.ts";
import { WorkloadIdentity } from "../identity/workload-identity.ts";
import { PrivateEndpoint } from "../network/private-endpoint.ts";
import type { PartPlatform, PlatformAudit, EndpointNetwork } from "../platform.ts";
import { inForce } from "../ending.ts";
import { exceptionTags, openFirewall, type SqlPublicAccess } from "./firewall.ts";
import { serverAdministrators } from "./server-administrators.ts";
import { auditServer } from "./server-audit.ts";
import { validateServerName } from "./sql-names.ts";
import type { SqlAdministrators } from "./sql-administrators.ts";

export interface ServerPostureArgs {
  readonly platform: PartPlatform;
  readonly location: string;
  readonly network: EndpointNetwork;
  readonly audit: PlatformAudit;
  readonly serverName: string;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly tags: Readonly<Record<string, string>>;
  readonly administrators: SqlAdministrators;
  readonly minimalTlsVersion: "1.2" | "1.3";
  readonly alertEmails: readonly string[];
  readonly endpointAddress?: string;
  readonly publicAccess?: SqlPublicAccess;
}

export interface PosturedServer {
  readonly server: sql.Server;
  /** What the server signs in to a vault as. */
  readonly identity: WorkloadIdentity;
  /** `<server>.database.windows.net`, or that of another cloud. */
  readonly host: string;
  /** Where its logs and those of its databases go. */
  readonly audit: PlatformAudit;
  /** What lies in the server or leads to it, besides its databases. */
  readonly parts: readonly pulumi.Resource[];
}

export function posturedServer(
  name: string,
  args: ServerPostureArgs,
  opts: pulumi.CustomResourceOptions,
): PosturedServer {
  validateServerName(`SqlServer ${name}: serverName`, args.serverName);
  const { platform, administrators } = args;
  const publicAccess = inForce(args.publicAccess, platform.now);
  const inGroup = { resourceGroupName: args.resourceGroupName };

  const identity = new WorkloadIdentity(
    `${name}-sql`,
    {
      ...inGroup,
      identityName: `id-${args.serverName}`,
      location: args.location,
      tags: args.tags,
    },
    opts,
  );
  const server = new sql.Server(
    name,
    {
      ...inGroup,
      serverName: args.serverName,
      location: args.location,
      version: "12.0",
      administrators: {
        administratorType: "ActiveDirectory",
        azureADOnlyAuthentication: true,
        principalType: "Group",
        login: administrators.displayName,
        sid: administrators.principalId,
        tenantId: platform.tenantId,
      },
      identity: { type: "UserAssigned", userAssignedIdentities: [identity.id] },
      primaryUserAssignedIdentityId: identity.id,
      minimalTlsVersion: args.minimalTlsVersion,
      publicNetworkAccess: publicAccess === undefined ? "Disabled" : "Enabled",
      restrictOutboundNetworkAccess: "Enabled",
      tags: { ...args.tags, ...exceptionTags(publicAccess) },
    },
    {
      ...opts,
      protect: platform.protection.protect,
      // Azure takes the block on creation only: see server-administrators.ts for what comes later.
      // The key appears once the protector is set (azurerm#21905, #21704): it is the protector's to say.
      ignoreChanges: ["administrators", "administratorLogin", "keyId"],
    },
  );
  // Whatever updates the server sends its first administrators along; said again after it, today's are right in any case.
  const written = JSON.stringify([args.tags, exceptionTags(publicAccess), args.minimalTlsVersion]);
  serverAdministrators(
    name,
    { ...inGroup, serverName: args.serverName, administrators, tenantId: platform.tenantId, written },
    { ...opts, dependsOn: server },
  );

  const endpoint = new PrivateEndpoint(
    `${name}-endpoint`,
    {
      ...inGroup,
      target: { kind: "sqlServer", id: server.id, name: args.serverName },
      network: args.network,
      ...(args.endpointAddress === undefined ? {} : { address: args.endpointAddress }),
      tags: args.tags,
    },
    opts,
  );
  const rules =
    publicAccess === undefined ? [] : openFirewall(name, { ...inGroup, serverName: server.name, publicAccess }, opts);
  const { audit, alertEmails, serverName } = args;
  const { defenderForSql = "per-server" } = platform;
  const audited = auditServer(name, { ...inGroup, server, serverName, defenderForSql, audit, alertEmails }, opts);

  return {
    server,
    identity,
    host: `${args.serverName}.${platform.cloud.sqlSuffix}`,
    audit: args.audit,
    parts: [endpoint, ...rules, ...audited],
  };
}

/** Azure refuses to delete the server and whatever lies in it; `holds` is all of that. */
export function lockServer(
  name: string,
  { server }: PosturedServer,
  holds: readonly pulumi.Resource[],
  opts: pulumi.CustomResourceOptions,
): void {
  lock(name, { of: server, because: "an application's data is kept here", holds }, opts);
}
