// A SQL login is a password that can leak, and the server's first one owns everything.
import { controls } from "../controls.ts";
import { finding } from "../expect.ts";
import { get, isText, UNKNOWN } from "../value.ts";
import type { ResourceRule } from "../rule.ts";

export const sqlNoLogin: ResourceRule = {
  id: "sql-no-login",
  title: "SQL servers have no SQL login",
  severity: "critical",
  controls: controls("centralIdentity", { cis: ["4.1.4"], mcsb: ["IM-1"] }),
  equals: ["CKV2_AZURE_27"],
  appliesTo: ["sql:Server"],
  needs: {},
  refuses: { "sql:Server": ["administratorLogin", "administratorLoginPassword"] },
  help: "remove administratorLogin and administratorLoginPassword; administrators names an Entra group instead",
  check: (server) => {
    // Azure answers with a login of its own making, CloudSA and a number, for a server that was created without one.
    const login = get(server.props, "administratorLogin");
    const generated =
      isText(login) &&
      login.startsWith("CloudSA") &&
      get(server.props, "administratorLoginPassword") === undefined &&
      get(server.props, "administrators.azureADOnlyAuthentication") === true;
    if (generated) return [];
    return ["administratorLogin", "administratorLoginPassword"].flatMap((path) => {
      const value = get(server.props, path);
      // A message that repeated the value could carry a password into a log.
      return value === undefined || value === "" || value === UNKNOWN
        ? []
        : [finding(server, path, `${path} is set, it must not be: the server takes Entra tokens only`)];
    });
  },
};
