// Words that a manifest no longer knows, and what to write instead: an application team reads one sentence and is done.

/** By the former word. */
const FORMER: Readonly<Record<string, { readonly now: readonly string[]; readonly advice: string }>> = {
  encryptDecrypt: {
    now: ["encrypt", "decrypt"],
    advice:
      "write what each workload does under encrypt and decrypt, and under sign, verify, wrap or unwrap if it does that, too",
  },
  wrapUnwrap: { now: ["wrap", "unwrap"], advice: "write what each workload does under wrap, unwrap or both" },
};

/** What to write instead of a former word, where the words that replaced it are allowed. */
export function formerWord(word: string, allowed: readonly string[]): string | undefined {
  const former = Object.hasOwn(FORMER, word) ? FORMER[word] : undefined;
  return former?.now.every((each) => allowed.includes(each)) === true ? former.advice : undefined;
}
