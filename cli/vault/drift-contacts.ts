// Who hears that a certificate ends which the vault cannot renew: its owner. Others whom somebody added by hand stay; a
// former owner among them is not known from them.
import type { ActualVault } from "./actual.ts";
import type { DesiredCertificate, DesiredVault } from "./desired.ts";
import type { Plan, Step } from "./plan.ts";

/** Signed outside, so that the vault tells its contacts instead of renewing. */
export function isAnnounced({ issuer }: Pick<DesiredCertificate, "issuer">): boolean {
  return issuer === "Unknown";
}

export function compareContacts(desired: DesiredVault, actual: ActualVault): Plan {
  const known = new Set(actual.contacts.map((email) => email.toLowerCase()));
  const announced = Map.groupBy(desired.certificates.filter(isAnnounced), ({ tags }) => tags["owner"]?.toLowerCase());
  const steps = [...announced].flatMap(([email, certificates]): Step[] => {
    if (email === undefined || known.has(email)) return [];
    return [
      {
        subject: "certificate contacts",
        detail: `add ${email}, who is told before the end of ${certificates.map(({ name }) => name).join(", ")}`,
        run: (plane) => plane.addContact(email),
      },
    ];
  });
  return { steps, findings: [] };
}
