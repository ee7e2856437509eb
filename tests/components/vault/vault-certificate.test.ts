import { expect } from "chai";
import { capture, grants, ofType, only } from "../../support/capture.ts";
import { TAGS } from "../../support/fixtures.ts";
import { certificate, refusal, vault, workload } from "./fixtures.ts";

describe("VaultCertificate", () => {
  it("defaults: is declared with its end and owner, to be issued in the vault, and nobody reads it", async () => {
    const { resources, outputs } = await capture(() => {
      const payments = vault();
      payments.certificate("callback", certificate());
      return { declared: payments.declareContents() };
    });

    const { inputs, custom } = only(resources, "strongroom:vault:Certificate");
    expect(custom).to.equal(false);
    expect(inputs).to.deep.equal({
      vault: "kv-payments-dev-x1",
      name: "payments-dev-callback",
      tags: { ...TAGS, purpose: "TLS for the callback host", "rotated-by": "key-vault" },
      subject: "CN=callback.payments.contoso.com",
      dnsNames: ["callback.payments.contoso.com"],
      issuer: "Self",
      validityMonths: 12,
      renewBeforeDays: 30,
      exportable: true,
      dependents: [],
    });
    expect(ofType(resources, "strongroom:vault:CertificateReader")).to.deep.equal([]);
    expect(grants(resources)).to.deep.equal([]);
    expect(outputs["declared"]).to.deep.include({ readers: [] });
  });

  it("max: shows the certificate and each of its readers, and makes no role assignment on what is not there yet", async () => {
    const { resources, outputs } = await capture(() => {
      const payments = vault();
      payments.certificate("callback", certificate({ dependents: ["Partner bank"] })).grantRead(workload("api"));
      return { declared: payments.declareContents() };
    });

    expect(only(resources, "strongroom:vault:Certificate").inputs).to.deep.include({
      vault: "kv-payments-dev-x1",
      name: "payments-dev-callback",
      issuer: "Self",
      exportable: true,
      dependents: ["Partner bank"],
    });
    const reader = only(resources, "strongroom:vault:CertificateReader");
    expect(reader.name).to.equal("payments-callback-read-api");
    expect(reader.inputs).to.deep.include({
      role: "Key Vault Certificate User",
      principalId: "id-of-api",
      principalType: "ServicePrincipal",
      certificate: "payments-dev-callback",
    });
    expect(grants(resources)).to.deep.equal([]);
    expect(outputs["declared"]).to.deep.include({
      readers: [
        {
          certificate: "payments-dev-callback",
          grantee: "api",
          principalId: "id-of-api",
          principalType: "ServicePrincipal",
        },
      ],
    });
  });

  it("hardened: lets nobody read a private key that never leaves the vault", async () => {
    const work = () =>
      capture(() =>
        vault()
          .certificate("callback", certificate({ exportable: false }))
          .grantRead(workload("api")),
      );

    expect(await refusal(work)).to.equal(
      "VaultCertificate payments-callback: readers: api: the private key never leaves the vault; set exportable",
    );
  });

  it("counts dependents that a tag has no room for", async () => {
    const dependents = Array.from({ length: 20 }, (_, index) => `A system with a long name ${String(index)}`);

    const { resources } = await capture(() => vault().certificate("callback", certificate({ dependents })));

    expect(ofType(resources, "strongroom:vault:Certificate")[0]?.inputs["tags"]).to.deep.include({
      dependents: "20, named in the manifest",
    });
  });

  it("refuses a policy that Key Vault would refuse after the deployment", async () => {
    const message = await refusal(() =>
      capture(() =>
        vault().certificate(
          "callback",
          certificate({ subject: "callback", issuer: "*", validityMonths: 1, renewBeforeDays: 30 }),
        ),
      ),
    );

    expect(message.split("\n")).to.deep.equal([
      'VaultCertificate payments-callback: subject: "callback" is no X.500 name; write one such as "CN=pay.contoso.com"',
      'VaultCertificate payments-callback: issuer: "*" is no issuer\'s name; write "Self", "Unknown" or an issuer that the vault knows',
      "VaultCertificate payments-callback: renewBeforeDays: 30; allowed are 7 to 27 for 1 months of validity",
    ]);
    expect(
      await refusal(() => capture(() => vault().certificate("callback", certificate({ validityMonths: 13 })))),
    ).to.equal("VaultCertificate payments-callback: validityMonths: 13; allowed are 1 to 12");
  });
});
