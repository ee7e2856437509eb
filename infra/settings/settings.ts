// What the settings of one stack say, once they are read and checked: what the rest of the program knows of them.
import type { CloudName } from "../../facts/clouds.ts";
import type { Part } from "../../stacks/environment-args.ts";
import type { Stage } from "../../stacks/stage.ts";
import type { PlatformSpec } from "../../stacks/platform-spec.ts";
import type { Environment } from "../manifest/manifest.ts";
import type { Problem } from "../input/problems.ts";
import type { KnownEnvironments } from "./environments.ts";
import type { People } from "./settings-identities.ts";
import type { PublicAccess } from "./settings-values.ts";
import type { Path } from "../input/yaml-document.ts";

/** What of an application has a private endpoint. */
export type EndpointTarget = "vault" | "sqlServer" | "pairedVault" | "pairedSqlServer";

export interface Settings {
  readonly environment: Environment;
  /** In `stacks/shapes/`. */
  readonly shape: string;
  readonly stage: Stage;
  readonly cloud: CloudName;
  readonly platform: PlatformSpec;
  /** Or the groups of people alone, which another identity than the pipeline's deploys. */
  readonly part: Part | { readonly kind: "people" };
  /** Environments that have settings, or that a shape is called as: the ones that a manifest may name. */
  readonly environments: KnownEnvironments;
  /** Folder of Pulumi.yaml. */
  readonly root: string;
  /** From `root`. */
  readonly applicationsFolder: string;
  /** The applications of a cell; absent where the stack holds all of them. */
  readonly selection?: readonly string[];
  /** Applications of other cells for which a cell's grants wait. */
  readonly awaits: readonly string[];
  readonly generation: number;
  readonly generations: Readonly<Record<string, number>>;
  /** OIDC issuer, by cluster. */
  readonly kubernetesClusters: Readonly<Record<string, string>>;
  readonly allowedIssuers: readonly string[];
  readonly githubOwners: readonly string[];
  readonly azureDevOpsOrganizations: readonly string[];
  /** Object id, by the name that manifests use. */
  readonly groups: Readonly<Record<string, string>>;
  readonly publicAccess: Readonly<Record<string, { readonly vault?: PublicAccess; readonly sqlServer?: PublicAccess }>>;
  /** Groups of people, by application. */
  readonly people: Readonly<Record<string, People>>;
  /** Fixed addresses of private endpoints, by application. */
  readonly endpointAddresses: Readonly<Record<string, Readonly<Partial<Record<EndpointTarget, string | undefined>>>>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly keepAliases: boolean;
  readonly now: Date;
  /** A problem with the setting at a path, where it stands in its file. */
  readonly problemAt: (path: Path, message: string) => Problem;
}
