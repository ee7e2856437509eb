// Azure's default window is every evening; a chosen one can be told to the people who use the database.
import { controls } from "../controls.ts";
import { must } from "../expect.ts";
import { offersWindows } from "../regions.ts";
import { get } from "../value.ts";
import type { ResourceRule } from "../rule.ts";

export const databaseMaintenanceWindow: ResourceRule = {
  id: "database-maintenance-window",
  title: "Databases are maintained when it was agreed",
  severity: "low",
  controls: controls("configuration", { mcsb: ["PV-6"] }),
  equals: ["AZR-000440"],
  appliesTo: ["sql:Database", "sql:ElasticPool"],
  needs: { "sql:Database": ["maintenanceConfigurationId"], "sql:ElasticPool": ["maintenanceConfigurationId"] },
  help: "set maintenanceConfigurationId to a window other than SQL_Default",
  check: (database) => {
    if (get(database.props, "elasticPoolId") !== undefined || !offersWindows(database)) return [];
    return must(
      database,
      "maintenanceConfigurationId",
      "a maintenance window other than SQL_Default",
      (id) => typeof id === "string" && id !== "" && !id.toLowerCase().endsWith("sql_default"),
    );
  },
};
