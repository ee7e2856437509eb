// Names that Azure would refuse after minutes of deployment are refused here, before anything is planned.
import * as pulumi from "@pulumi/pulumi";

/** 1 to 63 lowercase letters, digits and hyphens, no hyphen at either end (learn: naming rules, Microsoft.Sql). */
const SERVER_NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** 1 to 128 characters, none of `<>*%&:\/?`, no dot or space at the end (learn: naming rules, Microsoft.Sql). */
const DATABASE_NAME = /^[^<>*%&:\\/?\p{Cc}]{0,127}[^<>*%&:\\/?\p{Cc}. ]$/u;

/** Databases that every server has. */
const SYSTEM_DATABASES: readonly string[] = ["master", "model", "msdb", "tempdb"];

/** A server's name or a failover group's: both become host names in one and the same domain. */
export function validateServerName(where: string, value: string): void {
  if (!SERVER_NAME.test(value)) {
    throw new pulumi.RunError(
      `${where}: "${value}" is no server name; use 1 to 63 lowercase letters, digits and hyphens, no hyphen at either end`,
    );
  }
}

export function validateDatabaseName(where: string, value: string): void {
  if (!DATABASE_NAME.test(value)) {
    throw new pulumi.RunError(
      `${where}: "${value}" is no database name; use 1 to 128 characters without <>*%&:\\/? and without a dot or space at the end`,
    );
  }
  if (SYSTEM_DATABASES.includes(value.toLowerCase())) {
    throw new pulumi.RunError(`${where}: "${value}" is a database that every server has; use another name`);
  }
}
