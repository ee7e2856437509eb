// What an upgrade from an earlier release replaces, deletes or asks of manifests and settings, each on purpose and with its
// reason. All else that is replaced or deleted fails the test. CHANGELOG.md tells the same under "Breaking changes".
import type { OwnProject } from "../../support/own-project.ts";
import { copyInputs } from "./releases.ts";

export interface Difference {
  /** Releases that show it. */
  readonly releases: readonly string[];
  /** The change as tests word it, such as `replace azure-native:authorization:RoleAssignment orders-…`. */
  readonly change: RegExp;
  readonly reason: string;
}

export const DIFFERENCES: readonly Difference[] = [
  {
    releases: ["0.1.0"],
    change:
      /^(create-replacement|replace|delete-replaced) azure-native:authorization:RoleAssignment \S+-(read|write|wrap)-\S+$/,
    reason:
      "each word of a manifest is a role of our own (docs/adr/0029): the narrow grant is made before the wide one goes",
  },
  {
    releases: ["0.1.0"],
    change: /^delete azure-native:authorization:RoleAssignment \S+-use-\S+$/,
    reason: "Key Vault Crypto User, which did everything with a key, is the words that an application asks for",
  },
];

export interface Edit {
  readonly releases: readonly string[];
  /** Of the release's manifests and settings. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly reason: string;
}

/** What somebody who upgrades writes otherwise. */
const KEY_VAULT = "Key Vault's provider is a local package, which reads a namespace of its own";

export const EDITS: readonly Edit[] = [
  {
    releases: ["0.1.0"],
    file: "apps/orders.yaml",
    from: "encryptDecrypt: [api]\n    wrapUnwrap: [worker]",
    to: "encrypt: [api]\n    decrypt: [api]\n    wrap: [worker]\n    unwrap: [worker]",
    reason: "a key's words are one for each operation",
  },
  ...(["dev", "prod"] as const).map((stack): Edit => ({
    releases: ["0.1.0"],
    file: `Pulumi.${stack}.yaml`,
    from: "azureDevOpsOrganizations: [contoso]",
    to: "azureDevOpsOrganizations: [contoso@8a1f2b3c-4d5e-4f60-8172-93a4b5c6d7e8]",
    reason: "an Azure DevOps organization is let in by its id, which decides, as well as by its name",
  })),
  ...(["dev", "prod"] as const).map((stack): Edit => {
    const subscription = { dev: "5c9a2e10-4b7d-4f38-8e21-a6d0c3f19b7e", prod: "7ebc4032-6d9f-415a-8043-c8f2e51b3d90" };
    return {
      releases: ["0.1.0"],
      file: `Pulumi.${stack}.yaml`,
      from: "  azure-native:location: westeurope\n",
      to: [
        "  azure-native:location: westeurope",
        "  azure-native_keyvault_v20260201:tenantId: 3f0b1c52-8a4d-4e6b-9c1f-2d7e5a90b6c4",
        `  azure-native_keyvault_v20260201:subscriptionId: ${subscription[stack]}`,
        "  azure-native_keyvault_v20260201:location: westeurope",
        "",
      ].join("\n"),
      reason: KEY_VAULT,
    };
  }),
];

/** The manifests and settings of a release in a project, with what must be written otherwise today. */
export function releaseInputs(project: OwnProject, release: string): void {
  project.clearInputs();
  copyInputs(release, project.programDir);
  for (const { file, from, to } of EDITS.filter(({ releases }) => releases.includes(release))) {
    project.editSource(file, from, to);
  }
}
