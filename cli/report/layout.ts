// Where the diagram's boxes go: a band for each application, three columns in it. Small and sure, so that the same environment
// always gives the same picture and a change in it is a change that somebody made.
import type { Graph, GraphNode, NodeKind } from "./graph.ts";

/** Units of the drawing; at full width about a pixel each. */
export const BOX = { width: 284, height: 46, gap: 12 } as const;
const COLUMN_X = [24, 396, 812] as const;
const LANE = { title: 40, padding: 16, gap: 18 } as const;
export const WIDTH = COLUMN_X[2] + BOX.width + 24;

const COLUMN: Readonly<Record<NodeKind, 0 | 1 | 2>> = {
  outside: 0,
  person: 0,
  identity: 1,
  group: 1,
  vault: 2,
  database: 2,
  network: 2,
  logs: 2,
  scope: 2,
};

/** From top to bottom within a column. */
const RANK: Readonly<Record<NodeKind, number>> = {
  vault: 0,
  database: 1,
  scope: 2,
  network: 3,
  logs: 4,
  identity: 0,
  group: 1,
  outside: 0,
  person: 1,
};

export interface Placed {
  readonly node: GraphNode;
  readonly x: number;
  readonly y: number;
}

export interface Band {
  readonly lane: string;
  readonly y: number;
  readonly height: number;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly bands: readonly Band[];
  readonly boxes: ReadonlyMap<string, Placed>;
}

export function layOut(graph: Graph): Layout {
  const bands: Band[] = [];
  const boxes = new Map<string, Placed>();
  let y = 0;
  for (const lane of graph.lanes) {
    const columns = columnsOf(graph, lane);
    const tallest = Math.max(1, ...columns.map(({ length }) => length));
    const inner = heightOf(tallest);
    const top = y + LANE.title;
    // The identities first, one below the other: they are in the middle of every line. The others go to where their lines end.
    place(columns[1], 1, () => undefined, top, inner, boxes);
    for (const column of [0, 2] as const) {
      place(columns[column], column, (node) => wanted(node, graph, boxes, top, inner), top, inner, boxes);
    }
    const height = LANE.title + inner + LANE.padding;
    bands.push({ lane, y, height });
    y += height + LANE.gap;
  }
  return { width: WIDTH, height: Math.max(0, y - LANE.gap), bands, boxes };
}

function columnsOf(graph: Graph, lane: string): readonly [GraphNode[], GraphNode[], GraphNode[]] {
  const own = graph.nodes.filter((node) => node.lane === lane);
  const column = (wantedColumn: 0 | 1 | 2): GraphNode[] =>
    own.filter(({ kind }) => COLUMN[kind] === wantedColumn).toSorted((a, b) => RANK[a.kind] - RANK[b.kind]);
  return [column(0), column(1), column(2)];
}

const heightOf = (count: number): number => count * BOX.height + Math.max(0, count - 1) * BOX.gap;

/** Where a box would best stand: at the mean of what it is joined to in its band. */
function wanted(
  node: GraphNode,
  graph: Graph,
  boxes: ReadonlyMap<string, Placed>,
  top: number,
  inner: number,
): number | undefined {
  const neighbours = graph.edges.flatMap(({ from, to }) => {
    const other = boxes.get(from === node.id ? to : to === node.id ? from : "");
    return other === undefined || other.y < top || other.y > top + inner ? [] : [other.y];
  });
  return neighbours.length === 0 ? undefined : neighbours.reduce((sum, y) => sum + y, 0) / neighbours.length;
}

/** Stacks a column without overlap, each box as near as can be to where it wants to be. */
function place(
  nodes: readonly GraphNode[],
  column: 0 | 1 | 2,
  wish: (node: GraphNode) => number | undefined,
  top: number,
  inner: number,
  boxes: Map<string, Placed>,
): void {
  const middle = top + (inner - heightOf(nodes.length)) / 2;
  const step = BOX.height + BOX.gap;
  const wishes = nodes.map((node, index) => ({ node, y: wish(node) ?? middle + index * step }));
  if (column === 0) wishes.sort((a, b) => a.y - b.y);
  let free = top;
  const placed = wishes.map(({ node, y }, index) => {
    const last = top + inner - heightOf(wishes.length - index);
    const at = Math.round(Math.max(free, Math.min(y, last)));
    free = at + step;
    return { node, y: at };
  });
  for (const { node, y } of placed) boxes.set(node.id, { node, x: COLUMN_X[column], y });
}

/** The line between two boxes, or a bow where both are in one column. `shift` keeps lines of different kinds apart. */
export function pathOf(from: Placed, to: Placed, shift = 0): string {
  const startY = from.y + BOX.height / 2 + shift;
  const endY = to.y + BOX.height / 2 + shift;
  const startX = from.x + BOX.width;
  if (from.x === to.x) {
    const bow = startX + 46;
    return `M${startX},${startY} C${bow},${startY} ${bow},${endY} ${startX},${endY}`;
  }
  const [x1, x2] = from.x < to.x ? [startX, to.x] : [from.x, to.x + BOX.width];
  const middle = (x1 + x2) / 2;
  return `M${x1},${startY} C${middle},${startY} ${middle},${endY} ${x2},${endY}`;
}
