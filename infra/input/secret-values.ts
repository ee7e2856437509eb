// Recognizes a secret that somebody pasted into a file that is in git. It removes the risk of a live credential in a
// manifest: better one false alarm, which a rewording ends, than a key in the history for ever.

/** What a text looks like, most specific first. Shapes as their issuers publish them. */
const SHAPES: readonly (readonly [kind: string, shape: RegExp])[] = [
  ["a private key", /-----BEGIN [A-Z ]*(PRIVATE KEY|CERTIFICATE)/],
  ["a token (JWT)", /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/],
  ["a storage or service bus key", /\b(AccountKey|SharedAccessKey|SharedSecretValue)\s*=\s*\S/i],
  ["a shared access signature", /[?&;]sig=[A-Za-z0-9%+/=_-]{16,}/i],
  ["a password", /\b(password|passwd|pwd)\s*=\s*\S/i],
  ["a password in an address", /:\/\/[^\s/:@]+:[^\s/:@]+@/],
  ["a Stripe key", /\b[sr]k_(live|test)_[A-Za-z0-9]{4,}/],
  ["a GitHub token", /\b(gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,})/],
  ["a Slack token", /\bxox[abprs]-[A-Za-z0-9-]{8,}/],
  ["an AWS key", /\b(AKIA|ASIA)[A-Z0-9]{16}\b/],
  ["a Google key", /\bAIza[A-Za-z0-9_-]{30,}/],
  ["an Entra client secret", /\b[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,34}/],
];

/** Characters that are looked at together, and how many of them again with the next: more than any shape needs. */
const PIECE = 4_096;
const OVERLAP = 512;
/** Shorter random-looking words are too often names. */
const MIN_RANDOM_LENGTH = 20;
/** Bits per character: words and names stay below 3.5, random base64 of this length is above. */
const MIN_ENTROPY = 3.6;

/** What the text looks like, or undefined when it looks like no secret. */
export function secretKind(text: string): string | undefined {
  // In pieces that overlap: an expression that begins anew at each place of a long text takes the square of its length.
  for (let from = 0; from === 0 || from + OVERLAP < text.length; from += PIECE - OVERLAP) {
    const kind = kindOfPiece(text.slice(from, from + PIECE));
    if (kind !== undefined) return kind;
  }
  return undefined;
}

function kindOfPiece(text: string): string | undefined {
  for (const [kind, shape] of SHAPES) if (shape.test(text)) return kind;
  // The digest of an image is public, and random as all digests are.
  const rest = text.replaceAll(/@sha256:[0-9a-f]{64}(?![0-9a-f])/g, "");
  for (const [word] of rest.matchAll(/[A-Za-z0-9+/_=~.-]{20,}/g)) if (looksRandom(word)) return "a random value";
  return undefined;
}

function looksRandom(word: string): boolean {
  // Entra's subject of a federated credential: public, and made of ids.
  if (word.startsWith("/eid1/c/")) return false;
  // Names are made of words; what is random has none of any length between its separators.
  return word.split(/[-._/~]/).some((part) => {
    if (part.length < MIN_RANDOM_LENGTH) return false;
    const isHex = /^[0-9a-f]{32,}$/i.test(part) && /[a-f]/i.test(part) && /\d/.test(part);
    const isMixed = /[a-z]/.test(part) && /[A-Z]/.test(part) && /\d/.test(part);
    return (isHex || isMixed) && entropy(part) >= (isHex ? 3 : MIN_ENTROPY);
  });
}

/** Shannon entropy, bits per character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
