// A grant on one object of a vault, by the word that a manifest uses. Every object grants in this way, so that none can name its
// grant or choose its role otherwise.
import type * as pulumi from "@pulumi/pulumi";
import { grant } from "../authorization/grant.ts";
import type { Grantee } from "../authorization/grantee.ts";
import { wordGrant, type ObjectWord } from "../authorization/object-roles.ts";
import type { VaultContext } from "./vault-context.ts";

/** What is granted. */
export interface VaultObject {
  /** Logical name, which begins that of the grant. */
  readonly name: string;
  readonly id: pulumi.Input<string>;
  readonly context: VaultContext;
  /** What makes the id true, where it is none of a resource. @default nothing */
  readonly after?: pulumi.Resource[];
}

/** `<object>-<verb>-<grantee>` holds the word's one role on the one object. */
export function grantWord({ name, id, context, after }: VaultObject, word: ObjectWord, to: Grantee): void {
  const { platform, parent } = context;
  const { verb, ...how } = wordGrant(word, platform);
  grant(
    `${name}-${verb}-${to.granteeName}`,
    { to, ...how, scope: id, subscriptionId: platform.subscriptionId },
    { parent, ...(after === undefined ? {} : { dependsOn: after }) },
  );
}
