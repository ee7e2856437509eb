// A database in one zone is down as long as the zone is.
import { controls } from "../controls.ts";
import { mustBeTrue } from "../expect.ts";
import { regionIn } from "../regions.ts";
import { get } from "../value.ts";
import type { ResourceRule } from "../rule.ts";

export const databaseZoneRedundant: ResourceRule = {
  id: "database-zone-redundant",
  title: "Databases survive the loss of a zone",
  severity: "medium",
  controls: controls("resilience", { mcsb: ["BR-1"] }),
  equals: ["CKV_AZURE_229"],
  appliesTo: ["sql:Database", "sql:ElasticPool"],
  needs: { "sql:Database": ["zoneRedundant"], "sql:ElasticPool": ["zoneRedundant"] },
  help: "set zoneRedundant to true (on the pool, for a database in one)",
  check: (database) => {
    // What a region does not have cannot be asked for; that the region is a good one is for allowed-regions to say.
    if (regionIn(database)?.zones === false) return [];
    return get(database.props, "elasticPoolId") === undefined ? mustBeTrue(database, "zoneRedundant") : [];
  },
};
