// Patterns in the configuration are text that somebody typed. Turned into regular expressions they could hang the judge;
// this matches "*" in linear steps per star and knows nothing else.

/** True when `text` matches `pattern`, where "*" stands for any characters and letters' case does not matter. */
export function matches(pattern: string, text: string): boolean {
  const [first = "", ...rest] = pattern.toLowerCase().split("*");
  const subject = text.toLowerCase();
  if (rest.length === 0) return subject === first;
  if (!subject.startsWith(first)) return false;
  const last = rest.pop() ?? "";
  let at = first.length;
  for (const part of rest) {
    const found = subject.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return subject.length - last.length >= at && subject.endsWith(last);
}
