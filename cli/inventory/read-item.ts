// What one resource of a plan or a state says of itself as an item, whatever its kind.
import type { ResourceRecord } from "../snapshot/records.ts";
import { at, fields, number, optional, text, texts, type Fields } from "../../text/values.ts";
import type { Item } from "./item.ts";

/** As the resource tells it; who uses it stands elsewhere. */
export interface ItemRead extends Pick<
  Item,
  "kind" | "name" | "within" | "created" | "expires" | "validityMonths" | "renewBeforeDays"
> {
  readonly tags: Fields;
  readonly metadata: Fields;
  readonly dependents: readonly string[];
}

/** Nothing for a resource that holds none of these. */
export function readItem(record: ResourceRecord, declared: ReadonlyMap<string, Fields>): ItemRead | undefined {
  const { kind, props, inputs } = record;
  const vault = text(inputs["vaultName"]) ?? text(props["vaultName"]) ?? "?";
  switch (kind) {
    case "keyvault:Secret": {
      const name = text(inputs["secretName"]) ?? text(props["name"]) ?? record.name;
      // What is declared now: the resource itself keeps what it was created with.
      const metadata = declared.get(`${vault}/secrets/${name}`) ?? {};
      const tags = fields(metadata["tags"] ?? props["tags"]);
      const type = text(at(inputs, "properties.contentType")) ?? "";
      const isConnection = text(tags["rotated-by"]) === "pulumi" || type.includes("connection string");
      return {
        kind: isConnection ? "connection" : "secret",
        name,
        within: vault,
        tags,
        metadata,
        dependents: [],
        ...datesOf(props, inputs),
      };
    }
    case "keyvault:Key": {
      const name = text(inputs["keyName"]) ?? text(props["name"]) ?? record.name;
      const metadata = declared.get(`${vault}/keys/${name}`) ?? {};
      const tags = fields(metadata["tags"] ?? props["tags"]);
      return { kind: "key", name, within: vault, tags, metadata, dependents: [], ...datesOf(props, inputs) };
    }
    case "strongroom:vault:Certificate":
      return {
        kind: "certificate",
        name: text(props["name"]) ?? record.name,
        within: text(props["vault"]) ?? "?",
        tags: fields(props["tags"]),
        metadata: {},
        dependents: texts(props["dependents"]),
        ...optional("validityMonths", number(props["validityMonths"])),
        ...optional("renewBeforeDays", number(props["renewBeforeDays"])),
      };
    case "sql:Database":
      return {
        kind: "database",
        name: text(inputs["databaseName"]) ?? text(props["name"]) ?? record.name,
        within: text(inputs["serverName"]) ?? "?",
        tags: fields(props["tags"]),
        metadata: {},
        dependents: [],
        ...optional("created", text(props["creationDate"])),
      };
    default:
      return undefined;
  }
}

/** What `vault:Contents` declares, by `<vault>/<secrets|keys>/<name>`. */
export function declaredContents(resources: readonly ResourceRecord[]): ReadonlyMap<string, Fields> {
  return new Map(
    resources
      .filter(({ type }) => type === "strongroom:vault:Contents")
      .flatMap(({ props }) =>
        (["secrets", "keys"] as const).flatMap((kind) =>
          Object.entries(fields(props[kind])).map(
            ([name, metadata]) => [`${text(props["vault"]) ?? "?"}/${kind}/${name}`, fields(metadata)] as const,
          ),
        ),
      ),
  );
}

/** Azure's answer has the attributes beside the others, the program's input below `properties`. */
function datesOf(props: Fields, inputs: Fields): Pick<Item, "created" | "expires"> {
  const attribute = (name: string): number | undefined =>
    number(at(props, `attributes.${name}`)) ??
    number(at(props, `properties.attributes.${name}`)) ??
    number(at(inputs, `properties.attributes.${name}`));
  return {
    ...optional("created", isoTime(attribute("created"))),
    ...optional("expires", isoTime(attribute("expires"))),
  };
}

/** Seconds since 1970 to an ISO timestamp; nothing for what no calendar holds. */
function isoTime(seconds: number | undefined): string | undefined {
  const date = new Date((seconds ?? Number.NaN) * 1000);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
