// Everything that can be lost, leaked or expire, with who answers for it.
import type { DatedItem } from "../inventory/due.ts";
import type { ReportData } from "./data.ts";
import { html, type Markup } from "./html.ts";

export function inventorySection({ items }: ReportData): Markup {
  const lines = folded(items);
  return html`<form class="filters" role="search" aria-label="Filter the inventory">
      <label
        >Find
        <input
          type="search"
          id="find-items"
          data-filters="items"
          autocomplete="off"
          placeholder="owner, secret, confidential"
      /></label>
      <output id="items-count" role="status">${lines.length} of ${lines.length}</output>
    </form>
    <div class="scroll" role="region" aria-label="Inventory, scrollable" tabindex="0">
      <table id="items" class="fixed">
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Purpose</th>
            <th scope="col">Owner</th>
            <th scope="col">Used by</th>
            <th scope="col">Rotation</th>
            <th scope="col">Next due</th>
          </tr>
        </thead>
        <tbody>
          ${lines.map(
            ({ item, copies }) =>
              html`<tr>
                <th scope="row">
                  ${item.name}<br /><small
                    >${item.kind} in ${item.within}${copies.map((copy) => `, copied to ${copy}`)}</small
                  >
                </th>
                <td>${item.purpose ?? ""}<br /><small>${item.classification ?? ""}</small></td>
                <td>${item.owner ?? html`<span class="chip alarm">nobody</span>`}</td>
                <td>${item.consumers.length === 0 ? html`<small>nobody yet</small>` : item.consumers.join(", ")}</td>
                <td>${rotation(item)}</td>
                <td class="due">
                  ${item.nextDue ?? ""} <span class="chip ${item.status.replaceAll(" ", "-")}">${item.status}</span>
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
      <p id="items-none" class="none" hidden>Nothing is like that.</p>
    </div>`;
}

interface Line {
  readonly item: DatedItem;
  /** The other vaults that hold one of the same name, and the servers with a replica. */
  readonly copies: readonly string[];
}

function folded(items: readonly DatedItem[]): Line[] {
  const byName = Map.groupBy(items, ({ kind, application, name }) => JSON.stringify([kind, application, name]));
  return [...byName.values()].flatMap((same) => {
    // A replica is a copy, whatever its server is called.
    const [item, ...rest] = same.toSorted(
      (a, b) => Number(a.replicaFrom !== undefined) - Number(b.replicaFrom !== undefined),
    );
    return item === undefined ? [] : [{ item, copies: rest.map(({ within }) => within) }];
  });
}

/** Who rotates, as the tag `rotated-by` says it. */
const ROTATES: Readonly<Record<string, string>> = {
  owner: "by its owner",
  generated: "by the rotator, generated",
  "storage-account-key": "by the rotator, a storage account's key",
  "entra-application": "by the rotator, an application's client secret",
  "key-vault": "by the vault itself",
  pulumi: "by the next deployment",
};

function rotation({ kind, rotationDays, rotatedBy, validityMonths }: DatedItem): string {
  if (kind === "database") return "none: signs in with tokens";
  if (validityMonths !== undefined) return `${String(validityMonths)} months`;
  const who = rotatedBy === undefined ? "" : (ROTATES[rotatedBy] ?? `by ${rotatedBy}`);
  if (rotationDays === undefined) return rotatedBy === undefined ? "none" : `before its end, ${who}`;
  return `every ${String(rotationDays)} days${who === "" ? "" : `, ${who}`}`;
}
