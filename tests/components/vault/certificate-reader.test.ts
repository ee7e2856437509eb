import { expect } from "chai";
import { CertificateReader, type CertificateReaderArgs } from "../../../components/vault/vault-certificate.ts";
import { capture, grants, only } from "../../support/capture.ts";
import { certificate, refusal, vault, workload } from "./fixtures.ts";

const base: CertificateReaderArgs = {
  vault: "kv-payments-dev-x1",
  certificate: "payments-dev-callback",
  scope: "/vaults/kv-payments-dev-x1/certificates/payments-dev-callback",
  role: "Key Vault Certificate User",
  principalId: "id-of-api",
  principalType: "ServicePrincipal",
};

describe("CertificateReader", () => {
  it("defaults: one role to be, on one certificate, and no role assignment on what is not there yet", async () => {
    const { resources } = await capture(() => new CertificateReader("reader", base, {}));

    expect(resources.map(({ type, custom }) => [type, custom])).to.deep.equal([
      ["strongroom:vault:CertificateReader", false],
    ]);
    expect(only(resources, "CertificateReader").inputs).to.deep.equal(base);
  });

  it("max: every argument shows in the preview", async () => {
    const args: CertificateReaderArgs = {
      ...base,
      vault: "kv-other",
      certificate: "other",
      scope: "/vaults/kv-other/certificates/other",
      principalId: "id-of-operators",
      principalType: "Group",
    };

    const { resources } = await capture(() => new CertificateReader("reader", args, {}));

    expect(only(resources, "CertificateReader").inputs).to.deep.equal(args);
  });

  it("hardened: whoever reads, it is this one certificate with the narrowest role, never the vault", async () => {
    const { resources } = await capture(() => {
      const callback = vault({ sku: "premium" }).certificate("callback", certificate());
      return callback.grantRead(workload("api")).readers.length;
    });

    const { inputs, parent } = only(resources, "CertificateReader");
    expect(parent).to.equal("payments-callback");
    expect(inputs["role"]).to.equal("Key Vault Certificate User");
    expect(inputs["scope"]).to.match(/\/vaults\/kv-payments-dev-x1\/certificates\/payments-dev-callback$/);
    expect(grants(resources)).to.deep.equal([]);
    // @ts-expect-error officers can also write
    const officer: CertificateReaderArgs = { ...base, role: "Key Vault Certificates Officer" };
    expect(officer.role).not.to.equal(inputs["role"]);
  });

  it("hardened: refuses a reader of a private key that never leaves the vault", async () => {
    const sealed = () =>
      vault()
        .certificate("callback", certificate({ exportable: false }))
        .grantRead(workload("api"));

    expect(await refusal(() => capture(sealed))).to.equal(
      "VaultCertificate payments-callback: readers: api: the private key never leaves the vault; set exportable",
    );
  });
});
