// The job that rotates: what it is told, as whom it runs, and that its identity holds what the strategies of the manifests
// need and nothing else.
import { expect } from "chai";
import type { AppSpec, SecretSpec } from "../../components/app/app-spec.ts";
import type { DeclaredRotation } from "../../components/vault/declared.ts";
import { rotatingSecrets } from "../../cli/rotate/declared.ts";
import { parseDesired } from "../../cli/vault/desired.ts";
import { deployAs } from "../../stacks/environment.ts";
import type { JobOutput } from "../../stacks/platform-job.ts";
import type { OperationsJobSpec, PlatformSpec } from "../../stacks/platform-spec.ts";
import { capture, ofType, only, SUBSCRIPTION } from "../support/capture.ts";
import { NOW, testApp, testPlatformSpec } from "../support/fixtures.ts";

const dev = deployAs("dev");

const SPEC = testPlatformSpec({ rotator: { identityName: "id-strongroom-dev-rotator", federation: {} } });
const JOB: OperationsJobSpec = {
  environmentName: "cae-rot-dev",
  jobName: "caj-rot-dev",
  image: `registry.contoso.com/strongroom@sha256:${"0123456789abcdef".repeat(4)}`,
  subnetId: `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/jobs`,
};
const ACCOUNT = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/stpayments`;
const APP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.App/containerApps/ca-payments`;

function secret(key: string, rotation: Partial<DeclaredRotation> & Pick<DeclaredRotation, "by">): SecretSpec {
  return {
    name: `payments-dev-${key}`,
    purpose: "Tests",
    owner: "payments-team@contoso.com",
    contentType: "text/plain",
    rotationDays: 30,
    rotatedBy: rotation.by,
    rotation: { everyDays: 30, overlapDays: 7, retire: "overlap", readers: ["payments-api"], after: [], ...rotation },
    readers: [],
    writers: [],
  };
}

const SECRETS: AppSpec["secrets"] = {
  signing: secret("signing", {
    by: "generated",
    generated: { length: 48, alphabet: "hex" },
    after: [{ restart: APP }],
  }),
  "files-key": secret("files-key", { by: "storage-account-key", storageAccount: { id: ACCOUNT } }),
  stripe: secret("stripe", { by: "owner" }),
};

async function deployed(platform: PlatformSpec, secrets: AppSpec["secrets"] = SECRETS) {
  let job: JobOutput | undefined;
  const { resources } = await capture(async () => {
    const applications = [testApp({ secrets })];
    const environment = await dev({ platform, applications, part: { kind: "whole" }, now: NOW, keepAliases: false });
    job = environment.rotationJob;
  });
  return { job, resources };
}

describe("the job that rotates", () => {
  it("runs every hour for less than an hour, as the rotator, and is named in the outputs", async () => {
    const { job, resources } = await deployed({ ...SPEC, rotatorJob: JOB });

    const { inputs } = only(resources, "app:Job");
    expect(job).to.deep.equal({ name: inputs["jobName"], resourceGroup: inputs["resourceGroupName"] });
    const configuration = inputs["configuration"] as Record<string, unknown>;
    expect(configuration["triggerType"]).to.equal("Schedule");
    expect(configuration["scheduleTriggerConfig"]).to.deep.equal({
      cronExpression: "17 * * * *",
      parallelism: 1,
      replicaCompletionCount: 1,
    });
    expect(configuration["replicaTimeout"]).to.be.lessThan(3600);
    expect(JSON.stringify(inputs["identity"])).to.include("id-strongroom-dev-rotator");
  });

  it("is told what the command reads", async () => {
    const { resources } = await deployed({ ...SPEC, rotatorJob: JOB });

    const { inputs } = only(resources, "app:Job");
    const { secrets } = inputs["configuration"] as { secrets: { value: string }[] };
    const told = JSON.parse(secrets[0]?.value ?? "") as {
      applications: Record<string, { vaultObjects: unknown[] }>;
    };
    const { containers } = inputs["template"] as { containers: { args: string[] }[] };

    expect(containers[0]?.args).to.deep.equal(["rotate", "--due", "--input", "/etc/strongroom/vaults.json"]);
    const secretsTold = rotatingSecrets(parseDesired(told.applications["payments"]?.vaultObjects, "the job's file"));
    expect(secretsTold.map(({ name, rotation: { by } }) => [name, by])).to.deep.equal([
      ["payments-dev-signing", "generated"],
      ["payments-dev-files-key", "storage-account-key"],
      ["payments-dev-stripe", "owner"],
    ]);
  });

  it("holds what each strategy needs, on what it names, and nothing else", async () => {
    const { resources } = await deployed({ ...SPEC, rotatorJob: JOB });

    const names = new Map(
      ofType(resources, "azure-native:authorization:RoleDefinition").map(({ inputs }) => [
        inputs["roleDefinitionId"] as string,
        inputs["roleName"] as string,
      ]),
    );
    const held = ofType(resources, "azure-native:authorization:RoleAssignment")
      .filter(({ name }) => name.endsWith("-rotator"))
      .map(({ inputs }) => [
        names.get((inputs["roleDefinitionId"] as string).split("/").at(-1) ?? ""),
        (inputs["scope"] as string).split("/").at(-1),
      ]);
    expect(held.toSorted()).to.deep.equal([
      ["Strongroom Account Key Rotator (dev)", "stpayments"],
      ["Strongroom App Restarter (dev)", "ca-payments"],
      ["Strongroom Secret Retirer (dev)", "payments-dev-stripe"],
      ["Strongroom Secret Rotator (dev)", "payments-dev-files-key"],
      ["Strongroom Secret Rotator (dev)", "payments-dev-signing"],
    ]);
  });

  it("is not there where the settings ask for none, and its identity may be used by a schedule of somebody else", async () => {
    const { job, resources } = await deployed(SPEC);

    expect(job).to.equal(undefined);
    expect(ofType(resources, "azure-native:app:Job")).to.deep.equal([]);
    expect(
      ofType(resources, "azure-native:authorization:RoleAssignment").filter(({ name }) => name.endsWith("-rotator")),
    ).to.have.length(5);
  });

  it("grants nothing where nobody rotates", async () => {
    const { resources } = await deployed(testPlatformSpec({}));

    expect(
      ofType(resources, "azure-native:authorization:RoleAssignment").filter(({ name }) => name.endsWith("-rotator")),
    ).to.deep.equal([]);
  });
});
