// Dev, staging and prod as the repository has them, in the real engine against simulated Azure. Each is deployed once; what
// a team does to a deployment afterwards is tried on copies of it.
import { expect } from "chai";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { createHmac } from "node:crypto";
import { secretKind } from "../../infra/input/secret-values.ts";
import type { RunResult, Session } from "../../simulator/engine/session.ts";
import { journalOf } from "../../simulator/model/state-file.ts";
import {
  changes,
  destroy,
  DESTROY,
  liveSecrets,
  OwnProject,
  readAzure,
  REFRESH,
  refused,
  succeed,
  UP,
  writeAzure,
  type Azure,
  type AzureResource,
  type Plain,
} from "../support/own-project.ts";

const STACKS = ["dev", "staging", "prod"] as const;

/** A group that stands in for the administrators of another day. */
const OTHER_ADMINISTRATORS = "44444444-4444-4444-8444-444444444444";

/** One request in so many at which the journal of simulated Azure is looked at. */
const LOOK_EVERY = 20;

for (const stack of STACKS) {
  describe(`stack ${stack} in the real engine`, function () {
    this.timeout(240_000);
    let project: OwnProject;
    let first: RunResult;
    /** What simulated Azure wrote down while it was asked. */
    const journal = new Set<string>();

    before(async () => {
      project = new OwnProject();
      await project.session(async (session) => {
        let seen = 0;
        const look = (): void => {
          if (seen++ % LOOK_EVERY === 0) journal.add(readFileSync(journalOf(session.azureFile), "utf8"));
        };
        first = succeed(await session.pulumi(UP, { stack, onEvent: look }));
      });
      rotateEverySecret(project.stateDir);
    });
    afterEach(() => {
      project.undoEdits();
    });
    after(() => {
      project.remove();
    });

    /** One command on a copy; gives also what Azure holds before and after it. */
    async function onCopy(command: readonly string[]): Promise<{ result: RunResult; before: Azure; after: Azure }> {
      const before = readAzure(project.stateDir);
      const { result, stateDir } = await project.onCopy(async (session) => ({
        result: await session.pulumi(command, { stack, events: true }),
        stateDir: session.stateDir,
      }));
      return { result, before, after: readAzure(stateDir) };
    }

    it("finds nothing to do the second time, and no drift", async () => {
      await project.onCopy(async (session) => {
        const again = succeed(await session.pulumi(UP, { stack, events: true }));
        const refreshed = succeed(await session.pulumi(REFRESH, { stack, events: true }));

        expect(changes(again)).to.deep.equal([]);
        expect(changes(refreshed)).to.deep.equal([]);
      });
    });

    it("holds no secret in state, outputs, events, logs or simulated Azure", async () => {
      await project.onCopy(async (session) => {
        const shown = succeed(await session.pulumi(["stack", "export", "--show-secrets"], { stack }));
        const known = placeholders(JSON.parse(shown.stdout) as unknown);
        const places = [
          ["what `up` wrote to its output", first.stdout],
          ["what `up` wrote to its error output", first.stderr],
          // Without the debug messages of Pulumi's SDK, which hold all it sends in clear: see simulator/engine/events.ts.
          ["the engine's events", JSON.stringify(first.events)],
          ["`stack export`", succeed(await session.pulumi(["stack", "export"], { stack })).stdout],
          [
            "`stack output`",
            succeed(await session.pulumi(["stack", "output", "--json", "--show-secrets"], { stack })).stdout,
          ],
          ["`preview --diff`", succeed(await session.pulumi(["preview", "--diff", "--show-sames"], { stack })).stdout],
          ...[...journal].map((content) => ["the journal of simulated Azure", content] as const),
          ...project.filesBelow(project.stateDir),
        ] as const;

        expect(known).to.have.length.greaterThan(10);
        expect([...journal].join(""), "the journal").to.include("Microsoft.KeyVault");
        expect(places.map(([place]) => place)).to.include(
          session.azureFile.replace(session.stateDir, project.stateDir),
        );
        for (const [place, content] of places) {
          for (const value of known) expect(content.includes(value), `a placeholder in ${place}`).to.equal(false);
        }
        const outputs = JSON.parse(places[4][1]) as unknown;
        // The one long word of a connection string that looks random to the recognizer.
        const texts = strings(outputs).map((text) => text.replaceAll("ConnectRetryInterval=", ""));
        expect(texts.filter((text) => secretKind(text) !== undefined)).to.deep.equal([]);
      });
    });

    it("touches one application when one manifest is edited", async () => {
      project.editManifest("storefront", (manifest) => {
        (manifest["secrets"] as Plain)["mail-key"] = {
          purpose: "Sends the mails of the shop",
          rotation: { every: "90d", by: "owner" },
          readers: ["web"],
        };
        (manifest["workloads"] as Plain)["mailer"] = { purpose: "Sends mails" };
      });

      const { result, before, after } = await onCopy(UP);

      expect(changes(succeed(result))).to.deep.equal([
        "create azure-native:authorization:RoleAssignment storefront-mail-key-read-storefront-web",
        "create azure-native:managedidentity:UserAssignedIdentity storefront-mailer",
        "create azure-native_keyvault_v20260201:keyvault:Secret storefront-mail-key",
        "create random:index/randomPassword:RandomPassword storefront-mail-key-placeholder",
        "create strongroom:identity:WorkloadIdentity storefront-mailer",
        "update strongroom:vault:Contents storefront-contents",
      ]);
      expect(withoutRules(withoutNew(after, before))).to.deep.equal(withoutRules(before));
    });

    it("writes no new version of a secret whose purpose or owner changes", async () => {
      project.editManifest("payments", (manifest) => {
        const secrets = manifest["secrets"] as Record<string, Plain>;
        Object.assign(secrets["stripe-key"] ?? {}, { purpose: "Charges cards", owner: "card-team@contoso.com" });
      });

      const { result, before, after } = await onCopy(UP);

      expect(changes(succeed(result))).to.deep.equal([
        "update strongroom:vault:Contents payments-contents",
        "update strongroom:vault:Contents payments-paired-contents",
      ]);
      expect(after).to.deep.equal(before);
      expect(Object.keys(liveSecrets(after))).to.have.length.greaterThan(5);
    });

    it("takes exactly its identity and grants away with a workload", async () => {
      project.editManifest("payments", (manifest) => {
        removeWorkload(manifest, "worker");
      });

      const { result, before, after } = await onCopy(UP);

      const role = "delete azure-native:authorization:RoleAssignment";
      expect(changes(succeed(result))).to.deep.equal([
        `${role} payments-card-encryption-decrypt-payments-worker`,
        `${role} payments-ledger-worker-sql-conn-read-payments-worker`,
        `${role} payments-paired-card-encryption-decrypt-payments-worker`,
        `${role} payments-paired-ledger-worker-sql-conn-read-payments-worker`,
        `${role} payments-paired-receipt-signing-verify-payments-worker`,
        `${role} payments-paired-session-signing-read-payments-worker`,
        `${role} payments-receipt-signing-verify-payments-worker`,
        `${role} payments-session-signing-read-payments-worker`,
        "delete azure-native:managedidentity:FederatedIdentityCredential payments-worker-kubernetes",
        "delete azure-native:managedidentity:UserAssignedIdentity payments-worker",
        "delete azure-native:resources:Deployment payments-ledger-worker-sql-conn",
        "delete azure-native:resources:Deployment payments-paired-ledger-worker-sql-conn",
        "delete strongroom:identity:WorkloadIdentity payments-worker",
        "delete strongroom:sql:DatabaseUser payments-ledger-payments-worker-read",
        // A secret that is rotated says who reads it.
        "update strongroom:vault:Contents payments-contents",
        "update strongroom:vault:Contents payments-paired-contents",
      ]);
      expect(gone(before, after)).to.have.members([
        ...belongingTo(before, `id-payments-${stack}-worker`),
        ...deploymentsOf(before, `payments-${stack}-ledger-worker-sql-conn`),
      ]);
      expect(Object.keys(after.resources).filter((key) => key.endsWith("-ledger-worker-sql-conn"))).to.have.length(2);
      expect(withoutRules(after)).to.deep.equal(withoutRules(withoutNew(before, after)));
    });

    it("replaces nothing for another group of SQL administrators", async () => {
      project.editSettings(stack, (config) => {
        config["strongroom:sqlAdministrators"] = { name: "Other administrators", objectId: OTHER_ADMINISTRATORS };
      });

      const { result, before, after } = await onCopy(UP);

      const [inAzure, inEntra] = [true, false].map((isAzure) =>
        changes(succeed(result)).filter((change) => change.includes(" azure-native:") === isAzure),
      );
      expect(inAzure).to.deep.equal(
        ["payments", "storefront"].flatMap((app) => [
          `update azure-native:resources:Deployment ${app}-administrators`,
          ...(hasPartner(before, app)
            ? [`update azure-native:resources:Deployment ${app}-partner-administrators`]
            : []),
        ]),
      );
      // A group of our own goes, and who was a member of it becomes one of the other; one that people own stays as it is.
      expect(inEntra?.filter((change) => change.includes("azuread:"))).to.deep.equal(
        stack === "dev" ? ["delete azuread:index/groupWithoutMembers:GroupWithoutMembers sql-administrators"] : [],
      );
      expect(
        gone(before, after).filter((key) => before.resources[key]?.type.startsWith("azure-native:")),
      ).to.deep.equal([]);
    });

    if (stack === "dev") {
      it("adds one user for one more reader, and nothing else", async () => {
        project.editManifest("storefront", (manifest) => {
          const { catalogue } = manifest["databases"] as Record<string, { access: Record<string, string[]> }>;
          catalogue?.access["read"]?.push("group:payments-analysts");
        });

        const { result, before, after } = await onCopy(UP);

        expect(changes(succeed(result))).to.deep.equal([
          "create strongroom:sql:DatabaseUser storefront-catalogue-group-payments-analysts-read",
        ]);
        expect(after).to.deep.equal(before);
      });
    }

    if (stack === "prod") {
      it("changes tier and retention in place", async () => {
        project.editManifest("payments", (manifest) => {
          manifest["overrides"] = { [stack]: { databases: { ledger: { size: "large" } } } };
        });
        const days = /pointInTimeDays: (\d+)/.exec(
          readFileSync(path.join(project.programDir, `stacks/shapes/${stack}.ts`), "utf8"),
        );
        project.editSource(`stacks/shapes/${stack}.ts`, `pointInTimeDays: ${days?.[1] ?? ""}`, "pointInTimeDays: 21");

        const { result, before, after } = await onCopy(UP);

        expect(changes(succeed(result))).to.deep.equal([
          "update azure-native:sql:BackupShortTermRetentionPolicy payments-ledger-backup",
          "update azure-native:sql:BackupShortTermRetentionPolicy payments-ledger-replica-backup",
          "update azure-native:sql:BackupShortTermRetentionPolicy storefront-catalogue-backup",
          "update azure-native:sql:BackupShortTermRetentionPolicy storefront-catalogue-replica-backup",
          "update azure-native:sql:Database payments-ledger",
        ]);
        expect(Object.keys(after.resources)).to.deep.equal(Object.keys(before.resources));
      });
    }

    if (stack === "staging") {
      it("changes nothing when the provider's aliases are kept", async () => {
        project.editSettings(stack, (config) => {
          config["strongroom:keepAliases"] = true;
        });

        const { result, before, after } = await onCopy(UP);

        expect(changes(succeed(result))).to.deep.equal([]);
        expect(after).to.deep.equal(before);
      });
    }

    if (stack === "prod") {
      it("refuses to destroy, and to delete a database, before Azure is asked", async () => {
        // With the preview that Pulumi makes unless told not to: it is what finds protection before anything is done.
        const destroyed = await onCopy(["destroy", "--yes"]);
        project.editManifest("storefront", (manifest) => {
          delete manifest["databases"];
        });
        const deleted = await onCopy(["up", "--yes"]);

        expect(refused(destroyed.result)).to.match(/Preview failed: .* cannot be deleted/);
        expect(refused(deleted.result)).to.match(/Preview failed: .*sql:\w+::storefront[a-z-]*" cannot be deleted/);
        expect(destroyed.after).to.deep.equal(destroyed.before);
        expect(deleted.after).to.deep.equal(deleted.before);
      });

      it("lets an application leave, once it is said of each resource that it may", async () => {
        project.editManifest("storefront", (manifest) => {
          manifest["environments"] = ["dev", "staging"];
        });
        const { stateDir, left, again } = await project.onCopy(async (session) => {
          for (const urn of await protectedUrns(session, (each) => each.includes("::storefront"))) {
            succeed(await session.pulumi(["state", "unprotect", urn, "--yes"], { stack }));
          }
          // A lock that was just taken away still holds for a while (docs/operate.md): the next run goes on.
          let left = await session.pulumi(UP, { stack });
          if (left.exitCode !== 0) left = await session.pulumi(UP, { stack });
          const again = await session.pulumi(UP, { stack, events: true });
          return { stateDir: session.stateDir, left, again };
        });

        succeed(left);
        expect(changes(succeed(again))).to.deep.equal([]);
        const { resources } = readAzure(stateDir);
        expect(Object.keys(resources).filter((key) => key.includes("storefront"))).to.deep.equal([]);
        expect(Object.keys(resources).filter((key) => key.includes("payments"))).to.have.length.greaterThan(50);
      });

      it("gives up what a lock holds when the lock is taken off for it, and has the lock back afterwards", async () => {
        project.editSettings(stack, (config) => {
          delete (config["strongroom:network"] as Plain)["runners"];
        });
        const lock = "**ManagementLockByScope::network-lock";

        const { stateDir, unlocked, without, back } = await project.onCopy(async (session) => {
          const unlocked = await session.pulumi([...DESTROY, "--target", lock], { stack, events: true });
          const without = await session.pulumi([...UP, "--exclude", lock], { stack });
          const back = await session.pulumi(UP, { stack, events: true });
          return { stateDir: session.stateDir, unlocked, without, back };
        });

        const change = "azure-native:authorization:ManagementLockByScope network-lock";
        expect(changes(succeed(unlocked))).to.deep.equal([`delete ${change}`]);
        succeed(without);
        expect(changes(succeed(back))).to.deep.equal([`create ${change}`]);
        expect(Object.keys(readAzure(stateDir).resources).filter((key) => key.includes("runners"))).to.deep.equal([]);
      });
    }

    it("leaves only what Azure keeps after `destroy`, and goes on with the next generation", async () => {
      const { emptied, stateDir, destroyed, same, next } = await project.onCopy(async (session) => {
        succeed(await session.pulumi(["state", "unprotect", "--all", "--yes"], { stack }));
        const destroyed = await destroy(session, stack);
        const left = succeed(await session.pulumi(["stack", "export"], { stack }));
        expect((JSON.parse(left.stdout) as { deployment: Plain }).deployment["resources"] ?? []).to.deep.equal([]);
        const emptied = readAzure(session.stateDir);
        const same = await session.pulumi(UP, { stack });
        project.editSettings(stack, (config) => {
          config["strongroom:generation"] = 2;
        });
        const next = await session.pulumi(UP, { stack });
        return { emptied, stateDir: session.stateDir, destroyed, same, next };
      });

      succeed(destroyed);
      const before = readAzure(project.stateDir).resources;
      const vaults = Object.values(before).filter(isVault);
      const ids = vaults.map(({ id }) => id.toLowerCase()).toSorted();
      expect(Object.keys(emptied.deleted).toSorted()).to.deep.equal(ids);
      expect(Object.keys(emptied.resources)).to.deep.equal(kept(before));
      expect(refused(same)).to.include("strongroom:generation");
      succeed(next);
      const { deleted, resources } = readAzure(stateDir);
      expect(Object.keys(deleted).toSorted()).to.deep.equal(ids);
      expect(Object.values(resources).filter(isVault)).to.have.length(vaults.length);
    });
  });
}

/** As owners and the rotator do, beside the program: each secret gets a version with a live value. */
function rotateEverySecret(stateDir: string): void {
  const azure = readAzure(stateDir);
  for (const [key, facts] of Object.entries(liveSecrets(azure))) {
    const valueHash = createHmac("sha256", azure.salt).update(`live value of ${key}`).digest("hex");
    Object.assign(facts ?? {}, { versions: [...(facts?.versions ?? []), { version: "of-the-owner", valueHash }] });
  }
  writeAzure(stateDir, azure);
}

/** The plaintext of every placeholder, out of a state whose secrets are shown. */
function placeholders(exported: unknown): string[] {
  const { deployment } = exported as { deployment: { resources: { type: string; outputs?: Plain }[] } };
  return deployment.resources
    .filter(({ type }) => type === "random:index/randomPassword:RandomPassword")
    .flatMap(({ outputs }) => [outputs?.["result"], outputs?.["bcryptHash"]])
    .flatMap((value) => (isPlain(value) && typeof value["plaintext"] === "string" ? [value["plaintext"]] : []))
    .map((json) => JSON.parse(json) as string);
}

function strings(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return isPlain(value) || Array.isArray(value) ? Object.values(value).flatMap(strings) : [];
}

function isPlain(value: unknown): value is Plain {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The workload, and every mention of it. */
function removeWorkload(manifest: Plain, workload: string): void {
  const without = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.filter((entry) => entry !== workload);
    return isPlain(value)
      ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, without(inner)]))
      : value;
  };
  const workloads = Object.entries(manifest["workloads"] as Plain).filter(([name]) => name !== workload);
  Object.assign(manifest, without({ ...manifest, workloads: Object.fromEntries(workloads) }));
}

