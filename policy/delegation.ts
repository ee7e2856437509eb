// What a condition on the right to grant really allows. Its text can look like a limit and be none ("… OR true"), so it is not
// searched for words but read: whether there is a way to satisfy it while granting a given role.
// The language: azure-docs, role-based-access-control/conditions-format.md. What is not understood is taken for satisfiable.

/** What a grant is asked for with; what is left out may be chosen by whoever asks. */
export interface Asked {
  /** GUID of the role. */
  readonly role: string;
  /** Object id of who gets it. */
  readonly principalId?: string;
}

/** Whether an expression can be true, and whether it can be false. */
interface Possible {
  readonly true: boolean;
  readonly false: boolean;
}

const EITHER: Possible = { true: true, false: true };
const certainly = (value: boolean): Possible => ({ true: value, false: !value });

/** Characters of a condition: 8 KB (azure-docs, includes/role-based-access-control/limits.md); more is not read. */
const MAX_LENGTH = 8192;
/** Parentheses in parentheses; a condition of ours has four levels. */
const MAX_DEPTH = 50;
const WRITE = "microsoft.authorization/roleassignments/write";

/** Whether somebody under this condition can create such a role assignment. */
export function conditionAllows(condition: string, asked: Asked): boolean {
  if (condition.length > MAX_LENGTH) return true;
  const tokens = tokensOf(condition);
  const reader = new Reader(tokens, asked);
  const result = reader.either();
  return reader.done ? result.true : true;
}

/** Parentheses, the three words, and everything between them as one piece. */
function tokensOf(condition: string): string[] {
  const tokens: string[] = [];
  let piece = "";
  const flush = (): void => {
    if (piece.trim() !== "") tokens.push(piece.trim());
    piece = "";
  };
  // Sets in braces, attributes in brackets and texts in quotes hold words that are none of the language's.
  for (const [part] of condition.matchAll(
    /\{[^{}]*\}|\[[^[\]]*\]|'[^']*'|"[^"]*"|[()]|!|&&|\|\||[\s]+|[^\s(){}[\]'"!]+|./g,
  )) {
    if (part === "(" || part === ")" || part === "!") {
      flush();
      tokens.push(part);
    } else if (/^(?:and|&&)$/i.test(part)) {
      flush();
      tokens.push("AND");
    } else if (/^(?:or|\|\|)$/i.test(part)) {
      flush();
      tokens.push("OR");
    } else if (/^not$/i.test(part)) {
      flush();
      tokens.push("!");
    } else {
      piece += part;
    }
  }
  flush();
  return tokens;
}

class Reader {
  readonly #tokens: readonly string[];
  readonly #asked: Asked;
  #at = 0;
  #wrong = false;
  #depth = 0;

  constructor(tokens: readonly string[], asked: Asked) {
    this.#tokens = tokens;
    this.#asked = asked;
  }

  /** All of it was read, and as it should be. */
  get done(): boolean {
    return !this.#wrong && this.#at === this.#tokens.length;
  }

  either(): Possible {
    let left = this.#both();
    while (this.#take("OR")) {
      const right = this.#both();
      left = { true: left.true || right.true, false: left.false && right.false };
    }
    return left;
  }

  #both(): Possible {
    let left = this.#one();
    while (this.#take("AND")) {
      const right = this.#one();
      // Two free parts may contradict each other; taken together they are held for satisfiable.
      left = { true: left.true && right.true, false: left.false || right.false };
    }
    return left;
  }

  #one(): Possible {
    let not = false;
    while (this.#take("!")) not = !not;
    const value = this.#operand();
    return not ? { true: value.false, false: value.true } : value;
  }

  #operand(): Possible {
    if (this.#take("(")) {
      this.#depth += 1;
      if (this.#depth > MAX_DEPTH) {
        this.#wrong = true;
        return EITHER;
      }
      const inner = this.either();
      this.#depth -= 1;
      if (!this.#take(")")) this.#wrong = true;
      return inner;
    }
    const token = this.#tokens[this.#at];
    if (token === undefined || token === ")" || token === "AND" || token === "OR") {
      this.#wrong = true;
      return EITHER;
    }
    this.#at += 1;
    return expression(token, this.#asked);
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at += 1;
    return true;
  }
}

const ACTION = /^ActionMatches\s*\{\s*'([^']*)'\s*\}$/i;
const COMPARED =
  /^@Request\s*\[\s*Microsoft\.Authorization\/roleAssignments:(RoleDefinitionId|PrincipalId)\s*\]\s*(ForAnyOfAnyValues|ForAnyOfAllValues|ForAllOfAnyValues|ForAllOfAllValues)\s*:\s*(GuidEquals|GuidNotEquals)\s*\{([^}]*)\}$/i;

/** One comparison; a grant has one role and one principal, so "any of" and "all of" what is asked for are the same. */
function expression(text: string, { role, principalId }: Asked): Possible {
  const action = ACTION.exec(text)?.[1];
  if (action !== undefined) return certainly(action.toLowerCase() === WRITE || action === "*");
  const [, attribute = "", quantifier = "", operator = "", set = ""] = COMPARED.exec(text) ?? [];
  const value = attribute.toLowerCase() === "roledefinitionid" ? role : attribute === "" ? undefined : principalId;
  if (value === undefined) return EITHER;
  const values = set.split(",").map((item) => item.trim().toLowerCase().replaceAll(/['"]/g, ""));
  const same = values.map((item) => item === value.toLowerCase());
  const hits = operator.toLowerCase() === "guidequals" ? same : same.map((one) => !one);
  return certainly(/AnyValues$/i.test(quantifier) ? hits.some(Boolean) : hits.every(Boolean));
}
