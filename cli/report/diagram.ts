// The diagram as inline SVG. Every box can be reached by keyboard and says in words what it reaches and who reaches it, so that
// nobody has to follow lines to read it.
import type { EdgeKind, Graph, GraphNode, NodeKind } from "./graph.ts";
import { PLATFORM } from "./graph.ts";
import { html, type Markup } from "./html.ts";
import { BOX, layOut, pathOf } from "./layout.ts";

/** Characters that fit into a box, at its two sizes of type. */
const FIT = { label: 27, detail: 36 } as const;

/** A drawing of 16 by 16 for each kind: letters of a font may be missing where the page is opened. */
const MARKS: Readonly<Record<NodeKind, string>> = {
  outside: "M3 13 L12 4 M6 4 H12 V10",
  person: "M8 8 a3 3 0 1 0 0 -6 a3 3 0 1 0 0 6 M2 14 a6 5 0 0 1 12 0",
  identity: "M8 1.5 L14.5 8 L8 14.5 L1.5 8 Z M8 6 V10 M6 8 H10",
  group:
    "M5.5 8 a2.4 2.4 0 1 0 0 -4.8 a2.4 2.4 0 1 0 0 4.8 M11.5 8 a2 2 0 1 0 0 -4 M1 13.5 a4.5 4 0 0 1 9 0 M11.5 10 a4 3.6 0 0 1 3.5 3.5",
  vault:
    "M2 2 H14 V14 H2 Z M8 10.6 a2.6 2.6 0 1 0 0 -5.2 a2.6 2.6 0 1 0 0 5.2 M8 3.6 V5.4 M8 10.6 V12.4 M3.6 8 H5.4 M10.6 8 H12.4",
  database:
    "M2.5 3.8 a5.5 2.2 0 1 0 11 0 a5.5 2.2 0 1 0 -11 0 V12.2 a5.5 2.2 0 0 0 11 0 V3.8 M2.5 8 a5.5 2.2 0 0 0 11 0",
  network:
    "M6 1.5 H10 V5.5 H6 Z M1.5 10.5 H5.5 V14.5 H1.5 Z M10.5 10.5 H14.5 V14.5 H10.5 Z M8 5.5 V8 M3.5 10.5 V8 H12.5 V10.5",
  logs: "M3 1.5 H13 V14.5 H3 Z M5.5 5 H10.5 M5.5 8 H10.5 M5.5 11 H8.5",
  scope: "M1.5 4 H6 L7.5 5.8 H14.5 V13 H1.5 Z",
};

/** Where lines of a kind leave and end, above or below the middle. */
const SHIFT: Readonly<Record<EdgeKind, number>> = { reads: -6, writes: 0, administers: 6, "signs in": 0, member: 0 };

const LEGEND: readonly (readonly [kind: string, text: string])[] = [
  ["reads", "reads"],
  ["writes", "writes or uses"],
  ["administers", "administers"],
  ["signs-in", "signs in as"],
  ["member", "member of"],
];

export function diagram(graph: Graph): Markup {
  const { width, height, bands, boxes } = layOut(graph);
  const ids = new Map([...boxes.keys()].map((id, index) => [id, `n${index}`]));
  const idOf = (id: string): string => ids.get(id) ?? "";
  const edges = graph.edges.flatMap((edge) => {
    const from = boxes.get(edge.from);
    const to = boxes.get(edge.to);
    if (from === undefined || to === undefined) return [];
    return [
      html`<path
        class="edge ${edge.kind.replace(" ", "-")}"
        data-from="${idOf(edge.from)}"
        data-to="${idOf(edge.to)}"
        d="${pathOf(from, to, SHIFT[edge.kind])}"
      />`,
    ];
  });
  return html`<div class="legend" aria-hidden="true">
      ${LEGEND.map(([kind, text]) => html`<span class="key ${kind}"><i></i>${text}</span>`)}
    </div>
    <div class="scroll" role="region" aria-label="Diagram, scrollable" tabindex="0">
      <svg id="diagram" class="diagram" viewBox="0 0 ${width} ${height}" role="group" aria-label="Who reaches what">
        ${bands.map(
          ({ lane, y, height: tall }) =>
            html`<rect
                class="band ${lane === PLATFORM ? "platform" : ""}"
                x="1"
                y="${y + 1}"
                width="${width - 2}"
                height="${tall - 2}"
                rx="12"
              />
              <text class="lane" x="24" y="${y + 26}">${shorten(lane, FIT.detail)}</text>`,
        )}
        <g class="edges" aria-hidden="true">${edges}</g>
        ${[...boxes.values()].map(({ node, x, y }) => box(node, x, y, idOf(node.id), graph))}
      </svg>
    </div>
    <p id="told" class="told" role="status" aria-live="polite">
      Point at a box, or step through them with Tab, to see what it reaches and who reaches it.
    </p>`;
}

function box(node: GraphNode, x: number, y: number, id: string, graph: Graph): Markup {
  const told = wordsFor(node, graph);
  return html`<g
    class="node ${node.kind}"
    id="${id}"
    tabindex="0"
    role="img"
    aria-label="${told}"
    transform="translate(${x} ${y})"
  >
    <title>${told}</title>
    <rect width="${BOX.width}" height="${BOX.height}" rx="9" />
    <path class="mark" transform="translate(14 15)" d="${MARKS[node.kind]}" aria-hidden="true" />
    <text class="label" x="42" y="20">${shorten(node.label, FIT.label)}</text>
    <text class="detail" x="42" y="36">${shorten(node.detail, FIT.detail)}</text>
  </g>`;
}

function wordsFor(node: GraphNode, graph: Graph): string {
  const names = new Map(graph.nodes.map(({ id, label }) => [id, label]));
  const reaches = graph.edges
    .filter(({ from }) => from === node.id)
    .map(({ kind, to, grants }) => `${kind} ${names.get(to) ?? ""} (${[...new Set(grants)].join("; ")})`);
  const reached = graph.edges
    .filter(({ to }) => to === node.id)
    .map(({ kind, from }) => `${names.get(from) ?? ""} ${kind}`);
  return [
    `${node.label}, ${node.detail}.`,
    ...(reaches.length === 0 ? [] : [`It ${reaches.join(", ")}.`]),
    ...(reached.length === 0 ? [] : [`Reached by: ${[...new Set(reached)].join(", ")}.`]),
  ].join(" ");
}

const GRAPHEMES = new Intl.Segmenter("en", { granularity: "grapheme" });

function shorten(text: string, most: number): string {
  const characters = Array.from(GRAPHEMES.segment(text), ({ segment }) => segment);
  if (characters.length <= most) return text;
  // The end tells names apart as often as the beginning.
  const tail = Math.floor((most - 1) / 3);
  return `${characters.slice(0, most - 1 - tail).join("")}…${characters.slice(-tail).join("")}`;
}
