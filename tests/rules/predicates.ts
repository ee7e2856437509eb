// The predicates of a query, found by Microsoft's own parser: what a mutation test drops, one after the other. In `a and b` each
// side is one, in `a or b` as well, and a `leftanti` join is one, since it leaves rows out, too.
import { kusto } from "./bind.ts";

export interface Mutation {
  /** What was dropped. */
  readonly dropped: string;
  readonly query: string;
}

interface Node {
  readonly Kind: number;
  readonly TextStart: number;
  readonly End: number;
  readonly ChildCount: number;
  GetChild(index: number): Node | null;
}

const { FilterOperator, AndExpression, OrExpression, ParenthesizedExpression, JoinOperator } =
  kusto.Language.Syntax.SyntaxKind;

/** The query with each predicate that begins at or after `from` dropped in turn. */
export function mutationsOf(query: string, from = 0): Mutation[] {
  const found: Mutation[] = [];
  const replace = (node: Node, by: string): void => {
    if (node.TextStart < from) return;
    const dropped = query.slice(node.TextStart, node.End).replaceAll(/\s+/g, " ");
    found.push({ dropped, query: `${query.slice(0, node.TextStart)}${by}${query.slice(node.End)}` });
  };
  const predicates = (node: Node, neutral: string): void => {
    const [first] = childrenOf(node).filter(({ End, TextStart }) => End > TextStart);
    if (node.Kind === AndExpression || node.Kind === OrExpression) {
      // Without one side of an `or` only the other decides.
      const by = node.Kind === AndExpression ? "1 == 1" : "1 == 2";
      const [left, , right] = childrenOf(node);
      for (const side of [left, right]) if (side !== undefined) predicates(side, by);
    } else if (node.Kind === ParenthesizedExpression && first !== undefined) {
      for (const child of childrenOf(node)) if (child.ChildCount > 1) predicates(child, neutral);
    } else replace(node, neutral);
  };
  const walk = (node: Node): void => {
    if (node.Kind === FilterOperator) {
      const condition = childrenOf(node).at(-1);
      if (condition !== undefined) predicates(condition, "1 == 1");
    }
    if (node.Kind === JoinOperator && /^join\s+kind\s*=\s*leftanti\b/.test(query.slice(node.TextStart, node.End))) {
      replace(node, "where 1 == 1");
    }
    for (const child of childrenOf(node)) walk(child);
  };
  walk(kusto.Language.KustoCode.Parse(query).Syntax as Node);
  return found;
}

function childrenOf(node: Node): Node[] {
  return Array.from({ length: node.ChildCount }, (_, index) => node.GetChild(index)).filter((child) => child !== null);
}
