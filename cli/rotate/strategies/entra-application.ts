// An application's client secret: a second one is made by Microsoft Graph, tried by signing in, and published; the older one
// is removed when its overlap is over. Others' credentials of the same application are left alone: ours carry the secret's
// name.
import type { Hidden } from "../hidden.ts";
import type { Strategy } from "./strategy.ts";

/** Milliseconds of a day. */
const DAY = 86_400_000;

/**
 * Milliseconds between the attempts to sign in with a new secret: it is known everywhere after some seconds to two minutes
 * (Azure/ARO-HCP#2723; microsoft-graph-docs-contrib#1921 measured 4 to 18 s).
 */
const WAITS = [0, 5_000, 10_000, 15_000, 30_000, 60_000];

export interface ClientSecret {
  readonly keyId: string;
  readonly displayName: string;
  /** The first characters of the value. */
  readonly hint?: string;
}

/** The application, through Microsoft Graph and through Entra's token endpoint. */
export interface Application {
  secrets(): Promise<readonly ClientSecret[]>;
  /** Graph makes the value and says it once. */
  add(displayName: string, ends: Date): Promise<{ readonly keyId: string; readonly value: Hidden }>;
  /** Done as well where there is none. */
  remove(keyId: string): Promise<void>;
  /** Whether Entra gives a token for it. */
  signsIn(value: Hidden): Promise<boolean>;
}

export interface EntraApplicationArgs {
  /** Of the secret in the vault. */
  readonly name: string;
  /** Days from its making to the end that Entra itself puts to it. */
  readonly lifetimeDays: number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

export function entraApplication(
  application: Application,
  { name, lifetimeDays, sleep }: EntraApplicationArgs,
): Strategy {
  const displayName = `strongroom ${name}`;
  return {
    prepare: async (_published, now) => {
      const { keyId, value } = await application.add(displayName, new Date(now.getTime() + lifetimeDays * DAY));
      return { value, credential: keyId };
    },
    prove: async ({ value }) => {
      for (const wait of WAITS) {
        if (wait > 0) await sleep(wait);
        if (await application.signsIn(value)) return true;
      }
      return false;
    },
    target: {
      lasting: false,
      look: async (published) =>
        (await application.secrets())
          .filter((secret) => secret.displayName === displayName)
          .map(({ keyId, hint }) => ({
            id: keyId,
            isPublished:
              keyId === published?.credential ||
              // Written by hand, the version has no mark; its first characters say that it may be this one.
              (published !== undefined &&
                published.credential === undefined &&
                hint !== undefined &&
                hint !== "" &&
                published.value.reveal().startsWith(hint)),
          })),
      end: (keyId) => application.remove(keyId),
    },
  };
}
