// Nobody from elsewhere holds a grant.
import { controls } from "../../../policy/controls.ts";
import { findings } from "../../access/findings.ts";
import { accessMatrix } from "../../access/matrix.ts";
import type { Statement } from "./statement.ts";

export const ISOLATION: readonly Statement[] = [
  {
    id: "no-other-environment-reaches-in",
    title: "No principal of another environment, no person and no stranger holds a grant",
    controls: controls("leastPrivilege"),
    about: "grant",
    evaluate: (snapshot) => {
      const rows = accessMatrix([snapshot]);
      const alarms = findings(rows).filter(
        ({ kind }) => kind === "foreign environment" || kind === "person" || kind === "stranger",
      );
      if (alarms.length > 0) {
        const missing = alarms.flatMap(({ rows: [row], message }) =>
          row === undefined ? [] : [{ urn: row.urn, resource: row.object, property: "principal", value: message }],
        );
        return { shown: [], missing };
      }
      if (rows.length === 0) return { shown: [], missing: [] };
      const value = `${String(rows.length)} grants, each to a workload or group of ${snapshot.environment}, or to a named sign-in`;
      const resource = `all grants of stack ${snapshot.stack}`;
      return { shown: [{ urn: "", resource, property: "principal", value }], missing: [] };
    },
  },
];
