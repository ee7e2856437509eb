// Reads the tokens of a batch into the statements that the double understands, strictly after Microsoft's syntax pages:
// whatever is left over, or stands where it may not, is an error, as it is on a server.
import { SyntaxError102, tokenize, type Token } from "./lexer.ts";

export interface On {
  readonly class: "DATABASE" | "SCHEMA" | "OBJECT" | "USER" | "ROLE";
  readonly names: readonly string[];
  readonly column?: string;
}

export type Value = { readonly kind: "string" | "number" | "binary" | "variable"; readonly value: string };

export type Expression =
  | { readonly kind: "column"; readonly name: string }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: "value"; readonly value: string | number };

export interface Condition {
  readonly column: string;
  readonly operator: "=" | ">=" | "IS NOT NULL";
  readonly value?: string | number;
}

export type Statement =
  | { readonly kind: "set"; readonly option: string }
  | { readonly kind: "declare"; readonly variable: string }
  | {
      readonly kind: "exec";
      readonly procedure: string;
      readonly result?: string;
      readonly args: ReadonlyMap<string, Value>;
    }
  | { readonly kind: "throw if negative"; readonly variable: string; readonly number: number; readonly message: string }
  | { readonly kind: "create user"; readonly name: string; readonly sid: string; readonly type: string }
  | { readonly kind: "create role"; readonly name: string; readonly owner: string }
  | { readonly kind: "drop user" | "drop role"; readonly name: string }
  | { readonly kind: "add member" | "drop member"; readonly role: string; readonly member: string }
  | { readonly kind: "grant"; readonly permission: string; readonly on: On; readonly to: string }
  | {
      readonly kind: "revoke";
      readonly permission: string;
      readonly on: On;
      readonly from: string;
      readonly cascade: boolean;
      readonly as?: string;
    }
  | {
      readonly kind: "select";
      readonly items: readonly { readonly expression: Expression; readonly alias: string }[];
      readonly view?: string;
      readonly where: readonly Condition[];
    };

