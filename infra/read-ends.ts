// What ends soon, or has ended, where it is written: a line each, for whoever deploys, plans or reviews.
import type { EnvironmentArgs } from "../stacks/environment-args.ts";
import { resolve } from "./resolve.ts";
import { endsOf, endText, soon, type End } from "./ends.ts";
import { formatProblem, type Problem } from "./input/problems.ts";
import { pathText } from "./input/words.ts";
import type { Path } from "./input/yaml-document.ts";
import type { Catalogue } from "./manifest/catalogue.ts";
import type { Settings } from "./settings/settings.ts";

export interface WrittenEnd extends Pick<End, "until" | "then" | "advice"> {
  /** `apps/payments.yaml:24: secrets.stripe-key.retiring.until`. */
  readonly where: string;
}

/** Every end that settings and manifests name, however far away. */
export function everyEnd(catalogue: Catalogue, settings: Settings): WrittenEnd[] {
  // Groups of people have no last day.
  return settings.part.kind === "people" ? [] : endsIn(resolve(catalogue, settings), catalogue, settings);
}

/** The same, of what is resolved already; `catalogue` holds at least the applications that something ends of. */
export function endsIn(args: EnvironmentArgs, catalogue: Catalogue, settings: Settings): WrittenEnd[] {
  return endsOf(args).map(({ app, path, until, then, advice }) => {
    const place = app === undefined ? settings.problemAt(path, "") : problemIn(catalogue, app, path);
    return { where: formatProblem(place).replace(/: $/, ""), until, then, advice };
  });
}

function problemIn(catalogue: Catalogue, app: string, path: Path): Problem {
  const { file, line } = catalogue.positionOf(app, path) ?? { file: app };
  return { file, ...(line === undefined ? {} : { line }), path: pathText(path), message: "" };
}

/** Those of the next 90 days, and what has ended. */
export function readEnds(
  catalogue: Catalogue,
  settings: Settings,
): readonly (WrittenEnd & { readonly warning: string })[] {
  return soon(everyEnd(catalogue, settings), settings.now).map((end) => ({
    ...end,
    warning: `${end.where}: ${endText(end, settings.now)}`,
  }));
}
