// What the policy says: what fails first, then every rule with how many resources keep it.
import type { Assessment } from "../../policy/judge.ts";
import type { ReportData } from "./data.ts";
import { html, type Markup } from "./html.ts";

const WEIGHT = { critical: 0, high: 1, medium: 2, low: 3 } as const;

export function policySection({ verdicts, assessments }: ReportData): Markup {
  const failed = verdicts.filter(({ status }) => status === "failed");
  const rules = Map.groupBy(assessments, ({ rule }) => rule);
  return html` ${failed.length === 0 ? html`<p class="good">Nothing fails.</p>` : ""}
    ${
      verdicts.length === 0
        ? ""
        : html`<ul class="verdicts">
            ${verdicts.map(
              (verdict) =>
                html`<li>
                  <span class="chip ${verdict.status === "excepted" ? "excepted" : verdict.severity}"
                    >${verdict.status === "excepted" ? "excepted" : `${verdict.severity}, ${verdict.level}`}</span
                  >
                  <strong>${verdict.name === "" ? "the stack" : verdict.name}</strong>: ${verdict.message}
                  ${
                    verdict.exception === undefined
                      ? html`<p>To mend it: ${verdict.help}</p>`
                      : html`<p>
                          Excepted until ${verdict.exception.until} by ${verdict.exception.owner}:
                          ${verdict.exception.reason}
                        </p>`
                  }
                  <small>${verdict.rule}</small>
                </li>`,
            )}
          </ul>`
    }
    <form class="filters" role="search" aria-label="Filter the rules">
      <label
        >Find
        <input type="search" id="find-rules" data-filters="rules" autocomplete="off" placeholder="vault, rotation, PCI"
      /></label>
      <output id="rules-count" role="status">${rules.size} of ${rules.size}</output>
    </form>
    <div class="scroll" role="region" aria-label="Rules, scrollable" tabindex="0">
      <table id="rules">
        <thead>
          <tr>
            <th scope="col">Rule</th>
            <th scope="col">Severity</th>
            <th scope="col" class="number">Pass</th>
            <th scope="col" class="number">Fail</th>
            <th scope="col" class="number">Excepted</th>
            <th scope="col" class="number">Not known yet</th>
            <th scope="col">Controls</th>
          </tr>
        </thead>
        <tbody>
          ${[...rules]
            .toSorted(
              ([a, x], [b, y]) => count(y, "failed") - count(x, "failed") || WEIGHT[a.severity] - WEIGHT[b.severity],
            )
            .map(
              ([rule, own]) =>
                html`<tr>
                  <th scope="row">${rule.title}<br /><small>${rule.id}</small></th>
                  <td><span class="chip ${rule.severity}">${rule.severity}</span></td>
                  ${(["passed", "failed", "excepted", "unknown"] as const).map((status) => cell(status, count(own, status)))}
                  <td><small>${controls(rule.controls)}</small></td>
                </tr>`,
            )}
        </tbody>
      </table>
      <p id="rules-none" class="none" hidden>No rule is like that.</p>
    </div>`;
}

function cell(status: Assessment["status"], number: number): Markup {
  return number === 0 ? html`<td class="number">–</td>` : html`<td class="number ${status}">${number}</td>`;
}

export function count(assessments: readonly Assessment[], status: Assessment["status"]): number {
  return assessments.filter((one) => one.status === status).length;
}

function controls({ cis, mcsb, nist80053, iso27001, soc2, pcidss }: Assessment["rule"]["controls"]): string {
  return [
    ["CIS", cis],
    ["MCSB", mcsb],
    ["NIST", nist80053],
    ["ISO", iso27001],
    ["SOC 2", soc2],
    ["PCI", pcidss],
  ]
    .flatMap(([name = "", ids = []]) => (ids.length === 0 ? [] : [`${String(name)} ${[ids].flat().join(", ")}`]))
    .join(" · ");
}
