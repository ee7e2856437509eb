// payments/api in small: answers whether it can reach what it needs. The variables are those that
// `npx strongroom connect payments api --format env` prints.
import { createServer } from "node:http";
import { DefaultAzureCredential } from "@azure/identity";
import { CachedSecret } from "./cached-secret.ts";
import { connectTo } from "./database.ts";
import { readerOf } from "./vault.ts";

function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") throw new Error(`${name} is not set: see strongroom connect`);
  return value;
}

// Takes AZURE_CLIENT_ID from the environment: on Azure, in a cluster, in a pipeline, or the developer's own az login.
const credential = new DefaultAzureCredential();

const stripeKey = new CachedSecret({
  read: readerOf(variable("KEY_VAULT_URI"), variable("STRIPE_KEY_SECRET"), credential),
  onFailure: (error, kept) =>
    console.error(`the vault did not answer${kept ? "; going on with the last value" : ""}: ${String(error)}`),
});

// Without its secret the service must not start: it would take payments that it cannot charge.
await stripeKey.get();
const ledger = await connectTo(variable("LEDGER_SQL_SERVER"), variable("LEDGER_SQL_DATABASE"), credential);

createServer((_request, response) => {
  Promise.all([stripeKey.get(), ledger.query("SELECT 1")]).then(
    () => response.end("ready\n"),
    (error: unknown) => {
      console.error(error);
      response.writeHead(503).end("not ready\n");
    },
  );
}).listen(Number(process.env["PORT"] ?? 8080));
