// Data in a region that nobody agreed on is under a law that nobody read.
import { controls } from "../controls.ts";
import { must } from "../expect.ts";
import { REGIONAL } from "../taggable.ts";
import { get, sameText } from "../value.ts";
import type { ResourceRule } from "../rule.ts";

export const allowedRegions: ResourceRule = {
  id: "allowed-regions",
  title: "Resources are in agreed regions",
  severity: "high",
  controls: controls("residency", { mcsb: ["AM-2"] }),
  equals: [],
  appliesTo: "any",
  needs: Object.fromEntries(REGIONAL.map((kind) => [kind, ["location"]])),
  settings: ["allowedRegions"],
  help: "set location to an allowed region",
  check: (resource, { settings }) => {
    if (settings.allowedRegions.length === 0) return [];
    const location = get(resource.props, "location");
    if (location === undefined && !REGIONAL.includes(resource.kind)) return [];
    if (sameText(location, "global") && !REGIONAL.includes(resource.kind)) return [];
    const plain = (text: string) => text.toLowerCase().replaceAll(" ", "");
    return must(
      resource,
      "location",
      `one of ${settings.allowedRegions.join(", ")}`,
      (value) => typeof value === "string" && settings.allowedRegions.some((region) => plain(region) === plain(value)),
    );
  },
};
