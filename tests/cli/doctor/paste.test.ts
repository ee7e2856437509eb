import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { Command } from "commander";
import { expect } from "chai";
import { registerWith } from "../../../cli/commands/doctor.ts";
import { CAUSES, diagnose, LONGEST_MESSAGE } from "../../../cli/doctor/diagnose.ts";
import { ROOT } from "../../support/tiny-project.ts";
import { NOW } from "./world/azure.ts";
import { API, CONTENT, OTHER_TENANT, TENANT, WORKER } from "./world/stack.ts";
import { jwt } from "./world/world.ts";

/** Messages as they were published, with other names, and the cause that each must lead to. */
const MESSAGES: readonly (readonly [id: string, message: string])[] = [
  [
    "subject-case",
    "AADSTS7002138: No matching federated identity record found for presented assertion subject 'repo:Contoso/Pay:environment:Prod'.",
  ],
  [
    "subject-mismatch",
    "AADSTS700213: No matching federated identity record found for presented assertion subject 'repo:contoso/pay:ref:refs/heads/x'.",
  ],
  [
    "audience-mismatch",
    "AADSTS700212: No matching federated identity record found for presented assertion audience 'my.audience'.",
  ],
  [
    "issuer-mismatch",
    "AADSTS700211: No matching federated identity record found for presented assertion issuer 'https://oidc.example/'.",
  ],
  ["no-matching-credential", "AADSTS70021: No matching federated identity record found for presented assertion."],
  ["secret-expired", "AADSTS7000222: The provided client secret keys for app 'x' are expired."],
  ["secret-wrong", "AADSTS7000215: Invalid client secret provided."],
  ["application-unknown", "AADSTS700016: Application with identifier 'x' was not found in the directory 'Contoso'."],
  ["tenant-unknown", "AADSTS90002: Tenant 'x' not found."],
  [
    "mfa-required",
    "AADSTS50076: Due to a configuration change made by your administrator, you must use multi-factor authentication",
  ],
  [
    "vault-rbac",
    '{"error":{"code":"Forbidden","message":"Caller is not authorized to perform action on resource.","innererror":{"code":"ForbiddenByRbac"}}}',
  ],
  [
    "vault-connection",
    "Public network access is disabled and request is not from a trusted service nor via an approved private link.",
  ],
  [
    "vault-firewall",
    "Client address is not authorized and caller is not a trusted service. Client address: 203.0.113.9 (ForbiddenByFirewall)",
  ],
  [
    "vault-other-tenant",
    "AKV10032: Invalid issuer. Expected one of https://sts.windows.net/a/, found https://sts.windows.net/b/.",
  ],
  ["object-disabled", "Operation get is not allowed on a disabled secret."],
  ["object-deleted", "Secret db is currently in a deleted but recoverable state, and its name cannot be reused"],
  ["object-not-found", "A secret with (name/id) db-password was not found in this key vault."],
  ["key-operation", "Operation decrypt is not permitted on this key."],
  ["vault-not-found", "getaddrinfo ENOTFOUND kv-payments.vault.azure.net"],
  ["csi-driver-missing", "driver name secrets-store.csi.k8s.io not found in the list of registered CSI drivers"],
  ["imds-no-identity", '{"error":"invalid_request","error_description":"Identity not found"}'],
  ["reference-denied", "status: AccessToKeyVaultDenied"],
  ["entra-cloud", "AADSTS900382: Confidential Client is not supported in Cross Cloud request."],
  ["issuer-not-allowed", "AADSTS700236: Entra ID tokens issued for managed identities may only be used for x."],
  ["entra-busy", "AADSTS90033: A transient error has occurred. Please try again."],
  ["workload-identity-settings", "WorkloadIdentityCredential: unavailable. Service account token file was not found"],
  [
    "imds-other-identity",
    "No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.",
  ],
  [
    "vault-deny",
    "Caller is not authorized to perform action on resource. Assignment: (not found) DecisionReason: 'DeniedByDenyAssignment'",
  ],
  [
    "vault-rbac",
    "Caller is not authorized to perform action on resource. Assignment: (not found) DenyAssignmentId: null",
  ],
  ["vault-name-taken", "VaultAlreadyExists: The vault name 'kv-x' is already in use."],
  [
    "sql-cannot-open",
    "Cannot open database \"ledger\" requested by the login. The login failed. Login failed for user 'a@b'.",
  ],
  ["sql-entra-only", "Login failed for user 'sa'. Reason: Azure Active Directory only authentication is enabled."],
  ["sql-server-identity", "Msg 37353, Level 16: Server identity is not configured."],
  ["sql-key", "Database 'ledger' is inaccessible: AzureKeyVaultKeyNotFound"],
  ["sql-unreachable", "Failed to connect to sql-x.database.windows.net:1433 in 15000ms"],
  ["csi-class", 'failed to get secretproviderclass payments/azure-kv, error: SecretProviderClass "azure-kv" not found'],
  ["reference-version", "status: SecretVersionNotFound"],
  ["aca-secret-fetch", "Unable to get value using Managed identity system for secret db."],
  [
    "tls-privatelink-name",
    "Hostname/IP does not match certificate's altnames: Host: kv-x.privatelink.vaultcore.azure.net. is not in the cert's altnames",
  ],
  ["tls-trust", "x509: certificate signed by unknown authority"],
  ["vault-unreachable", "connect ETIMEDOUT 10.0.0.5:443 (kv-x.vault.azure.net)"],
  ["sql-no-user", "Login failed for user '<token-identified principal>'."],
  ["sql-token", "Login failed for user '<token-identified principal>'. Incorrect or invalid token."],
  ["sql-empty-user", "Login failed for user ''."],
  ["sql-database-unknown", "Error: 18456, Severity: 14, State: 126."],
  ["sql-entra", "Error: 18456, Severity: 14, State: 132."],
  ["sql-password", "Error: 18456, Severity: 14, State: 8."],
  ["sql-firewall", "Client with IP address '203.0.113.24' is not allowed to access the server."],
  ["sql-paused", "Database 'ledger' on server 'sql-x' is not currently available. Please retry the connection later."],
  ["sql-permission", "The SELECT permission was denied on the object 'cards', database 'ledger', schema 'dbo'."],
  ["driver-unresolved", "dial tcp: lookup sql-x.database.windows.net: no such host"],
  [
    "driver-privatelink-name",
    "x509: certificate is valid for *.database.windows.net, not sql-x.privatelink.database.windows.net",
  ],
  [
    "driver-prelogin",
    "The timeout period elapsed while attempting to consume the pre-login handshake acknowledgement.",
  ],
  [
    "arm-authorization",
    "(AuthorizationFailed) The client 'x' does not have authorization to perform action 'Microsoft.Authorization/roleAssignments/write'",
  ],
  ["arm-principal", "Principal e2a47f198c354d60b1fe93a05c7d2e48 does not exist in the directory 11f0a3c2."],
  ["arm-lock", "ScopeLocked: The scope cannot perform delete operation because following scope(s) are locked"],
  ["credential-parallel", "ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity"],
];

