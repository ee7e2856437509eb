// A dotenv file: who the workload is and where things are. It holds no secret, so it may be committed.
import type { Connection } from "../connection.ts";
import { dotenv } from "../quote.ts";
import { addressVariables, heading, identityVariables } from "./lines.ts";

export function env(from: Connection): string {
  return [
    ...heading(from, "#", "No secret is in here: the application reads values from the vault, as its identity."),
    ...[...identityVariables(from), ...addressVariables(from)].map(([name, value]) => `${name}=${dotenv(value)}`),
  ].join("\n");
}
