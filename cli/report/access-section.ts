// Who may do what, as a table that one can filter, with what deserves a look above it.
import type { AccessRow } from "../access/row.ts";
import { order } from "../../text/values.ts";
import type { ReportData } from "./data.ts";
import { edgeKind } from "./graph.ts";
import { html, type Content, type Markup } from "./html.ts";

export function accessSection({ rows, findings, reach }: ReportData): Markup {
  const alarms = findings.filter(({ weight }) => weight === "alarm");
  const flagged = new Set(findings.flatMap((finding) => finding.rows));
  const lines = folded(rows);
  return html` ${
      findings.length === 0
        ? html`<p class="good">Nothing stands out: no grant is wider than its use.</p>`
        : html`<details class="findings">
            <summary>
              ${findings.length} grants are worth a look;
              ${alarms.length === 0 ? "none is an alarm" : `${String(alarms.length)} are alarms`}
            </summary>
            <ul>
              ${findings.map(
                ({ weight, kind, message }) =>
                  html`<li><span class="chip ${weight}">${weight}</span> <strong>${kind}</strong>: ${message}</li>`,
              )}
            </ul>
          </details>`
    }
    <form class="filters" role="search" aria-label="Filter the access matrix">
      <label
        >Find
        <input
          type="search"
          id="find-access"
          data-filters="matrix reach"
          autocomplete="off"
          placeholder="api, stripe-key, payments.yaml"
      /></label>
      ${choice("who-access", "Principal", "principal", principalsOf(rows, reach), "matrix reach")}
      ${choice("may-access", "May", "may", ["reads", "writes", "administers", "signs in", "member"])}
      <label class="tick"
        ><input type="checkbox" id="look-access" data-filters="matrix" data-column="look" /> deserves a look</label
      >
      <output id="matrix-count" role="status">${lines.length} of ${lines.length}</output>
    </form>
    <div class="scroll" role="region" aria-label="Access matrix, scrollable" tabindex="0">
      <table id="matrix" class="fixed">
        <thead>
          <tr>
            <th scope="col">Principal</th>
            <th scope="col">May</th>
            <th scope="col">On</th>
            <th scope="col">Because of</th>
          </tr>
        </thead>
        <tbody>
          ${lines.map(({ row, copies }) => {
            const look = copies.some((copy) => flagged.has(copy)) ? "yes" : "no";
            return html`<tr data-principal="${row.principal}" data-may="${edgeKind(row)}" data-look="${look}">
              <th scope="row">${who(row)}</th>
              <td>
                <span class="chip ${edgeKind(row).replace(" ", "-")}">${row.role}</span
                >${row.databaseRoles === undefined ? "" : html` <small>${row.databaseRoles.join(", ")}</small>`}${row.condition === undefined ? "" : html` <small>under a condition</small>`}
              </td>
              <td>
                ${row.object}${copies.length > 1 ? html` <small>and its copies in ${copies.length - 1} more</small>` : ""}
              </td>
              <td>${row.why === undefined ? html`<small>the stack itself</small>` : html`<code>${row.why}</code>`}</td>
            </tr>`;
          })}
        </tbody>
      </table>
      <p id="matrix-none" class="none" hidden>No grant is like that.</p>
    </div>`;
}

/** Everybody in either table. */
function principalsOf(rows: readonly AccessRow[], reach: ReportData["reach"]): string[] {
  const names = [
    ...rows.map(({ principal }) => principal),
    ...reach.flatMap(({ ways }) => ways.map(({ who }) => who.label)),
  ];
  return [...new Set(names)].sort(order);
}

/** A subject from outside on one line, who vouches for it on the next. */
function who({ principal, principalKind }: AccessRow): Content {
  const split = principal.indexOf(" of ");
  if (principalKind !== "federated" || split < 0) return principal;
  return html`${principal.slice(0, split)}<br /><small>${principal.slice(split + " of ".length)}</small>`;
}

function choice(id: string, label: string, column: string, values: readonly string[], filters = "matrix"): Markup {
  return html`<label
    >${label}
    <select id="${id}" data-filters="${filters}" data-column="${column}">
      <option value="">all</option>
      ${values.map((value) => html`<option value="${value}">${value}</option>`)}
    </select></label
  >`;
}

interface Line {
  readonly row: AccessRow;
  readonly copies: readonly AccessRow[];
}

/** One line for a grant and the same one on the object's copies in the paired region. */
function folded(rows: readonly AccessRow[]): Line[] {
  const lines = Map.groupBy(rows, (row) =>
    JSON.stringify([row.principal, row.role, row.object.replace(/ in \S+$/, ""), row.via, row.why]),
  );
  return [...lines.values()].flatMap((copies) => (copies[0] === undefined ? [] : [{ row: copies[0], copies }]));
}
