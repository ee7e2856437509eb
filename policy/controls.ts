// The controls that a rule answers. The Azure-specific ones (CIS, MCSB) belong to a rule; the general frameworks ask for
// themes, so each theme is mapped once. CIS and MCSB ids come from the rules' Azure Policy and scanner equivalents where
// those name them; the mapping to NIST 800-53 rev. 5, ISO 27001:2022, SOC 2 (2017) and PCI DSS 4.0 is ours.

export interface Controls {
  readonly cis: readonly string[];
  readonly mcsb: readonly string[];
  readonly nist80053: readonly string[];
  readonly iso27001: readonly string[];
  readonly soc2: readonly string[];
  readonly pcidss: readonly string[];
}

type General = Omit<Controls, "cis" | "mcsb">;

const THEMES = {
  /** What is deleted can be brought back. */
  recovery: {
    nist80053: ["CP-9", "CP-10", "SC-12(1)"],
    iso27001: ["A.8.13", "A.8.24"],
    soc2: ["A1.2", "CC7.5"],
    pcidss: ["3.7.1"],
  },
  /** Work goes on when a zone or a region does not. */
  resilience: {
    nist80053: ["CP-6", "CP-9", "CP-10"],
    iso27001: ["A.8.13", "A.8.14"],
    soc2: ["A1.2"],
    pcidss: ["12.10.1"],
  },
  /** Reached only from where it must be. */
  networkIsolation: {
    nist80053: ["AC-4", "SC-7", "SC-7(5)"],
    iso27001: ["A.8.20", "A.8.22"],
    soc2: ["CC6.1", "CC6.6"],
    pcidss: ["1.3.1", "1.4.2"],
  },
  /** One directory, no shared password. */
  centralIdentity: {
    nist80053: ["AC-2(1)", "IA-2", "IA-5"],
    iso27001: ["A.5.16", "A.5.17", "A.8.5"],
    soc2: ["CC6.1"],
    pcidss: ["8.2.1", "8.3.1"],
  },
  /** No more rights than the work needs. */
  leastPrivilege: {
    nist80053: ["AC-3", "AC-6", "AC-6(5)"],
    iso27001: ["A.5.15", "A.5.18", "A.8.2"],
    soc2: ["CC6.1", "CC6.3"],
    pcidss: ["7.2.1", "7.2.2"],
  },
  /** Keys and secrets end, and are renewed before. */
  keyLifecycle: {
    nist80053: ["IA-5(1)", "SC-12", "SC-17"],
    iso27001: ["A.5.17", "A.8.24"],
    soc2: ["CC6.1"],
    pcidss: ["3.7.4", "8.6.3"],
  },
  /** A secret is stored nowhere in the clear. */
  secretHandling: {
    nist80053: ["IA-5(7)", "SC-28"],
    iso27001: ["A.5.17", "A.8.24"],
    soc2: ["CC6.1"],
    pcidss: ["8.3.2", "8.6.2"],
  },
  encryptionInTransit: {
    nist80053: ["SC-8", "SC-8(1)", "SC-13"],
    iso27001: ["A.8.24"],
    soc2: ["CC6.7"],
    pcidss: ["2.2.7", "4.2.1"],
  },
  encryptionAtRest: {
    nist80053: ["SC-12", "SC-13", "SC-28(1)"],
    iso27001: ["A.8.24"],
    soc2: ["CC6.1"],
    pcidss: ["3.5.1", "3.6.1"],
  },
  /** Who did what is written down, and kept. */
  auditLogging: {
    nist80053: ["AU-2", "AU-3", "AU-11", "AU-12"],
    iso27001: ["A.8.15"],
    soc2: ["CC7.2"],
    pcidss: ["10.2.1", "10.5.1"],
  },
  /** Somebody hears of it. */
  monitoring: {
    nist80053: ["AU-6", "SI-4", "SI-4(5)"],
    iso27001: ["A.8.16"],
    soc2: ["CC7.2", "CC7.3"],
    pcidss: ["10.4.1", "10.7.2"],
  },
  vulnerability: { nist80053: ["RA-5"], iso27001: ["A.8.8"], soc2: ["CC7.1"], pcidss: ["11.3.1"] },
  integrity: { nist80053: ["AU-10", "SI-7"], iso27001: ["A.8.15"], soc2: ["CC7.1", "PI1.4"], pcidss: ["10.3.4"] },
  configuration: { nist80053: ["CM-2", "CM-6"], iso27001: ["A.8.9"], soc2: ["CC8.1"], pcidss: ["2.2.1"] },
  inventory: { nist80053: ["CM-8"], iso27001: ["A.5.9", "A.5.12"], soc2: ["CC6.1"], pcidss: ["12.5.1"] },
  changeProtection: {
    nist80053: ["CM-5", "CP-9"],
    iso27001: ["A.8.9", "A.8.32"],
    soc2: ["A1.2", "CC8.1"],
    pcidss: ["6.5.1"],
  },
  residency: { nist80053: ["SA-9(5)"], iso27001: ["A.5.31", "A.5.34"], soc2: ["C1.1"], pcidss: ["12.5.2"] },
} as const satisfies Readonly<Record<string, General>>;

export type Theme = keyof typeof THEMES;

/** A rule's controls: those of its theme, and the Azure-specific ones that are its own. */
export function controls(
  theme: Theme,
  own: { readonly cis?: readonly string[]; readonly mcsb?: readonly string[] } = {},
): Controls {
  return { cis: own.cis ?? [], mcsb: own.mcsb ?? [], ...THEMES[theme] };
}
