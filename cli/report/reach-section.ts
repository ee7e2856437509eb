// Who can come to read what, as a table below the grants: the same filter narrows both, so that a look for a secret finds
// everybody, and not only those who hold a role on it.
import { foldReached, NOT_SEEN, wayText, wayWhy } from "../reach/text.ts";
import { targetText } from "../reach/targets.ts";
import type { ReportData } from "./data.ts";
import { html, type Markup } from "./html.ts";

export function reachSection({ reach }: ReportData): Markup {
  const lines = foldReached(reach).flatMap(({ first: { target, ways }, copies }) =>
    [...Map.groupBy(ways, ({ who }) => who.key).values()].map((his) => ({
      object: [targetText(target), ...copies.map((copy) => copy.target.within)].join(" and "),
      who: his[0]?.who.label ?? "?",
      ways: his.map((way) => ({ how: wayText(way), why: wayWhy(way) })),
    })),
  );
  return html`<h3 id="reach-title">Who can come to read it</h3>
    <p>
      By a role on it or above it, by becoming somebody, or by changing what stands in the way. The search above filters
      this, too: <output id="reach-count" role="status">${lines.length} of ${lines.length}</output>.
      <small>${NOT_SEEN.charAt(0).toUpperCase()}${NOT_SEEN.slice(1)}.</small>
    </p>
    <div class="scroll" role="region" aria-labelledby="reach-title" tabindex="0">
      <table id="reach" class="fixed">
        <thead>
          <tr>
            <th scope="col">Object</th>
            <th scope="col">Who</th>
            <th scope="col">How</th>
          </tr>
        </thead>
        <tbody>
          ${lines.map(
            ({ object, who, ways }) =>
              html`<tr data-principal="${who}">
                <th scope="row">${object}</th>
                <td>${who}</td>
                <td>${ways.map(({ how, why }) => html`<p>${how} <code>${why}</code></p>`)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
      <p id="reach-none" class="none" hidden>Nobody can come to something like that.</p>
    </div>`;
}
