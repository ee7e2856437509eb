// HTML that cannot be broken by what it shows. Names come from manifests and plans that anybody may have written, so the only
// way to make markup here is this template, and whatever is put into it becomes text.
import { printable } from "../../text/printable.ts";

/** Markup that was made by `html`. Its field is private, so that no text can pass for it. */
export class Markup {
  readonly #source: string;

  constructor(parts: TemplateStringsArray, values: readonly Content[]) {
    this.#source = parts.map((part, index) => part + (index < values.length ? render(values[index]) : "")).join("");
  }

  toString(): string {
    return this.#source;
  }
}

export type Content = string | number | undefined | Markup | readonly Content[];

/** Markup with `values` as text; markup and lists of it stay what they are. */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return new Markup(parts, values);
}

function render(value: Content): string {
  if (value === undefined) return "";
  if (value instanceof Markup) return value.toString();
  if (typeof value === "string" || typeof value === "number") return escape(String(value));
  return value.map(render).join("");
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text for an element's content or a quoted attribute; what would hide or turn text around is written out. */
export function escape(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
