// Names come from manifests, Entra and the database itself, and DDL takes no parameters. These two functions are the only
// way a name gets into T-SQL: what they return is one identifier or one string, whatever the name holds.
import { withoutEnd } from "../../text/without-end.ts";

/** Characters of a sysname (sql-docs, CREATE USER). */
export const MAX_NAME_LENGTH = 128;

const refuse = (what: string, text: string, why: string): never => {
  throw new Error(`${what} ${JSON.stringify(text)} ${why}`);
};

function wellFormed(what: string, text: string): void {
  // A lone surrogate is no character: the driver would send another name than the one that was checked.
  if (!text.isWellFormed()) {
    refuse(what, text, "holds half a character");
  }
  if (text.includes("\0")) {
    refuse(what, text, "holds a NUL character");
  }
}

/** `[name]`: a delimited identifier, in which only `]` needs doubling (sql-docs, QUOTENAME). */
export function identifier(name: string): string {
  wellFormed("the name", name);
  if (name.length === 0 || name.length > MAX_NAME_LENGTH) {
    refuse("the name", name, `has ${name.length} characters; allowed are 1 to ${MAX_NAME_LENGTH}`);
  }
  return `[${name.replaceAll("]", "]]")}]`;
}

/** `N'text'`: a Unicode string, in which only `'` needs doubling, whatever QUOTED_IDENTIFIER says. */
export function literal(text: string): string {
  wellFormed("the text", text);
  // T-SQL drops a backslash together with the line break after it, inside a string too (sql-docs, "Backslash (Line
  // Continuation)"): the server would store another text than the one that was checked.
  if (/\\\r?\n/.test(text)) {
    refuse("the text", text, "holds a backslash at the end of a line");
  }
  return `N'${text.replaceAll("'", "''")}'`;
}

/** Names that the default collation takes for the same: SQL Server's is case-insensitive and ignores trailing spaces. */
export function fold(name: string): string {
  return withoutEnd(name.normalize("NFC"), " ").toLowerCase();
}
