// What a region does not have cannot be demanded of what is in it.
import { regionOf, type Region } from "../facts/regions.ts";
import { maintenanceRegion } from "../facts/sql-maintenance.ts";
import type { Resource } from "./shapes.ts";
import { get } from "./value.ts";

/** The region of a resource; undefined where it is not known, or not in the table. */
export function regionIn({ props }: Resource): Region | undefined {
  const location = get(props, "location");
  return typeof location === "string" ? regionOf(location) : undefined;
}

/** Whether a database's maintenance window can be chosen there; of a region that nobody knows it is assumed. */
export function offersWindows(database: Resource): boolean {
  const location = get(database.props, "location");
  if (typeof location !== "string" || regionOf(location) === undefined) return true;
  const name = location.toLowerCase().replaceAll(" ", "");
  return maintenanceRegion(name, get(database.props, "zoneRedundant") === true) !== undefined;
}
