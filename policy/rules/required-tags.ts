// What has no owner is nobody's to rotate, to pay or to delete.
import { controls } from "../controls.ts";
import { finding } from "../expect.ts";
import { TAGGED } from "../taggable.ts";
import { get, isHidden, isProps, isText } from "../value.ts";
import type { ResourceRule } from "../rule.ts";

export const requiredTags: ResourceRule = {
  id: "required-tags",
  title: "Resources say whose they are",
  severity: "medium",
  controls: controls("inventory", { mcsb: ["AM-1", "AM-2"] }),
  equals: [],
  appliesTo: TAGGED,
  needs: Object.fromEntries(TAGGED.map((kind) => [kind, ["tags.owner"]])),
  settings: ["requiredTags"],
  help: "set the tags",
  check: (resource, { settings }) =>
    settings.requiredTags.flatMap((tag) => {
      const tags = get(resource.props, "tags");
      const value = isHidden(tags) ? tags : isProps(tags) && Object.hasOwn(tags, tag) ? tags[tag] : undefined;
      return isHidden(value) || isText(value) ? [] : [finding(resource, "tags", `tags has no ${tag}`)];
    }),
};
