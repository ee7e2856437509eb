// Whom a vault tells by e-mail. Nobody renews a certificate that was signed outside: without a contact it ends, and nobody
// knew. The vault has one list for all of its certificates, which is written as a whole, so it is read first.
import type { CertificateClient, CertificateContact } from "@azure/keyvault-certificates";

/** Their e-mail addresses. */
export async function readContacts(certificates: CertificateClient): Promise<readonly string[]> {
  const contacts = await contactsOf(certificates);
  return contacts.flatMap((contact) => (contact?.email === undefined ? [] : [contact.email]));
}

/** Beside those that are there, with their names and telephone numbers. */
export async function addContact(certificates: CertificateClient, email: string): Promise<void> {
  await certificates.setContacts([...(await contactsOf(certificates)), { email }]);
}

async function contactsOf(certificates: CertificateClient): Promise<readonly CertificateContact[]> {
  try {
    return (await certificates.getContacts()) ?? [];
  } catch (error) {
    // A vault that never had one has no list.
    if ((error as { readonly statusCode?: unknown }).statusCode === 404) return [];
    throw error;
  }
}
