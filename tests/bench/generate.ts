// A project with as many applications as wanted: the three committed manifests over and over, under names of their own.
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parse, stringify } from "yaml";

/** The stack whose settings and shape the benchmark uses. */
export const STACK = "dev";

/** Each committed application, and the stem of its copies' names. */
const TEMPLATES = [
  { name: "payments", stem: "pay" },
  { name: "storefront", stem: "shop" },
  { name: "reporting", stem: "rep" },
] as const;

/** Settings that name single applications. */
const BY_APPLICATION = ["strongroom:publicAccess", "strongroom:generations", "strongroom:cell"];

type Fields = Record<string, unknown>;

/** Writes the project into `folder`: our program, with `count` applications. */
export function generateProject(folder: string, root: string, count: number): void {
  mkdirSync(join(folder, "apps"), { recursive: true });
  writeFrame(folder, root, join(root, "infra", "index.ts"));
  const copies = Array.from({ length: count }, (_, index) => copyOf(index));
  const names = new Set(copies.map(({ copy }) => copy));
  for (const { template, copy, trio } of copies) {
    const text = readFileSync(join(root, "apps", `${template}.yaml`), "utf8");
    const manifest = withReferences(parse(text), trio, names) as Fields;
    writeFileSync(
      join(folder, "apps", `${copy}.yaml`),
      stringify({ ...manifest, name: copy }, { aliasDuplicateObjects: false }),
    );
  }
}

/** What every project of the benchmark has in common; `program` has the default export that Pulumi runs. */
export function writeFrame(folder: string, root: string, program: string): void {
  mkdirSync(folder, { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  writeFileSync(
    join(folder, "Pulumi.yaml"),
    "name: strongroom\nmain: index.ts\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n",
  );
  writeFileSync(join(folder, "package.json"), '{ "type": "module", "dependencies": { "@pulumi/pulumi": "*" } }\n');
  const from = (file: string): string => JSON.stringify(pathToFileURL(file).href);
  writeFileSync(
    join(folder, "index.ts"),
    `import ${from(join(import.meta.dirname, "report-cost.ts"))};\nexport { default } from ${from(program)};\n`,
  );
  const settings = parse(readFileSync(join(root, `Pulumi.${STACK}.yaml`), "utf8")) as { readonly config: Fields };
  const config = Object.entries(settings.config).filter(([key]) => !BY_APPLICATION.includes(key));
  writeFileSync(join(folder, `Pulumi.${STACK}.yaml`), stringify({ config: Object.fromEntries(config) }));
}

function copyOf(index: number): { readonly template: string; readonly copy: string; readonly trio: number } {
  const trio = Math.floor(index / TEMPLATES.length);
  const { name, stem } = TEMPLATES[index % TEMPLATES.length] ?? TEMPLATES[0];
  return { template: name, copy: `${stem}${String(trio + 1)}`, trio };
}

/** "reporting/etl" becomes that of the same trio; an entry whose application was not copied any more is left out. */
function withReferences(value: unknown, trio: number, names: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) {
    return value.flatMap((item): unknown[] => {
      const match = typeof item === "string" ? /^([a-z-]+)\/([a-z-]+)$/.exec(item) : null;
      const stem = TEMPLATES.find(({ name }) => name === match?.[1])?.stem;
      if (match === null || stem === undefined) return [withReferences(item, trio, names)];
      const copy = `${stem}${String(trio + 1)}`;
      return names.has(copy) ? [`${copy}/${match[2] ?? ""}`] : [];
    });
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withReferences(item, trio, names)]));
}
