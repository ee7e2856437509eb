import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { readCatalogue } from "../../infra/manifest/catalogue.ts";
import type { Settings } from "../../infra/settings/settings.ts";
import { committedManifest, problemsOf, stackSettings } from "../infra/support.ts";

// What is wrong with files themselves; these are made here, since they are too large or too odd to be committed.
describe("a folder of manifests", () => {
  let root: string;
  let settings: Settings;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "strongroom-apps-"));
    mkdirSync(join(root, "apps"));
    settings = { ...stackSettings("dev"), root };
  });

  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  const put = (name: string, content: string | Uint8Array): void => {
    writeFileSync(join(root, "apps", name), content);
  };
  const problems = (): string[] => problemsOf(() => readCatalogue(settings));

  it("is read as a whole, in the order of names", () => {
    put("reporting.yaml", committedManifest("reporting"));
    put("payments.yaml", committedManifest("payments"));
    put("README.md", "Not a manifest.");

    const catalogue = readCatalogue(settings);

    expect([...catalogue.manifests.keys()]).to.deep.equal(["payments", "reporting"]);
  });

  it("may be empty", () => {
    expect(problems()).to.deep.equal([]);
  });

  it("is refused a file of 5 MB, unread", () => {
    put("huge.yaml", "# large\n".repeat(5 * 128 * 1024));

    expect(problems()).to.deep.equal(["apps/huge.yaml: the file has 5242880 bytes; allowed are 262144"]);
  });

  it("is refused a file that is not UTF-8", () => {
    put("shop.yaml", Buffer.from("name: caf\xe9", "latin1"));

    expect(problems()).to.deep.equal(["apps/shop.yaml:1: the file is not UTF-8 text; save it as UTF-8"]);
  });

  it("is refused links, wherever they lead", () => {
    put("reporting.yaml", committedManifest("reporting"));
    writeFileSync(join(root, "elsewhere.yaml"), committedManifest("payments"));
    symlinkSync(join(root, "elsewhere.yaml"), join(root, "apps", "payments.yaml"));
    symlinkSync("reporting.yaml", join(root, "apps", "shop.yaml"));
    symlinkSync(join(root, "nowhere.yaml"), join(root, "apps", "storefront.yaml"));

    expect(problems()).to.deep.equal(
      ["payments", "shop", "storefront"].map(
        (name) => `apps/${name}.yaml: a link is no manifest; write the file itself here`,
      ),
    );
  });

  it("is refused a folder that is called like a manifest", () => {
    mkdirSync(join(root, "apps", "shop.yaml"));

    expect(problems()).to.deep.equal(["apps/shop.yaml: not a file"]);
  });

  it("is refused names that would be overlooked", () => {
    put("shop.yml", committedManifest("reporting"));
    put("Shop.yaml", committedManifest("reporting"));
    put("shop.json", "{}");

    expect(problems()).to.deep.equal(
      ["Shop.yaml", "shop.json", "shop.yml"].map(
        (name) => `apps/${name}: a manifest is called <application>.yaml, in lowercase`,
      ),
    );
  });

  it("tells what is wrong with every file at once, sorted by file and line", () => {
    put("b.yaml", "name: b\nowner: nobody\n");
    put("a.yaml", "");

    expect(problems().map((line) => line.split(": ")[0])).to.deep.equal([
      "apps/a.yaml:1",
      "apps/b.yaml:1",
      "apps/b.yaml:1",
      "apps/b.yaml:2",
    ]);
  });
});
