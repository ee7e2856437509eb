// The scripts of the workflow that builds the jobs' image: what is pushed is signed by its digest, and what is proposed changes
// that digest in the settings and nothing else.
import { expect } from "chai";
import { parse } from "yaml";
import { Workplace } from "./scripts.ts";
import { jobs, workflow } from "./workflow-files.ts";

const IMAGE = "contoso.azurecr.io/strongroom";
const OLD = `sha256:${"0".repeat(64)}`;
const NEW = `sha256:${"a".repeat(64)}`;
const REVISION = "b".repeat(40);

describe("the image's workflow", () => {
  let place: Workplace;
  beforeEach(() => {
    place = new Workplace();
  });
  afterEach(() => {
    place.end();
  });

  it("builds from what was merged alone, and never in a pull request", () => {
    const { on } = workflow("image.yml");

    expect(Object.keys(on).toSorted()).to.deep.equal(["push", "schedule", "workflow_dispatch"]);
    expect((on as { push: { branches: string[] } }).push.branches).to.deep.equal(["main"]);
  });

  it("signs in to the registry in one job and writes to the repository in another", () => {
    const permissions = Object.fromEntries(
      jobs()
        .filter(([name]) => name.startsWith("image.yml: "))
        .map(([name, job]) => [name, job.permissions]),
    );

    expect(permissions).to.deep.equal({
      "image.yml: build": { contents: "read", "id-token": "write" },
      "image.yml: propose": { contents: "write", "pull-requests": "write" },
    });
  });

  describe("build-image.sh", () => {
    const build = (env: Readonly<Record<string, string>> = {}) => {
      for (const name of ["az", "cosign"]) place.double(name, "true");
      place.double("npm", "echo '{}'");
      place.double(
        "docker",
        `while [ $# -gt 0 ]; do if [ "$1" = --metadata-file ]; then printf '{"containerimage.digest":"%s"}' "$DIGEST" > "$2"; fi; shift; done`,
      );
      return place.run(".github/scripts/build-image.sh", [], { IMAGE, REVISION, DIGEST: NEW, ...env });
    };

    it("pushes, then signs and attests what the registry holds by its digest, and gives that out", () => {
      const { code, stderr } = build();

      expect(code, stderr).to.equal(0);
      const calls = place.calls.map((call) => call.split(" ").slice(0, 2).join(" "));
      expect(calls).to.deep.equal(["az acr", "docker buildx", "cosign sign", "npm sbom", "cosign attest"]);
      expect(place.calls[1]).to.include("--provenance=mode=max").and.to.include("--pull");
      expect(place.calls[2]).to.equal(`cosign sign --yes ${IMAGE}@${NEW}`);
      expect(place.calls[4]).to.include(`${IMAGE}@${NEW}`);
      expect(place.read("output.txt")).to.equal(`digest=${NEW}\n`);
    });

    it("signs nothing where the build gave no digest", () => {
      const { code } = build({ DIGEST: "latest" });

      expect(code).to.equal(1);
      expect(place.calls.join()).not.to.include("cosign");
    });

    it("takes no image's name that would be something else to a shell or a registry", () => {
      for (const image of [
        "contoso.azurecr.io/x y",
        "evil.example/strongroom",
        "contoso.azurecr.io/x;id",
        "-x.azurecr.io/x",
      ]) {
        expect(build({ IMAGE: image }).code, image).to.equal(1);
      }
      expect(place.calls).to.deep.equal([]);
    });
  });

  describe("propose-image.sh", () => {
    const SETTINGS = `# Kept as it is: ${IMAGE}@sha256:short
config:
  strongroom:rotatorJob:
    image: ${IMAGE}@${OLD}
  strongroom:sqlReconcilerJob: { image: "${IMAGE}@${OLD}", name: x }
  strongroom:vaultReconcilerJob: { image: other.azurecr.io/strongroom@${OLD} }
  strongroom:tags: { note: notcontoso.azurecr.io/strongroom@${OLD} }
`;
    const propose = (settings: string, env: Readonly<Record<string, string>> = {}) => {
      place.double(
        "gh",
        `case "$*" in *git/ref/heads*) exit "\${THERE:-1}";; *graphql*) cat > "$FOLDER/graphql.json";; esac`,
      );
      place.write("Pulumi.prod.yaml", settings);
      place.write("Pulumi.dev.yaml", "config: {}\n");
      return place.run(".github/scripts/propose-image.sh", [], { IMAGE, DIGEST: NEW, REVISION, BASE: "main", ...env });
    };

    it("changes the digest of this image in the settings and nothing else, and opens a pull request", () => {
      const { code, stderr } = propose(SETTINGS);

      expect(code, stderr).to.equal(0);
      const { variables } = JSON.parse(place.read("graphql.json")) as {
        variables: {
          input: { expectedHeadOid: string; fileChanges: { additions: { path: string; contents: string }[] } };
        };
      };
      const { additions } = variables.input.fileChanges;
      expect(variables.input.expectedHeadOid).to.equal(REVISION);
      expect(additions.map(({ path }) => path)).to.deep.equal(["Pulumi.prod.yaml"]);
      const text = Buffer.from(additions[0]?.contents ?? "", "base64").toString();
      expect(text).to.equal(
        SETTINGS.replace(`image: ${IMAGE}@${OLD}`, `image: ${IMAGE}@${NEW}`).replace(
          `"${IMAGE}@${OLD}"`,
          `"${IMAGE}@${NEW}"`,
        ),
      );
      expect(parse(text)).to.be.an("object");
      expect(place.calls.at(-1)).to.match(/^gh pr create --repo contoso\/strongroom --base main --head image-a{12} /);
    });

    it("proposes nothing where no settings name another digest, or where it has proposed it already", () => {
      expect(propose(SETTINGS.replaceAll(OLD, NEW)).code).to.equal(0);
      expect(place.calls).to.deep.equal([]);

      expect(propose(SETTINGS, { THERE: "0" }).code).to.equal(0);
      expect(place.calls.join()).not.to.include("pr create");
    });

    it("takes no digest that is none", () => {
      expect(propose(SETTINGS, { DIGEST: "sha256:$(id)" }).code).to.equal(1);
      expect(place.calls).to.deep.equal([]);
    });
  });
});
