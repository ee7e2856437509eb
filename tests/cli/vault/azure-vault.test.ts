// Azure's own clients against answers shaped as Key Vault's REST reference has them: that they are read right, that what is
// sent is what was meant, and above all which requests are never made.
import { expect } from "chai";
import type { SecretClientOptions } from "@azure/keyvault-secrets";
import { azureVaults } from "../../../cli/vault/azure-vault.ts";
import { VaultFailure } from "../../../cli/vault/vault-plane.ts";
import { CALLBACK, DESIRED } from "./fixtures.ts";
import { AUTHORITY, SIGNED_BY_AUTHORITY } from "./public-certificates.ts";

type HttpClient = NonNullable<SecretClientOptions["httpClient"]>;

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

const CHALLENGE = 'Bearer authorization="https://login.microsoftonline.com/t", resource="https://vault.azure.net"';

/** A vault that gives these answers, by method and path; everything else is not found. */
function vaultOver(answers: Readonly<Record<string, unknown>>) {
  const sent: Sent[] = [];
  const httpClient: HttpClient = {
    sendRequest: (request) => {
      const { pathname } = new URL(request.url);
      // As Key Vault does: whoever comes without a token is told where to get one.
      if (!request.headers.has("authorization")) {
        request.headers.set("www-authenticate", CHALLENGE);
        return Promise.resolve({ request, status: 401, headers: request.headers, bodyAsText: "" });
      }
      const body: unknown = typeof request.body === "string" ? JSON.parse(request.body) : undefined;
      sent.push({ method: request.method, path: pathname, body });
      const answer = answers[`${request.method} ${pathname}`];
      const missing = { error: { code: "SecretNotFound", message: "not there" } };
      return Promise.resolve({
        request,
        status: answer === undefined ? 404 : request.method === "POST" ? 202 : 200,
        headers: request.headers,
        bodyAsText: JSON.stringify(answer ?? missing),
      });
    },
  };
  const credential = { getToken: () => Promise.resolve({ token: "t", expiresOnTimestamp: Date.now() + 3_600_000 }) };
  return { plane: azureVaults(credential, { httpClient })(DESIRED), sent };
}

const ID = "https://kv-payments.vault.azure.net";
const CREATED = 1_767_225_600;

