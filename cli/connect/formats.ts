// The table of formats: what `--format` takes.
import { closest } from "fastest-levenshtein";
import { UserError } from "../../text/errors.ts";
import { printable } from "../../text/printable.ts";
import type { Connection } from "./connection.ts";
import { appSettings } from "./formats/app-settings.ts";
import { containerApps } from "./formats/container-apps.ts";
import { env } from "./formats/env.ts";
import { githubActions } from "./formats/github-actions.ts";
import { kubernetes } from "./formats/kubernetes.ts";
import { dotnet, go, jdbc, node, python } from "./formats/snippets.ts";

export const FORMATS: Readonly<Record<string, readonly [description: string, print: (from: Connection) => string]>> = {
  env: ["a dotenv file with names and addresses, no secret", env],
  "app-settings": ["App Service and Functions, with Key Vault references", appSettings],
  "container-apps": ["Container Apps, with Key Vault references", containerApps],
  kubernetes: ["a service account with workload identity, and the CSI driver", kubernetes],
  "github-actions": ["a job that signs in without a credential", githubActions],
  dotnet: ["C#, with Microsoft.Data.SqlClient", dotnet],
  jdbc: ["JDBC URLs", jdbc],
  python: ["Python, with pyodbc", python],
  node: ["Node.js, with mssql", node],
  go: ["Go, with go-mssqldb", go],
};

export function render(from: Connection, format: string): string {
  const entry = Object.hasOwn(FORMATS, format) ? FORMATS[format] : undefined;
  if (entry === undefined) {
    const names = Object.keys(FORMATS);
    throw new UserError(
      `--format: no format "${printable(format)}"; allowed are ${names.join(", ")} (did you mean "${closest(format, names)}"?)`,
    );
  }
  return entry[1](from);
}
