import { expect } from "chai";
import { secretKind } from "../../infra/input/secret-values.ts";
import { quote } from "../../infra/input/words.ts";

describe("what looks like a secret", () => {
  // Put together here, so that no scanner mistakes this file for a leak.
  const SECRETS = [
    ["a private key", ["-----BEGIN", "RSA PRIVATE KEY-----"].join(" ")],
    ["a token (JWT)", ["eyJhbGciOiJI", "eyJzdWIiOiIx", "c2ln"].join(".")],
    ["a storage or service bus key", "Endpoint=sb://x;SharedAccessKey=" + "a2V5"],
    ["a shared access signature", "https://x.blob.core.windows.net/c?sv=2024&sig=" + "abcdefghij0123456789"],
    ["a password", "Server=db;Uid=app;Pwd=" + "x"],
    ["a password in an address", "https://app:" + "word@db.contoso.com/orders"],
    ["a Stripe key", "sk_" + "live_abcd1234"],
    ["a GitHub token", "ghp_" + "a".repeat(36)],
    ["a Slack token", "xoxb-" + "1234567890"],
    ["an AWS key", "AKIA" + "ABCDEFGHIJKLMNOP"],
    ["a Google key", "AIza" + "a".repeat(35)],
    ["an Entra client secret", "abc8Q~" + "d".repeat(34)],
    ["a random value", "f3b1c52a8e4d9706" + "c1f2d7e5a90b6c4d"],
  ] as const;

  for (const [kind, text] of SECRETS) {
    it(`is recognized, and not repeated: ${kind}`, () => {
      expect(secretKind(text)).to.equal(kind);
      expect(quote(text)).to.equal("a value that looks like a secret (not shown)");
    });
  }

  it("is not found in what manifests and settings hold", () => {
    const harmless = [
      "Charges cards through Stripe, see https://wiki.contoso.com/payments/stripe-integration",
      "payments-team@contoso.com",
      "3f0b1c52-8a4d-4e6b-9c1f-2d7e5a90b6c4",
      "/subscriptions/3f0b1c52-8a4d-4e6b-9c1f-2d7e5a90b6c4/resourceGroups/rg-Hub-Network-WestEurope/providers/Microsoft.Network/virtualNetworks/vnet-hub",
      "https://westeurope.oic.prod-aks.azure.com/3f0b1c52-8a4d-4e6b-9c1f-2d7e5a90b6c4/0d6f4b1a-93c2-4e57-b8a0-51f7c2e94d36/",
      "The password of the mail relay: rotated by its owner",
      "CN=callback.payments.contoso.com",
      `contoso.azurecr.io/strongroom@sha256:${"6c3c624b58dbbcd3c0dd82b4c53f0419".repeat(2)}`,
    ];

    expect(harmless.filter((text) => secretKind(text) !== undefined)).to.deep.equal([]);
  });
});
