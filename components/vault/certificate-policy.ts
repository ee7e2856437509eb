// What Key Vault accepts as a certificate's policy, checked before the step that would be refused runs: it comes after
// `pulumi up`, when nobody is looking at the manifest any more.

/** Months that a certificate is valid: the field's benchmarks ask for at most 12. */
export const MAX_VALIDITY_MONTHS = 12;

/** Days of renewal before the end, for each month of validity (Key Vault's REST reference, certificate policy, Trigger). */
const RENEWAL_DAYS_PER_MONTH = 27;

/** Days that are left to somebody when renewal fails, at least. */
const MIN_RENEWAL_DAYS = 7;

export interface CertificateShape {
  readonly subject: string;
  readonly dnsNames: readonly string[];
  readonly issuer: string;
  readonly validityMonths: number;
  readonly renewBeforeDays: number;
}

export function certificateProblems(certificate: CertificateShape): readonly string[] {
  const { subject, issuer, validityMonths, renewBeforeDays } = certificate;
  const problems: string[] = [];
  if (!/^CN=\S/.test(subject)) {
    problems.push(`subject: "${subject}" is no X.500 name; write one such as "CN=pay.contoso.com"`);
  }
  if (!/^[A-Za-z0-9][A-Za-z0-9-]*$/.test(issuer)) {
    problems.push(`issuer: "${issuer}" is no issuer's name; write "Self", "Unknown" or an issuer that the vault knows`);
  }
  if (!Number.isInteger(validityMonths) || validityMonths < 1 || validityMonths > MAX_VALIDITY_MONTHS) {
    problems.push(`validityMonths: ${String(validityMonths)}; allowed are 1 to ${String(MAX_VALIDITY_MONTHS)}`);
  } else {
    const most = validityMonths * RENEWAL_DAYS_PER_MONTH;
    if (!Number.isInteger(renewBeforeDays) || renewBeforeDays < MIN_RENEWAL_DAYS || renewBeforeDays > most) {
      problems.push(
        `renewBeforeDays: ${String(renewBeforeDays)}; allowed are ${String(MIN_RENEWAL_DAYS)} to ${String(most)} for ${String(validityMonths)} months of validity`,
      );
    }
  }
  return problems;
}
