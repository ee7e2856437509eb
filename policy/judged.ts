// What a rule judges: plain data, the same whether it came from the engine, from a plan or from a deployed stack's state.
import type { Props } from "./value.ts";

export interface Judged {
  /** Pulumi's type, for example "azure-native:keyvault:Vault". */
  readonly type: string;
  /** The name in the program, not in Azure. */
  readonly name: string;
  readonly urn: string;
  readonly props: Props;
  /** The parent's URN. */
  readonly parent?: string;
  /** The ARM id, where it is known or can be predicted. */
  readonly id?: string;
  /** For each property, the URNs of the resources that its value comes from. */
  readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
  /** URNs of all resources that this one waits for. */
  readonly dependencies?: readonly string[];
  /** For a resource inside a template: the URN of the deployment that holds it, which findings are reported for. */
  readonly origin?: string;
  /**
   * False where the source hands secrets over in the clear (the engine does that to policy packs), so that nothing can be
   * said about what is marked as a secret. @default true
   */
  readonly marksSecrets?: boolean;
}
