// Who stands in a line of a log, by the names that manifests know: an object id, or in a database what the database calls
// whoever signed in.
import { Principals } from "../access/principals.ts";
import { isPipeline } from "../reach/groups.ts";
import type { Snapshot } from "../snapshot/records.ts";
import { list, number, text, texts, type Fields } from "../../text/values.ts";
import type { Use } from "./report.ts";
import type { Came } from "./verdict.ts";

export class Names {
  readonly #principals: Principals;
  readonly #pipelines: ReadonlySet<string>;

  constructor(deployed: Snapshot, groups: Readonly<Record<string, string>>) {
    this.#principals = new Principals([deployed], groups);
    const byUrn = new Map(deployed.resources.map((record) => [record.urn, record]));
    this.#pipelines = new Set(
      deployed.resources
        .filter((record) => record.kind === "managedidentity:UserAssignedIdentity" && isPipeline(record, byUrn))
        .flatMap(({ urn }) => this.#principals.byUrn(urn)?.label ?? []),
    );
  }

  came(row: Fields, added: readonly (Came["added"][number] & { readonly member: string })[], first: Date): Came {
    const label = this.#label(row);
    const id = text(row["Principal"])?.toLowerCase();
    const person = text(row["Person"]) ?? personIn(text(row["Login"]));
    return {
      label,
      ...(person === undefined ? {} : { person }),
      deploys: label !== undefined && this.#pipelines.has(label),
      added: added.filter(
        ({ member, when }) => new Date(when) <= first && (member === id || member === person?.toLowerCase()),
      ),
    };
  }

  line(row: Fields): Omit<Use, "verdict" | "because"> {
    const login = text(row["Login"]);
    const principal = text(row["Principal"]) ?? login ?? "";
    const person = text(row["Person"]) ?? personIn(login);
    const server = text(row["Server"]);
    const who = this.#label(row) ?? (person === undefined ? `unknown ${principal}` : `person ${person}`);
    const optional = (key: "version" | "client" | "application", value: unknown) => {
      const found = text(value);
      return found === undefined ? {} : { [key]: found };
    };
    const rows = number(row["Rows"]);
    return {
      object:
        server === undefined ? (text(row["Object"]) ?? "") : `${server}/${text(row["Database"]) ?? ""}`.toLowerCase(),
      who: principal === "" ? "nobody who showed a token" : who,
      principal,
      operation: text(row["Operation"]) ?? texts(listed(row["Actions"])).join(", "),
      ...optional("version", row["Version"]),
      address: text(row["Address"]) ?? "",
      ...optional("client", row["Client"]),
      ...optional("application", row["Application"]),
      calls: number(row["Calls"]) ?? number(row["Statements"]) ?? 0,
      ...(server === undefined || rows === undefined ? {} : { rows }),
      first: text(row["First"]) ?? "",
      last: text(row["Last"]) ?? "",
    };
  }

  /** By object id, or in a database by the client id of `<client id>@<tenant>` or the user's name. */
  #label(row: Fields): string | undefined {
    const login = text(row["Login"]);
    const ids = [text(row["Principal"]), login?.split("@")[0]].filter((id) => id !== undefined);
    const names = [login, text(row["User"])].filter((name) => name !== undefined);
    const found =
      ids.map((id) => this.#principals.byId(id)).find((one) => one !== undefined) ??
      names.map((name) => this.#principals.identityCalled(name)).find((one) => one !== undefined);
    return found?.label;
  }
}

/** A sign-in name is a person's; an application comes as `<client id>@<tenant>`. */
function personIn(login: string | undefined): string | undefined {
  return login !== undefined && /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(login) ? login : undefined;
}

/** A dynamic column comes as a list, or as the JSON of one. */
function listed(value: unknown): readonly unknown[] {
  if (typeof value !== "string") return list(value);
  try {
    return list(JSON.parse(value));
  } catch {
    return [];
  }
}
