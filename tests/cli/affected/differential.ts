// One pair of revisions, compared twice: by whole plans, and by plans of what the change touches.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { compareSides } from "../../../cli/affected/compare.ts";
import { standAt, type Place } from "../../../cli/parts/stand.ts";
import { diffPlans } from "../../../cli/plan-diff/diff.ts";
import { diffMarkdown } from "../../../cli/plan-diff/markdown.ts";
import { diffJson, diffText } from "../../../cli/plan-diff/report.ts";
import { buildDocument } from "../../../cli/plan/build-document.ts";
import type { Plan } from "../../../cli/plan/document.ts";
import { evaluate } from "../../../cli/plan/evaluate.ts";
import { withOrigins } from "../../../cli/plan/origins.ts";
import { readStackConfig } from "../../../cli/plan/stack-config.ts";
import program from "../../../infra/index.ts";
import { readCatalogue } from "../../../infra/manifest/catalogue.ts";
import { everyEnd } from "../../../infra/read-ends.ts";
import { readSettings } from "../../../infra/settings/read-settings.ts";
import type { Content } from "./catalogues.ts";

const DATE = "2026-01-01";
export const EPOCH = "1767225600";

/** Writes the content as a project that can be planned. */
export function write(folder: string, { stack, config, manifests, comments }: Content): Place {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "apps"), { recursive: true });
  writeFileSync(join(folder, "Pulumi.yaml"), "name: strongroom\nmain: index.ts\nruntime: nodejs\n");
  // Dates in quotes, as settings have them.
  const form = { aliasDuplicateObjects: false, defaultStringType: "QUOTE_DOUBLE" } as const;
  writeFileSync(join(folder, `Pulumi.${stack}.yaml`), stringify({ config }, form));
  for (const [name, manifest] of Object.entries(manifests)) {
    const text = stringify(manifest, { aliasDuplicateObjects: false });
    writeFileSync(join(folder, "apps", `${name}.yaml`), `${comments[name] ?? ""}${text}`);
  }
  const { project, values, secretKeys } = readStackConfig(folder, stack);
  return { folder, project, stack, values, secretKeys };
}

/** As `strongroom plan` makes it. */
export async function wholePlan(place: Place): Promise<Plan> {
  const { project, stack, values } = place;
  const evaluated = await evaluate(
    () => {
      standAt(place);
      return program();
    },
    {
      project,
      stack,
      preview: true,
      subscriptionId: values["strongroom:subscriptionId"] ?? "",
      tenantId: values["strongroom:tenantId"] ?? "",
    },
  );
  const environment = values["strongroom:environment"] ?? "";
  const document = buildDocument(evaluated, { project, stack, environment, date: DATE });
  const settings = readSettings();
  const { stage, shape } = settings;
  const catalogue = readCatalogue(settings);
  const resources = withOrigins(document.resources, catalogue, settings);
  return withFile({ ...document, stage, shape, ends: everyEnd(catalogue, settings), resources }, place);
}

function withFile(plan: Plan, { folder, stack }: Place): Plan {
  return { ...plan, settings: { ...readStackConfig(folder, stack).document } };
}

/** All that a reviewer is told. */
export function told(before: Plan, after: Plan): string {
  const review = { diffs: [diffPlans({ before, after })], policy: [], unknown: [] };
  return [diffJson(review), diffText(review), diffMarkdown(review)].join("\n");
}

export type InPart = { readonly told: string; readonly resources: number } | { readonly whole: string };

export async function comparedInPart(base: Place, head: Place): Promise<InPart> {
  const compared = await compareSides({ base, head, program, date: DATE, plans: true });
  if (compared.kind === "whole") return { whole: compared.because };
  const { before, after } = compared;
  if (before === undefined || after === undefined) throw new Error("plans were asked for");
  return {
    told: told(withFile(before, base), withFile(after, head)),
    resources: before.resources.length + after.resources.length,
  };
}
