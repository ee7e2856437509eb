// T-SQL as a published grammar reads it, not as we think it is read: the lexer and parser that ANTLR makes of the
// community's T-SQL grammar (package antlr4ts-sql). node-sql-parser and the WebAssembly build of datafusion's parser were
// tried first: neither knows CREATE USER … WITH SID, and the first knows none of our DDL. This grammar's lexer knows all of
// T-SQL; its parser lacks GRANT and REVOKE on `SCHEMA::` and the option TYPE of CREATE USER, which `reader.ts` reads.
import { CharStreams, CommonTokenStream, type CharStream } from "antlr4ts";
import { TSqlLexer } from "antlr4ts-sql/dist/src/grammar-output/tsql/TSqlLexer.js";
import { TSqlParser } from "antlr4ts-sql/dist/src/grammar-output/tsql/TSqlParser.js";

export type TokenKind = "identifier" | "string" | "binary" | "number" | "variable" | "word" | "sign";

export interface Token {
  readonly kind: TokenKind;
  /** The name, the text, the digits, or the word in upper case. */
  readonly value: string;
}

/** What SQL Server answers to text that is no T-SQL. */
export class SyntaxError102 extends Error {}

const listener = (errors: string[]) => ({
  syntaxError(_recognizer: unknown, _symbol: unknown, line: number, column: number, message: string): void {
    errors.push(`${line}:${column} ${message.slice(0, 120)}`);
  },
});

/** The grammar's keywords are in upper case; T-SQL's case does not matter. */
function insensitive(text: string): CharStream {
  const stream = CharStreams.fromString(text);
  const ahead = stream.LA.bind(stream);
  stream.LA = (offset: number): number => {
    const character = ahead(offset);
    return character >= 0x61 && character <= 0x7a ? character - 0x20 : character;
  };
  return stream;
}

function lexer(text: string, errors: string[]): TSqlLexer {
  const made = new TSqlLexer(insensitive(text));
  made.removeErrorListeners();
  made.addErrorListener(listener(errors));
  return made;
}

/** The tokens of a batch, without comments and spaces. */
export function tokenize(text: string): readonly Token[] {
  const errors: string[] = [];
  const tokens = lexer(text, errors).getAllTokens();
  if (errors.length > 0) {
    throw new SyntaxError102(errors[0]);
  }
  return tokens.filter((token) => token.channel === 0).map((token) => asToken(token.type, token.text ?? ""));
}

function asToken(type: number, text: string): Token {
  switch (type) {
    case TSqlLexer.SQUARE_BRACKET_ID:
      return { kind: "identifier", value: text.slice(1, -1).replaceAll("]]", "]") };
    case TSqlLexer.STRING:
      return { kind: "string", value: text.slice(text.indexOf("'") + 1, -1).replaceAll("''", "'") };
    case TSqlLexer.BINARY:
      return { kind: "binary", value: text.toUpperCase().replace(/^0X/, "0x") };
    case TSqlLexer.DECIMAL:
      return { kind: "number", value: text };
    case TSqlLexer.LOCAL_ID:
      return { kind: "variable", value: text };
    default:
      return { kind: /^\w/.test(text) ? "word" : "sign", value: text.toUpperCase() };
  }
}

/** What the grammar's parser has to say against a batch; empty when it is T-SQL. */
export function syntaxErrors(text: string): readonly string[] {
  const errors: string[] = [];
  const parser = new TSqlParser(new CommonTokenStream(lexer(text, errors)));
  parser.removeErrorListeners();
  parser.addErrorListener(listener(errors));
  parser.tsql_file();
  return errors;
}

/** The statements that the grammar's parser sees in a batch, by the names of its rules: `ddl_clause/create_user`, … */
export function statementRules(text: string): readonly string[] {
  const errors: string[] = [];
  const parser = new TSqlParser(new CommonTokenStream(lexer(text, errors)));
  parser.removeErrorListeners();
  const tree = parser.tsql_file().toStringTree(parser.ruleNames);
  return [...tree.matchAll(/\(sql_clauses \((\w+) \(?(\w+)/g)].map(([, clause = "", rule = ""]) => `${clause}/${rule}`);
}