/** URNs of what Pulumi refuses to delete. */
async function protectedUrns(session: Session, which: (urn: string) => boolean): Promise<string[]> {
  const { stdout } = succeed(await session.pulumi(["stack", "export"], { stack: "prod" }));
  const { deployment } = JSON.parse(stdout) as { deployment: { resources: { urn: string; protect?: boolean }[] } };
  const found = deployment.resources.filter(({ urn, protect }) => protect === true && which(urn)).map(({ urn }) => urn);
  expect(found).to.not.have.length(0);
  return found;
}

/** What a `destroy` leaves in simulated Azure and Entra. */
function kept(before: Azure["resources"]): string[] {
  return Object.keys(before).filter((key) => before[key]?.type.endsWith(":GroupRoleManagementPolicy"));
}

function isVault({ type }: AzureResource): boolean {
  return type === "azure-native:keyvault:Vault";
}

function hasPartner({ resources }: Azure, app: string): boolean {
  return Object.values(resources).some(({ type, id }) => type.endsWith("FailoverGroup") && id.includes(`-${app}-`));
}

/** Ids of what was there before and is not any more. */
function gone(before: Azure, after: Azure): string[] {
  return Object.keys(before.resources).filter((key) => after.resources[key] === undefined);
}

/** An identity, what is in it, and what is granted to it. */
function belongingTo({ resources }: Azure, identityName: string): string[] {
  const identity = Object.values(resources).find(({ id }) => id.endsWith(`/userAssignedIdentities/${identityName}`));
  const principalId = (identity?.["properties"] as Plain | undefined)?.["principalId"];
  expect(principalId, identityName).to.be.a("string");
  return Object.entries(resources)
    .filter(
      ([key, { type, properties }]) =>
        key.startsWith((identity?.id ?? "").toLowerCase()) ||
        (type.endsWith(":RoleAssignment") && (properties as Plain)["principalId"] === principalId),
    )
    .map(([key]) => key);
}

/** Azure's records of the deployments that wrote a secret into the vaults. */
function deploymentsOf({ resources }: Azure, secretName: string): string[] {
  return Object.keys(resources).filter((key) => key.includes("/deployments/") && key.endsWith(`.${secretName}`));
}

function withoutRules({ resources }: Azure): Azure["resources"] {
  const isRule = /:(ScheduledQueryRule|Workbook)$/;
  return Object.fromEntries(Object.entries(resources).filter(([, { type }]) => !isRule.test(type)));
}

/** Of one cloud, what the other has too. */
function withoutNew(of: Azure, other: Azure): Azure {
  const resources = Object.entries(of.resources).filter(([key]) => other.resources[key] !== undefined);
  return { ...of, resources: Object.fromEntries(resources) };
}
