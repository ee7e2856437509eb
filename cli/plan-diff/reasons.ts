// Why a person must approve a change: the one list that the command, its help, the comment and the documents take.

/** `production`: counts where base or head calls the environment production; `everywhere`: in any environment. */
export type Reach = "production" | "everywhere";

export interface Reason {
  /** As the verdict says it. */
  readonly title: string;
  readonly reach: Reach;
  /** For the documents. */
  readonly means: string;
}

export const REASONS = {
  unknown: {
    title: "not compared",
    reach: "everywhere",
    means: "A plan is missing, too large or cannot be read, or does not say its settings: nobody knows what changes",
  },
  stack: {
    title: "a stack is new or gone",
    reach: "everywhere",
    means: "All that a stack holds is made or destroyed at once",
  },
  stage: {
    title: "what the environment is changes",
    reach: "everywhere",
    means: "`environment`, `shape`, `stage` or `deployAfter`: whether it counts as production, and what goes before it",
  },
  engine: {
    title: "who signs in, or what the deployment is made of, changes",
    reach: "everywhere",
    means:
      "Keys of the stack's file beside `config`, options of providers, tenant, subscription, region, the folder of the manifests",
  },
  policy: {
    title: "the policy demands less",
    reach: "everywhere",
    means: "`policy.yaml` switches a rule off, allows more, or has another exception",
  },
  exception: {
    title: "exceptions added or changed",
    reach: "everywhere",
    means: "Somebody asks to be reached from the internet, or to share what environments have apart",
  },
  protected: {
    title: "protected resources destroyed or created anew",
    reach: "everywhere",
    means: "Vaults, servers, databases and logs of production are protected: what is in them would be gone",
  },
  unprotected: {
    title: "protection taken away",
    reach: "everywhere",
    means: "A lock, `protect` or `retainOnDelete` goes, or soft delete and purge protection get weaker",
  },
  encryption: {
    title: "encryption with a key of our own given up or changed",
    reach: "everywhere",
    means: "The key of a server, what encrypts with it, or what lets the server use it",
  },
  access: {
    title: "access widened",
    reach: "production",
    means: "A grant, a sign-in, a user of a database or an administrator is new or another one",
  },
  rights: {
    title: "a role may do more",
    reach: "production",
    means: "The definition of a role changes, and everybody who holds it is concerned",
  },
  trust: {
    title: "who may be let in changes",
    reach: "production",
    means: "Issuers, clusters, owners of repositories and organizations that manifests may name",
  },
  groups: {
    title: "who is in a group changes",
    reach: "production",
    means: "Another group stands behind a name, other people may ask to join, or others approve it",
  },
  exposure: {
    title: "exposed",
    reach: "production",
    means: "Public access, firewalls, rules of networks, ways in and out",
  },
  network: {
    title: "names or networks lead elsewhere",
    reach: "production",
    means: "Zones, links, endpoints, ranges and subnets",
  },
  audit: {
    title: "what is logged, where logs go or who is warned changes",
    reach: "production",
    means: "Diagnostics, workspace, event hub, auditing, alerts, contacts",
  },
  code: {
    title: "what runs here changes",
    reach: "production",
    means: "The image and the place of a job, a template that is deployed",
  },
  certificate: {
    title: "certificates vouch for something else",
    reach: "production",
    means: "A certificate is new, or its names, issuer or key change",
  },
  keys: {
    title: "keys or secrets are kept otherwise",
    reach: "production",
    means: "Kind, size or protection of a key; rotation less often",
  },
  data: {
    title: "data is kept for less, in fewer places or elsewhere",
    reach: "production",
    means: "Backups, replicas, redundancy, residency",
  },
  replaced: {
    title: "created anew or destroyed",
    reach: "production",
    means: "What depends on it is without it for a while, or for good",
  },
  unclassed: {
    title: "changes that nobody has classed",
    reach: "production",
    means: "A kind, a property or a setting that the table does not know (cli/plan-diff/classes/)",
  },
} as const satisfies Readonly<Record<string, Reason>>;

export type ReasonId = keyof typeof REASONS;

export const REASON_IDS = Object.keys(REASONS) as readonly ReasonId[];

/** As `--help` lists them, a line each. */
export function reasonsHelp(): string {
  const titles = (reach: Reach): string =>
    REASON_IDS.filter((id) => REASONS[id].reach === reach)
      .map((id) => `       - ${REASONS[id].title}`)
      .join("\n");
  return `     in every environment:\n${titles("everywhere")}\n     in production:\n${titles("production")}`;
}

/** The table of docs/plan-diff.md. */
export function reasonsTable(): string {
  const rows = REASON_IDS.map((id) => {
    const { title, reach, means } = REASONS[id];
    return `| ${title} | ${reach} | ${means} |`;
  });
  return ["| a person must approve | where | when |", "| --- | --- | --- |", ...rows].join("\n");
}