export function readBatch(text: string): readonly Statement[] {
  const reader = new Reader(tokenize(text));
  const statements: Statement[] = [];
  while (!reader.done) {
    statements.push(reader.statement());
    reader.sign(";");
  }
  return statements;
}

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get done(): boolean {
    return this.#at >= this.#tokens.length;
  }

  statement(): Statement {
    const word = this.#take("word");
    switch (word) {
      case "SET":
        return { kind: "set", option: `${this.#take("word")} ${this.#take("word")}` };
      case "DECLARE": {
        const variable = this.#take("variable");
        this.#word("INT");
        return { kind: "declare", variable };
      }
      case "EXEC":
        return this.#exec();
      case "IF":
        return this.#throwIf();
      case "CREATE":
        return this.#create();
      case "DROP":
        return { kind: this.#either("USER", "ROLE") === "USER" ? "drop user" : "drop role", name: this.#name() };
      case "ALTER": {
        this.#word("ROLE");
        const role = this.#name();
        const kind = this.#either("ADD", "DROP") === "ADD" ? "add member" : "drop member";
        this.#word("MEMBER");
        return { kind, role, member: this.#name() };
      }
      case "GRANT": {
        const permission = this.#permission("TO");
        const on = this.#on();
        this.#word("TO");
        return { kind: "grant", permission, on, to: this.#name() };
      }
      case "REVOKE": {
        const permission = this.#permission("FROM");
        const on = this.#on();
        this.#word("FROM");
        const from = this.#name();
        const cascade = this.#maybe("CASCADE");
        return { kind: "revoke", permission, on, from, cascade, ...(this.#maybe("AS") ? { as: this.#name() } : {}) };
      }
      case "SELECT":
        return this.#select();
      default:
        return this.#fail(`a statement, not ${word}`);
    }
  }

  /** Takes the sign, which has to be there. */
  sign(sign: string): void {
    if (this.#take("sign") !== sign) {
      this.#fail(sign);
    }
  }

  #create(): Statement {
    if (this.#either("USER", "ROLE") === "ROLE") {
      const name = this.#name();
      this.#word("AUTHORIZATION");
      return { kind: "create role", name, owner: this.#name() };
    }
    const name = this.#name();
    this.#word("WITH");
    this.#word("SID");
    this.sign("=");
    const sid = this.#take("binary");
    this.sign(",");
    this.#word("TYPE");
    this.sign("=");
    return { kind: "create user", name, sid, type: this.#either("E", "X") };
  }

  #exec(): Statement {
    let result: string | undefined;
    if (this.#peek()?.kind === "variable") {
      result = this.#take("variable");
      this.sign("=");
    }
    this.#word("SYS");
    this.sign(".");
    const procedure = this.#take("word").toLowerCase();
    const args = new Map<string, Value>();
    do {
      const name = this.#take("variable");
      this.sign("=");
      args.set(name.toLowerCase(), this.#value());
    } while (this.#maybeSign(","));
    return { kind: "exec", procedure, args, ...(result === undefined ? {} : { result }) };
  }

  #throwIf(): Statement {
    const variable = this.#take("variable");
    this.sign("<");
    if (this.#take("number") !== "0") {
      this.#fail("0");
    }
    this.#word("THROW");
    const number = Number(this.#take("number"));
    this.sign(",");
    const message = this.#take("string");
    this.sign(",");
    this.#take("number");
    return { kind: "throw if negative", variable, number, message };
  }

  /** One or more words, up to ON or `end`. */
  #permission(end: string): string {
    const words = [this.#take("word")];
    while (this.#peek()?.kind === "word" && this.#peek()?.value !== "ON" && this.#peek()?.value !== end) {
      words.push(this.#take("word"));
    }
    return words.join(" ");
  }

  #on(): On {
    if (!this.#maybe("ON")) {
      return { class: "DATABASE", names: [] };
    }
    const found = this.#take("word");
    this.sign(":");
    this.sign(":");
    const names = [this.#name()];
    switch (found) {
      case "SCHEMA":
      case "USER":
      case "ROLE":
        return { class: found, names };
      case "OBJECT": {
        this.sign(".");
        names.push(this.#name());
        if (!this.#maybeSign("(")) {
          return { class: found, names };
        }
        const column = this.#name();
        this.sign(")");
        return { class: found, names, column };
      }
      default:
        return this.#fail(`a class, not ${found}`);
    }
  }

  #select(): Statement {
    const items: { expression: Expression; alias: string }[] = [];
    do {
      const expression = this.#expression();
      const alias = this.#maybe("AS") ? this.#take("word") : expression.kind === "column" ? expression.name : "";
      items.push({ expression, alias: alias.toLowerCase() });
    } while (this.#maybeSign(","));
    if (!this.#maybe("FROM")) {
      return { kind: "select", items, where: [] };
    }
    this.#word("SYS");
    this.sign(".");
    const view = `sys.${this.#take("word").toLowerCase()}`;
    const where: Condition[] = [];
    if (this.#maybe("WHERE")) {
      do {
        where.push(this.#condition());
      } while (this.#maybe("AND"));
    }
    return { kind: "select", items, view, where };
  }

  #condition(): Condition {
    const column = this.#take("word").toLowerCase();
    if (this.#maybe("IS")) {
      this.#word("NOT");
      this.#word("NULL");
      return { column, operator: "IS NOT NULL" };
    }
    const operator = this.#maybeSign(">") ? ">=" : "=";
    this.sign("=");
    const value = this.#value();
    return { column, operator, value: value.kind === "number" ? Number(value.value) : value.value };
  }

  #expression(): Expression {
    const next = this.#peek();
    if (next?.kind === "string" || next?.kind === "number") {
      this.#at += 1;
      return { kind: "value", value: next.kind === "number" ? Number(next.value) : next.value };
    }
    const name = this.#take("word");
    if (!this.#maybeSign("(")) {
      return { kind: "column", name: name.toLowerCase() };
    }
    const args: Expression[] = [];
    do {
      args.push(this.#expression());
    } while (this.#maybeSign(","));
    this.sign(")");
    return { kind: "call", name, args };
  }

  #value(): Value {
    const token = this.#peek();
    if (
      token?.kind !== "string" &&
      token?.kind !== "number" &&
      token?.kind !== "binary" &&
      token?.kind !== "variable"
    ) {
      return this.#fail("a value");
    }
    this.#at += 1;
    return { kind: token.kind, value: token.value };
  }

  #name(): string {
    return this.#take("identifier");
  }

  #word(word: string): void {
    if (this.#take("word") !== word) {
      this.#fail(word);
    }
  }

  #either<A extends string, B extends string>(one: A, other: B): A | B {
    const word = this.#take("word");
    return word === one ? one : word === other ? other : this.#fail(`${one} or ${other}`);
  }

  #maybe(word: string): boolean {
    const found = this.#peek()?.kind === "word" && this.#peek()?.value === word;
    this.#at += found ? 1 : 0;
    return found;
  }

  #maybeSign(sign: string): boolean {
    const found = this.#peek()?.kind === "sign" && this.#peek()?.value === sign;
    this.#at += found ? 1 : 0;
    return found;
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#at];
  }

  #take(kind: Token["kind"]): string {
    const token = this.#tokens[this.#at];
    if (token?.kind !== kind) {
      return this.#fail(kind);
    }
    this.#at += 1;
    return token.value;
  }

  #fail(expected: string): never {
    const near = this.#tokens[this.#at]?.value ?? "the end";
    throw new SyntaxError102(`Incorrect syntax near '${near}': expected ${expected}`);
  }
}