const UNKNOWN = [
  "NullReferenceException: Object reference not set to an instance of an object.",
  "The answer is 42.",
  "error 2291 in module payments",
  "AADSTS9999999: Something nobody has seen.",
  "HTTP 500 Internal Server Error",
  "Error 229 rows returned",
  "x509: certificate has expired or is not yet valid",
  "AADSTS50011: The redirect URI specified in the request does not match",
  'Error from server (Forbidden): secrets is forbidden: User "system:serviceaccount:x" cannot list resource',
  "AuthorizationPermissionMismatch: This request is not authorized to perform this operation using this permission.",
  "Order 40613 was shipped to 18456 Main Street",
];

async function run(
  message: string,
  ...args: readonly string[]
): Promise<{ out: string; code: number; error?: string }> {
  return runAs(["doctor", "--paste", ...args], message);
}

async function runAs(args: readonly string[], message: string): Promise<{ out: string; code: number; error?: string }> {
  let [out, code] = ["", 0];
  const program = new Command().exitOverride();
  registerWith(program, {
    readFile: () => Promise.resolve(message),
    readStdin: () => Promise.resolve(message),
    readStack: () => Promise.resolve(CONTENT),
    machine: () => Promise.reject(new Error("nothing is asked")),
    note: () => undefined,
    now: () => NOW,
    sleep: () => Promise.resolve(),
    random: () => 0,
    out: (text) => {
      out += text;
    },
    setExitCode: (value) => {
      code = value;
    },
  });
  try {
    await program.parseAsync(args, { from: "user" });
    return { out, code };
  } catch (error) {
    return { out, code, error: error instanceof Error ? error.message : String(error) };
  }
}

