// The year ahead: when each secret, key and certificate is due, and due again.
import type { DatedItem } from "../inventory/due.ts";
import type { ReportData } from "./data.ts";
import { html, type Markup } from "./html.ts";

const DAY = 86_400_000;
const YEAR_DAYS = 365;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

const LABEL_WIDTH = 330;
const CHART_WIDTH = 770;
const ROW = 26;
const HEAD = 30;

export function calendarSection({ items, date }: ReportData): Markup {
  const start = Date.parse(`${date}T00:00:00Z`);
  const lines = folded(items).flatMap((item) => {
    const days = dueDays(item, start);
    return days.length === 0 ? [] : [{ item, days }];
  });
  if (lines.length === 0) return html`<p class="none">Nothing falls due in the year from ${date}.</p>`;
  const height = HEAD + lines.length * ROW + 8;
  const x = (days: number): number => Math.round((LABEL_WIDTH + (days / YEAR_DAYS) * CHART_WIDTH) * 10) / 10;
  return html` <p>
      Counted from ${date}: a plan knows what will be, and only the vault knows what an owner has rotated since (<code
        >strongroom inventory --vault</code
      >).
    </p>
    <div class="scroll" role="region" aria-label="Rotation calendar, scrollable" tabindex="0">
      <svg
        class="calendar"
        viewBox="0 0 ${LABEL_WIDTH + CHART_WIDTH + 20} ${height}"
        role="img"
        aria-label="${spoken(lines)}"
      >
        ${monthsFrom(start).map(
          ({ name, days }) =>
            html`<line class="month" x1="${x(days)}" x2="${x(days)}" y1="${HEAD - 6}" y2="${height - 6}" /><text
                class="month"
                x="${x(days) + 5}"
                y="${HEAD - 10}"
                >${name}</text
              >`,
        )}
        ${lines.map(({ item, days }, index) => {
          const y = HEAD + index * ROW + ROW / 2;
          const first = days[0] ?? 0;
          return html`<g>
            <title>${item.name}: due ${dates(days, start)}</title>
            <text class="item" x="0" y="${y + 4}">${short(item.name)}</text>
            <line class="span" x1="${x(0)}" x2="${x(first)}" y1="${y}" y2="${y}" />
            ${days.map((day, place) => html`<circle class="due ${place === 0 ? "first" : ""} ${item.kind}" cx="${x(day)}" cy="${y}" r="${place === 0 ? 6 : 4}" />`)}
          </g>`;
        })}
      </svg>
    </div>`;
}

/** One line for an object and its copies in the paired region. */
function folded(items: readonly DatedItem[]): DatedItem[] {
  const byName = Map.groupBy(items, ({ kind, application, name }) => JSON.stringify([kind, application, name]));
  return [...byName.values()].flatMap(([first]) => first ?? []);
}

/** Days from the start at which it is due, within the year. */
function dueDays(item: DatedItem, start: number): number[] {
  if (item.nextDue === undefined) return [];
  const first = Math.round((Date.parse(`${item.nextDue}T00:00:00Z`) - start) / DAY);
  const every = item.rotationDays ?? 0;
  const days: number[] = [];
  for (let day = Math.max(0, first); day <= YEAR_DAYS; day += every) {
    days.push(day);
    if (every <= 0) break;
  }
  return days;
}

function monthsFrom(start: number): { readonly name: string; readonly days: number }[] {
  const from = new Date(start);
  return Array.from({ length: 13 }, (_, index) => {
    const first = Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + index, 1);
    return { name: MONTHS[new Date(first).getUTCMonth()] ?? "", days: (first - start) / DAY };
  }).filter(({ days }) => days >= 0 && days < YEAR_DAYS - 8);
}

const iso = (day: number, start: number): string => new Date(start + day * DAY).toISOString().slice(0, 10);

function dates(days: readonly number[], start: number): string {
  return days.map((day) => iso(day, start)).join(", ");
}

function spoken(lines: readonly { readonly item: DatedItem }[]): string {
  const [next] = lines;
  const first = next === undefined ? "" : `, next ${next.item.name} on ${next.item.nextDue ?? ""}`;
  return `${String(lines.length)} rotations in the year ahead${first}; the inventory below lists the dates`;
}

function short(name: string): string {
  return name.length <= 44 ? name : `${name.slice(0, 28)}…${name.slice(-15)}`;
}
