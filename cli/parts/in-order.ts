// The order of a plan's document, without the document: a component before what belongs to it, siblings by name, then type. What is
// inside an application stays together, so an application stands here as one.
import type { PlanResource } from "../plan/document.ts";
import { compare } from "../plan/evaluate.ts";
import { APP } from "../plan/summary.ts";
import type { LineAt } from "./message.ts";

type Next = { readonly resources: readonly PlanResource[] } | { readonly app: string };

/** Each shared resource, and each application by its name. */
export function inOrder(shared: readonly PlanResource[], applications: readonly LineAt[]): Next[] {
  const nodes = [
    ...shared.map((resource) => ({
      name: resource.name,
      type: resource.type,
      parent: resource.parent,
      resource,
      app: undefined,
    })),
    ...applications.map(({ app, parent }) => ({ name: app, type: APP, parent, resource: undefined, app })),
  ];
  const children = Map.groupBy(nodes, ({ parent }) => parent);
  const ordered: Next[] = [];
  const visit = (parent: string | undefined): void => {
    for (const { resource, app } of (children.get(parent) ?? []).toSorted(compare)) {
      if (app !== undefined) ordered.push({ app });
      if (resource === undefined) continue;
      ordered.push({ resources: [resource] });
      visit(resource.urn);
    }
  };
  visit(undefined);
  return ordered;
}