describe("strongroom vault: Azure's clients", () => {
  it("find the newest version of a secret without ever reading a value", async () => {
    const version = (name: string, created: number) => ({
      id: `${ID}/secrets/stripe/${name}`,
      contentType: "text/plain",
      attributes: { enabled: true, created, updated: created, exp: created + 86_400 },
      tags: { owner: "a@b.co" },
    });
    const { plane, sent } = vaultOver({
      "GET /secrets/stripe/versions": { value: [version("old", CREATED), version("new", CREATED + 10)] },
      "PATCH /secrets/stripe/new": version("new", CREATED + 10),
    });

    const secret = await plane.newestSecret("stripe");
    await plane.updateSecret("stripe", secret.version, { tags: { owner: "c@d.co" }, enabled: false });

    expect(secret).to.deep.equal({
      name: "stripe",
      version: "new",
      enabled: true,
      contentType: "text/plain",
      created: new Date((CREATED + 10) * 1000),
      expires: new Date((CREATED + 10 + 86_400) * 1000),
      tags: { owner: "a@b.co" },
    });
    expect(sent.map(({ method, path }) => `${method} ${path}`)).to.deep.equal([
      "GET /secrets/stripe/versions",
      "PATCH /secrets/stripe/new",
    ]);
    expect(sent[1]?.body).to.deep.equal({ attributes: { enabled: false }, tags: { owner: "c@d.co" } });
  });

  it("tell a role that is not known yet from any other refusal, also where they list", async () => {
    const body = JSON.stringify({
      error: { code: "Forbidden", message: "Caller is not authorized", innererror: { code: "ForbiddenByRbac" } },
    });
    const httpClient: HttpClient = {
      sendRequest: (request) => {
        if (request.headers.has("authorization")) {
          return Promise.resolve({ request, status: 403, headers: request.headers, bodyAsText: body });
        }
        request.headers.set("www-authenticate", CHALLENGE);
        return Promise.resolve({ request, status: 401, headers: request.headers, bodyAsText: "" });
      },
    };
    const credential = { getToken: () => Promise.resolve({ token: "t", expiresOnTimestamp: Date.now() + 3_600_000 }) };
    const plane = azureVaults(credential, { httpClient })(DESIRED);

    for (const asked of [() => plane.listSecrets(), () => plane.listDeleted(), () => plane.key("cards")]) {
      const failed = await asked().catch((error: unknown) => error);

      expect(failed).to.be.instanceOf(VaultFailure).and.to.include({ status: 403, code: "ForbiddenByRbac" });
    }
  });

  it("tell what belongs to a certificate, and what is deleted", async () => {
    const attributes = { enabled: true };
    const { plane } = vaultOver({
      "GET /secrets": {
        value: [
          { id: `${ID}/secrets/callback`, managed: true, attributes },
          { id: `${ID}/secrets/a`, attributes, tags: { owner: "a@b.co" } },
        ],
      },
      "GET /deletedsecrets": {
        value: [{ id: `${ID}/secrets/gone`, recoveryId: `${ID}/deletedsecrets/gone`, attributes }],
      },
      "GET /deletedkeys": { value: [] },
      "GET /deletedcertificates": { value: [] },
    });

    expect(await plane.listSecrets()).to.deep.equal([
      { name: "callback", managed: true, enabled: true, tags: {} },
      { name: "a", managed: false, enabled: true, tags: { owner: "a@b.co" } },
    ]);
    expect(await plane.listDeleted()).to.deep.equal(["gone"]);
  });

  it("read a key's size from its public part, and bring a rotation policy", async () => {
    const policy = {
      id: `${ID}/keys/cards/rotationpolicy`,
      attributes: { expiryTime: "P120D" },
      lifetimeActions: [{ action: { type: "rotate" }, trigger: { timeAfterCreate: "P90D" } }],
    };
    const { plane, sent } = vaultOver({
      "GET /keys/cards/": {
        key: { kid: `${ID}/keys/cards/1`, kty: "RSA", n: Buffer.alloc(384, 1).toString("base64url"), e: "AQAB" },
        attributes: { enabled: true },
        tags: { owner: "a@b.co" },
      },
      "GET /keys/cards/rotationpolicy": policy,
      "PUT /keys/cards/rotationpolicy": policy,
    });

    const key = await plane.key("cards");
    await plane.setRotationPolicy("cards", {
      expiresIn: "P90D",
      actions: [{ action: "Notify", timeBeforeExpiry: "P15D" }],
    });

    expect(key).to.deep.include({ type: "RSA", size: 3072, curve: undefined, enabled: true });
    expect(key.policy.expiresIn).to.equal("P120D");
    expect(
      key.policy.actions.map(({ action, timeAfterCreate }) => [action.toLowerCase(), timeAfterCreate]),
    ).to.deep.equal([["rotate", "P90D"]]);
    expect(sent.at(-1)?.body).to.deep.equal({
      attributes: { expiryTime: "P90D" },
      lifetimeActions: [{ action: { type: "Notify" }, trigger: { timeBeforeExpiry: "P15D" } }],
    });
  });

  it("add a contact beside those that are there, with all that is known of them", async () => {
    const there = { email: "security@contoso.com", name: "Security", phone: "123" };
    const { plane, sent } = vaultOver({
      "GET /certificates/contacts": { contacts: [there, { name: "No address" }] },
      "PUT /certificates/contacts": { contacts: [] },
    });

    const contacts = await plane.contacts();
    await plane.addContact("payments@contoso.com");

    expect(contacts).to.deep.equal(["security@contoso.com"]);
    expect(sent.at(-1)).to.deep.equal({
      method: "PUT",
      path: "/certificates/contacts",
      body: { contacts: [there, { name: "No address" }, { email: "payments@contoso.com" }] },
    });
  });

  it("add the first contact of a vault that has no list of them", async () => {
    const { plane, sent } = vaultOver({ "PUT /certificates/contacts": { contacts: [] } });

    const contacts = await plane.contacts();
    await plane.addContact("payments@contoso.com");

    expect(contacts).to.deep.equal([]);
    expect(sent.at(-1)?.body).to.deep.equal({ contacts: [{ email: "payments@contoso.com" }] });
  });

  it("ask for the certificate that is declared, and wait until it is there", async () => {
    const operation = {
      id: `${ID}/certificates/callback/pending`,
      status: "completed",
      target: `${ID}/certificates/callback`,
    };
    const bundle = {
      id: `${ID}/certificates/callback/1`,
      attributes: { enabled: true, exp: CREATED },
      policy: {
        key_props: { exportable: true },
        x509_props: {
          subject: "CN=callback.contoso.com",
          sans: { dns_names: ["callback.contoso.com"] },
          validity_months: 12,
        },
        issuer: { name: "Self" },
        lifetime_actions: [{ trigger: { days_before_expiry: 30 }, action: { action_type: "AutoRenew" } }],
      },
    };
    const { plane, sent } = vaultOver({
      "POST /certificates/callback/create": operation,
      "GET /certificates/callback/pending": operation,
      "GET /certificates/callback/": bundle,
    });

    await plane.issue(CALLBACK);
    const found = await plane.certificate("callback");

    expect(sent[0]?.body).to.deep.equal({
      policy: {
        key_props: { exportable: true, kty: "RSA", key_size: 3072, reuse_key: false },
        secret_props: { contentType: "application/x-pkcs12" },
        x509_props: {
          subject: "CN=callback.contoso.com",
          ekus: ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"],
          sans: { dns_names: ["callback.contoso.com"] },
          key_usage: ["digitalSignature", "keyEncipherment"],
          validity_months: 12,
        },
        lifetime_actions: [{ trigger: { days_before_expiry: 30 }, action: { action_type: "AutoRenew" } }],
        issuer: { name: "Self" },
        attributes: {},
      },
      attributes: {},
      tags: CALLBACK.tags,
    });
    expect(found.policy).to.deep.equal({
      subject: "CN=callback.contoso.com",
      dnsNames: ["callback.contoso.com"],
      issuer: "Self",
      validityMonths: 12,
      before: 30,
      then: "AutoRenew",
      exportable: true,
    });
    expect(found.signed).to.equal(undefined);
  });

  for (const [what, cer, subject] of [
    ["an authority's own", AUTHORITY, "O=Contoso\nCN=Contoso Issuing CA 1"],
    ["one that the authority signed", SIGNED_BY_AUTHORITY, "CN=callback.contoso.com"],
  ] as const) {
    it(`read the public part of a certificate, and not the secret that holds its chain: ${what}`, async () => {
      const attributes = { enabled: true, exp: CREATED };
      const bundle = { id: `${ID}/certificates/callback/1`, attributes, cer };
      const { plane, sent } = vaultOver({ "GET /certificates/callback/": bundle });

      const found = await plane.certificate("callback");

      expect(found.signed?.subject).to.equal(subject);
      expect(found.signed?.issuer).to.equal("O=Contoso\nCN=Contoso Issuing CA 1");
      expect(sent.map(({ path }) => path)).to.deep.equal(["/certificates/callback/"]);
    });
  }

  it("give every refusal as one kind, with Azure's code", async () => {
    const { plane } = vaultOver({});

    const failure: unknown = await plane.certificate("callback").catch((error: unknown) => error);

    expect(failure).to.be.instanceOf(VaultFailure).and.include({ status: 404, code: "SecretNotFound" });
  });
});
