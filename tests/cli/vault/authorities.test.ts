import { expect } from "chai";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../../../text/errors.ts";
import { readAuthorities } from "../../../cli/vault/authorities.ts";
import { ISSUING, makeCertificate, ROOT } from "./make-certificate.ts";

describe("strongroom vault: authorities of one's own", () => {
  let folder = "";
  const file = (name: string, content: string | Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const problemOf = async (path: string): Promise<string> => {
    const error: unknown = await readAuthorities({ caFile: [path] }).catch((reason: unknown) => reason);
    return error instanceof UserError ? error.message.replaceAll(folder, "…") : "no sentence";
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "strongroom-authorities-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("come from files and folders, in PEM and DER; only those that sign themselves are trusted", async () => {
    const both = file("both.pem", `# ours\n${ROOT.certificate.toString()}\n${ISSUING.certificate.toString()}`);
    mkdirSync(join(folder, "more"));
    file("more/root.der", ROOT.certificate.raw);
    file("more/README.md", "not a certificate");

    const { roots, intermediates, fetchIssuer } = await readAuthorities({ caFile: [both, join(folder, "more")] });

    const own = roots.filter(({ from }) => from !== "trusted by this machine");
    expect(own.map(({ certificate, from }) => [certificate.subject, from.replace(folder, "…")])).to.deep.equal([
      ["O=Contoso\nCN=Contoso Root CA", "…/both.pem"],
      ["O=Contoso\nCN=Contoso Root CA", "…/more/root.der"],
    ]);
    expect(intermediates.map(({ certificate }) => certificate.subject)).to.deep.equal([
      "O=Contoso\nCN=Contoso Issuing CA 1",
    ]);
    expect(fetchIssuer, "no address is called unless it is asked for").to.equal(undefined);
  });

  it("stand beside what the machine trusts already, and issuers are fetched only when that is asked for", async () => {
    const { roots, intermediates, fetchIssuer } = await readAuthorities({ caFile: [], fetchIssuers: true });

    expect(roots).to.have.length.greaterThan(50);
    expect(intermediates).to.deep.equal([]);
    expect(fetchIssuer).to.be.a("function");
  });

  it("that cannot be read are said so in one sentence", async () => {
    const leaf = makeCertificate("CN=callback.contoso.com", { by: ISSUING });
    mkdirSync(join(folder, "empty"));

    expect(await problemOf(join(folder, "none.pem"))).to.match(/^--ca-file …\/none\.pem: cannot be read \(ENOENT/);
    expect(await problemOf(join(folder, "empty"))).to.equal(
      "--ca-file …/empty: the folder holds no file that ends in .pem, .crt, .cer or .der",
    );
    expect(await problemOf(file("words.pem", "words"))).to.equal(
      "--ca-file …/words.pem: holds no certificate that can be read; PEM and DER are",
    );
    expect(await problemOf(file("leaf.pem", leaf.certificate.toString()))).to.equal(
      "--ca-file …/leaf.pem: CN=callback.contoso.com is no authority's certificate; leave out those that servers and clients have",
    );
  });
});
