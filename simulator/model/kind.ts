// What simulated Azure knows of one kind of resource. A kind is data where it can be, and a few functions where Azure
// has a rule; everything that all kinds share is in provider/.
import type { Cloud as AzureCloud } from "../../facts/clouds.ts";
import type { Ages } from "./ages.ts";
import type { Cloud, Resource } from "./cloud.ts";
import type { Rights } from "./rights.ts";
import type { Names } from "./ids.ts";
import type { Props } from "./values.ts";

/** Who deploys, from where, and when. */
export interface Caller {
  readonly subscriptionId: string;
  readonly tenantId: string;
  readonly objectId: string;
  readonly clientId: string;
  /** Where the sign-in really leads. @default where the provider is set to */
  readonly signedIn?: { readonly subscriptionId: string; readonly tenantId: string };
  /** The tenant that azuread is signed in to. @default where the provider is set to */
  readonly entraTenantId?: string;
  /** Region of resources without one, as `azure-native:location` sets it. */
  readonly location?: string;
  /** Whether the caller reaches private vaults: a pipeline inside the network does, a laptop does not. */
  readonly insideNetwork: boolean;
  readonly now: () => Date;
  /** What the caller may do. @default everything */
  readonly rights?: Rights;
  /** What others have switched on in the subscription, and acts on what is deployed there. */
  readonly landingZone: LandingZone;
  /** Which Azure it is: host names follow from it. */
  readonly azure: AzureCloud;
  /** How long it takes until Azure knows something everywhere. */
  readonly ages: Ages;
}

export interface LandingZone {
  /** Defender for SQL for the whole subscription: a new server's express assessment is on (sql-docs, sql-azure-vulnerability-assessment-enable). */
  readonly defenderForSql?: boolean;
  /** A policy that gives each new private endpoint its zone group (aztfmod/terraform-azurerm-caf#1204). */
  readonly zoneGroups?: boolean;
}

/** A request that is being judged or carried out. */
export interface Draft {
  readonly cloud: Cloud;
  readonly caller: Caller;
  readonly kind: Kind;
  readonly id: string;
  readonly names: Names;
  /** As the program sent them, secrets in clear: never to be stored. */
  readonly inputs: Props;
  /** Paths in `inputs` that Pulumi holds to be secret. */
  readonly secrets: ReadonlySet<string>;
  readonly existing: Resource | undefined;
  readonly preview: boolean;
}

/** A resource inside another request, with the inputs that it would have as one of its own. */
export interface Deployed {
  readonly type: string;
  readonly inputs: Props;
  /** Paths in `inputs` that must not be stored. */
  readonly secrets: ReadonlySet<string>;
}

export interface Kind {
  readonly type: string;
  /** The ARM id; parameters are named as the provider's inputs are. */
  readonly path: string;
  readonly apiVersion?: string;
  /** Ids that the directory makes up, instead of the template. */
  readonly newId?: (draft: Omit<Draft, "id">) => string;
  /** The body has a location, which azure-native fills in from the resource group. */
  readonly located?: boolean;
  readonly required?: readonly string[];
  /** Inputs whose change replaces the resource; the parameters of the path always do. */
  readonly replaceOn?: readonly string[];
  /** Never returned, and not stored. */
  readonly writeOnly?: readonly string[];
  /** Returned by the PUT, and by no GET. */
  readonly forgets?: readonly string[];
  /** Path parameters that are outputs too, e.g. the scope of a role assignment. */
  readonly returned?: readonly string[];
  /** The only name that Azure takes, in any case of its letters. */
  readonly fixedName?: string;
  /** How azure-native makes up a missing name. @default "random" */
  readonly autoName?: "random" | "uuid";
  /** Exists with its parent and cannot be deleted; the state to which a deletion returns it, null where it stays as it is. */
  readonly singleton?: Props | null;
  /** Exists with its parent, can be deleted, and azure-native creates it only over this default state. */
  readonly bornWith?: (draft: Draft) => Props | undefined;
  readonly bornDefault?: Props;
  /** Deleted through the data plane: locks do not hold it, the network does. */
  readonly dataPlane?: boolean;
  /** Milliseconds that a write really takes, so that parallel writes overlap as they do in Azure. */
  readonly dwellMs?: number;
  /** Writes with the same key wait for each other: azure-native retries `AnotherOperationInProgress`. */
  readonly queue?: (id: string) => string;
  /** Writes with the same key that overlap are refused by `clash`. */
  readonly exclusive?: (id: string) => string;
  readonly clash?: (id: string) => Error;
  /** How this kind's provider says that the parent is not there. @default ParentResourceNotFound, as Resource Manager says it */
  readonly parentMissing?: (parent: string) => Error;
  /** The same of a DELETE: "parent" as Resource Manager says it, "resource" where it says that the parent itself is not there. */
  readonly deleteMissing?: "parent" | "resource";
  /** Extension resources hang on any scope; theirs is checked by `check`. */
  readonly extension?: boolean;
  /** How Azure spells the id in its answer. @default as it was sent */
  readonly spelled?: (id: string) => string;
  /** What Azure fills in where the program says nothing. */
  readonly defaults?: (draft: Draft) => Props;
  /** What Azure returns in place of what was sent: normalised, completed inside, or without what it drops. */
  readonly returns?: (sent: Props, draft: Draft) => Props;
  /** What Azure computes. */
  readonly outputs?: (draft: Draft) => Props;
  /** Where Azure's answer has another shape than the inputs: the inputs of a resource that is imported, out of its answer. */
  readonly imported?: (answer: Props) => Props;
  /** What the rules remember and Azure does not show. */
  readonly facts?: (draft: Draft) => Props;
  /** The rules of the name, which Azure looks at before the body. */
  readonly checkName?: (draft: Draft) => void;
  /** The rules: throws the refusal. */
  readonly check?: (draft: Draft) => void;
  /** A PUT that Azure accepts and ignores: what is stored stays. */
  readonly ignoresUpdate?: boolean;
  /** What it writes along with itself, whether that exists or not. */
  readonly deploys?: (draft: Draft) => readonly Deployed[];
  readonly written?: (draft: Draft, resource: Resource) => void;
  readonly checkDelete?: (resource: Resource, cloud: Cloud, caller: Caller) => void;
  /** Instead of simply vanishing. */
  readonly remove?: (resource: Resource, cloud: Cloud, caller: Caller) => void;
  readonly removed?: (resource: Resource, cloud: Cloud) => void;
}

const SUBSCRIPTION = "/subscriptions/{subscriptionId}";
export const GROUP = `${SUBSCRIPTION}/resourceGroups/{resourceGroupName}`;

/** `arm("Microsoft.KeyVault/vaults/{vaultName}")`: in a resource group. */
export function arm(rest: string): string {
  return `${GROUP}/providers/${rest}`;
}
