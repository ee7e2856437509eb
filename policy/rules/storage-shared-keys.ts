// An account key is all-powerful and bound to nobody; where queues and packages of the rotation lie, it is the way around it.
import { controls } from "../controls.ts";
import { must } from "../expect.ts";
import type { ResourceRule } from "../rule.ts";

export const storageSharedKeys: ResourceRule = {
  id: "storage-shared-keys",
  title: "Storage accounts take Entra tokens only",
  severity: "high",
  controls: controls("centralIdentity", { mcsb: ["IM-1"] }),
  equals: [],
  appliesTo: ["storage:StorageAccount"],
  needs: { "storage:StorageAccount": ["allowSharedKeyAccess"] },
  help: "set allowSharedKeyAccess to false and give access by role assignments",
  check: (account) => must(account, "allowSharedKeyAccess", "false", (allowed) => allowed === false),
};
