// GitHub Actions: a job that signs in by its own token, so that the repository holds no credential. The ids are no secrets.
// Sources: azure/login README ("Login with OpenID Connect": permissions, inputs, allow-no-subscriptions, environment);
// github-docs, "Configuring OpenID Connect in Azure".
import { stringify } from "yaml";
import { UserError } from "../../../text/errors.ts";
import { cloudOf, type Connection, type GithubTrust } from "../connection.ts";
import { addressVariables, heading, plainConnections } from "./lines.ts";

export function githubActions(from: Connection): string {
  if (from.github.length === 0) {
    throw new UserError(
      `${from.app}/${from.workload}: no GitHub job may sign in as it; add federatedWith: { github: { repository, environment } } to the workload in apps/${from.app}.yaml`,
    );
  }
  const { clientId, tenantId, subscriptionId } = from.identity;
  const { name, called, tokenExchangeAudience } = cloudOf(from);
  const holdsGrants = from.secrets.length + from.keys.length + from.certificates.length > 0;
  const jobs = Object.fromEntries(
    from.github.map((trust) => [
      jobName(trust),
      {
        // Private endpoints are out of reach for GitHub's own machines.
        "runs-on": ["self-hosted", "your-runner-in-the-network"],
        ...(trust.environment === undefined ? {} : { environment: trust.environment }),
        ...(trust.branch === undefined
          ? {}
          : { if: `github.ref == 'refs/heads/${trust.branch.replaceAll("'", "''")}'` }),
        permissions: { "id-token": "write", contents: "read" },
        env: Object.fromEntries([...addressVariables(from), ...plainConnections(from)].map((pair) => [...pair])),
        steps: [
          { uses: "actions/checkout@v4" },
          {
            uses: "azure/login@v2",
            with: {
              "client-id": clientId,
              "tenant-id": tenantId,
              // An identity without any role in the subscription does not see it.
              ...(holdsGrants ? { "subscription-id": subscriptionId } : { "allow-no-subscriptions": true }),
              // Entra compares the audience too, and azure/login asks for that of the public cloud (its issue 452).
              ...(name === "public" ? {} : { environment: called.cli, audience: tokenExchangeAudience }),
            },
          },
          {
            name: "Say who this is",
            run: "az account show --query user.name --output tsv",
          },
        ],
      },
    ]),
  );
  return [
    ...heading(
      from,
      "#",
      `Entra accepts these jobs only: ${from.github.map(({ subject }) => subject).join("; ")}`,
      "Later steps sign in by themselves: Azure's client libraries take the login of the Azure CLI (DefaultAzureCredential).",
      "Pin the actions to a commit, as your own rules ask.",
    ),
    stringify({ jobs }, { lineWidth: 0 }).trimEnd(),
  ].join("\n");
}

function jobName({ environment, branch, pullRequest }: GithubTrust): string {
  const what = environment ?? branch ?? (pullRequest ? "pull-request" : "job");
  return `with-azure-${what.replaceAll(/[^A-Za-z0-9-]+/g, "-")}`;
}