describe("doctor --paste", () => {
  for (const [id, message] of MESSAGES) {
    it(`names ${id}`, () => {
      const diagnosis = diagnose(message);

      expect(diagnosis.verdict === "known" ? diagnosis.cause.id : diagnosis.verdict).to.equal(id);
    });
  }

  for (const message of UNKNOWN) {
    it(`names no cause where none is known: ${message}`, () => {
      expect(diagnose(message)).to.deep.equal({ verdict: "unknown" });
    });
  }

  it("prints which of the three it is, the cause and what mends it", async () => {
    const { out, code } = await run("AKV10032: Invalid issuer. Expected one of a, found b.");

    expect(out).to.contain("Tenant or cloud: the token comes from another tenant than the vault's.");
    expect(out).to.contain("What mends it: ");
    expect(code).to.equal(0);
  });

  it("says honestly that it does not know, with the general steps, and ends with 2", async () => {
    const { out, code } = await run("HTTP 500 Internal Server Error");

    expect(out)
      .to.match(/^This message is not known\.\n/)
      .and.to.contain("1. Where does the name resolve to");
    expect(code).to.equal(2);
  });

  it("gives JSON", async () => {
    const { out } = await run("AADSTS700213: x", "message.txt", "--json");

    expect(JSON.parse(out)).to.include({ verdict: "known", id: "subject-mismatch", kind: "sign-in" });
  });

  it("refuses a token without reading or repeating it", async () => {
    const begin = "eyJ";
    const token = `${begin}hbGciOiJSUzI1NiJ9.${begin}zdWIiOiJ4IiwiYXVkIjoieSJ9.c2lnbmF0dXJl`;

    const { out, error } = await run(`Forbidden. Authorization: Bearer ${token} ForbiddenByRbac`);

    expect(out).to.equal("");
    expect(error).to.contain("holds a token").and.not.to.contain("eyJ");
  });

  it("repeats nothing of what was pasted", async () => {
    const hostile = "##vso[task.setvariable variable=PATH]x ::error::y \u001b[2J ForbiddenByRbac";

    const { out } = await run(hostile);

    expect(out).not.to.contain("##vso").and.not.to.contain("::error::").and.not.to.contain("\u001b");
  });

  it("reads a long message in an instant, and only its beginning", () => {
    const long = `${"a secret ".repeat(50_000)}ForbiddenByRbac`;
    const began = performance.now();

    const diagnosis = diagnose(long);

    expect(long.length).to.be.greaterThan(LONGEST_MESSAGE);
    expect(diagnosis).to.deep.equal({ verdict: "unknown" });
    expect(performance.now() - began).to.be.lessThan(5_000);
  });

  it("refuses an empty message", async () => {
    expect((await run("  \n")).error).to.contain("the message is empty");
  });

  it("has each cause once, in words that stand in a sentence, with a source", () => {
    expect(new Set(CAUSES.map(({ id }) => id)).size).to.equal(CAUSES.length);
    for (const { id, cause, remedy, source } of CAUSES) {
      expect(cause, id).to.match(/^(?:[a-z4]|Entra|Graph|Azure).*[^.]$/);
      expect(remedy, id).to.match(/[^.]$/);
      expect(source, id).not.to.equal("");
    }
  });

  describe("with the claims of a token that somebody decoded", () => {
    const CLAIMS = {
      iss: `https://sts.windows.net/${TENANT}/`,
      aud: "https://vault.azure.net",
      tid: TENANT,
      oid: API.principal,
      appid: API.client,
      exp: NOW.getTime() / 1000 + 600,
    };
    const pasted = (claims: object) =>
      runAs(["doctor", "payments", "api", "--paste", "--json"], JSON.stringify(claims));
    const cases: readonly (readonly [string, object])[] = [
      ["token-tenant", { ...CLAIMS, tid: OTHER_TENANT }],
      ["token-audience", { ...CLAIMS, aud: "https://management.azure.com/" }],
      ["token-identity", { ...CLAIMS, oid: WORKER.principal }],
      ["token-expired", { ...CLAIMS, exp: 1 }],
    ];

    for (const [id, claims] of cases) {
      it(`names ${id}`, async () => {
        expect(JSON.parse((await pasted(claims)).out)).to.include({ verdict: "known", id });
      });
    }

    it("compares what a host hands in with what is declared", async () => {
      const claims = { iss: WORKER.issuer, sub: WORKER.subject.toUpperCase(), aud: "api://AzureADTokenExchange" };

      const { out } = await runAs(["doctor", "payments", "worker", "--paste", "--json"], JSON.stringify(claims));

      expect(JSON.parse(out)).to.include({ id: "subject-case" });
    });

    it("says where the claims are right, and asks whose they are where nobody said it", async () => {
      const { out, code } = await pasted(CLAIMS);
      const { error } = await run(JSON.stringify(CLAIMS));

      expect([JSON.parse(out), code]).to.deep.equal([{ verdict: "unknown" }, 2]);
      expect(error).to.contain("say whose they should be");
    });

    it("refuses the token itself", async () => {
      expect((await runAs(["doctor", "payments", "api", "--paste"], jwt(CLAIMS))).error).to.contain("holds a token");
    });
  });

  const published = process.env["STRONGROOM_AZURE_LOGS"] ?? path.resolve(ROOT, "../shared/azure-logs");
  const file = path.join(published, "errors.json");

  it("knows nine of ten published messages", function () {
    if (!existsSync(file)) this.skip();
    const entries = JSON.parse(readFileSync(file, "utf8")) as readonly {
      readonly message: string;
      readonly code: string | null;
      readonly innerCode: string | null;
    }[];

    const unknown = entries
      .map(({ message, code, innerCode }) => [code, innerCode, message].filter((part) => part !== null).join(" "))
      .filter((message) => diagnose(message).verdict === "unknown");

    expect(unknown.length, unknown.join("\n")).to.be.at.most(entries.length / 10);
  });
});
