// Reading from the end of a text. It removes one risk: an expression such as /\/+$/ looks at each run of slashes again from each
// of its slashes, so that a text of 250,000 of them takes minutes.

/** The text without these signs at its end, however many there are. */
export function withoutEnd(text: string, signs: string): string {
  let end = text.length;
  while (end > 0 && signs.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

/** The same at its start. */
export function withoutStart(text: string, signs: string): string {
  let start = 0;
  while (start < text.length && signs.includes(text.charAt(start))) start++;
  return text.slice(start);
}
