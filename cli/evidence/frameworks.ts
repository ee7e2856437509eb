// The frameworks that evidence is written for, and what of each a deployed state can never show. Saying so is part of the
// evidence: silence would read as "satisfied".
import type { Controls } from "../../policy/controls.ts";

export type FrameworkName = "cis" | "nist" | "iso" | "soc2" | "pci";

export interface Framework {
  readonly name: FrameworkName;
  readonly title: string;
  /** The edition whose ids are used; that of CIS follows from them (5.1.5 is the vaults' log in 2.0.0 alone). */
  readonly version: string;
  /** Where a rule's controls stand. */
  readonly key: keyof Controls;
  /** What no state shows: whose word it takes. */
  readonly notOurs: readonly string[];
}

/** The same for every framework. */
const ALWAYS: readonly string[] = [
  "What changed since Pulumi last looked: the state is as old as the last up or refresh; run pulumi refresh first",
  "What is inside vaults and databases: values, versions that the owner or the rotator wrote, rows, users made by hand",
  "Resources that this stack does not manage",
];

export const FRAMEWORKS: Readonly<Record<FrameworkName, Framework>> = {
  cis: {
    name: "cis",
    title: "CIS Microsoft Azure Foundations Benchmark 2.0.0",
    version: "2.0.0",
    key: "cis",
    notOurs: [
      ...ALWAYS,
      "Recommendations about the tenant: multi-factor authentication, guests, conditional access",
      "Recommendations about services that this stack does not use: compute, app service, other databases",
    ],
  },
  nist: {
    name: "nist",
    title: "NIST SP 800-53 Revision 5",
    version: "Revision 5",
    key: "nist80053",
    notOurs: [
      ...ALWAYS,
      "AC-2: who is in a group and whether access is reviewed; Entra and the reviewers show it",
      "AU-6: that somebody reads the logs; CP-4: that a restore was rehearsed; IR: that an incident is handled",
      "AT, CA, MA, MP, PE, PL, PM, PS: people, places and processes; PE is inherited from the cloud provider",
    ],
  },
  iso: {
    name: "iso",
    title: "ISO/IEC 27001:2022, Annex A",
    version: "2022",
    key: "iso27001",
    notOurs: [
      ...ALWAYS,
      "A.5.1 to A.5.14 and A.5.24 to A.5.37: policies, responsibilities, suppliers, incidents",
      "A.6: people; A.7: places, inherited from the cloud provider",
    ],
  },
  soc2: {
    name: "soc2",
    title: "SOC 2, Trust Services Criteria (2017)",
    version: "2017",
    key: "soc2",
    notOurs: [
      ...ALWAYS,
      "CC1 to CC5 and CC9: control environment, communication, risk assessment, monitoring of controls, vendors",
      "CC7.3 to CC7.5: that events are evaluated and incidents handled",
      "Operation over a period: a state is one moment; keep one for each deployment",
    ],
  },
  pci: {
    name: "pci",
    title: "PCI DSS 4.0",
    version: "4.0",
    key: "pcidss",
    notOurs: [
      ...ALWAYS,
      "Whether cardholder data is here, and so the scope of the assessment",
      "Requirements 5, 9, 11.4 and 12: malware, places, penetration tests, policies and people",
    ],
  },
};

/** Ids in the order in which people read them: by their numbers, not letter by letter. */
export function compareIds(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}
