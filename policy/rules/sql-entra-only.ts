// As long as SQL logins work, a password is enough, and nobody's directory knows about it.
import { best, both, holds } from "../answers.ts";
import { controls } from "../controls.ts";
import { finding, must } from "../expect.ts";
import { get } from "../value.ts";
import type { StackRule } from "../rule.ts";

export const sqlEntraOnly: StackRule = {
  id: "sql-entra-only",
  title: "SQL servers take Entra tokens only",
  severity: "critical",
  controls: controls("centralIdentity", { cis: ["4.1.4"], mcsb: ["IM-1"] }),
  equals: ["AZR-000369", "CKV2_AZURE_27", "POL-b3a22bc9"],
  appliesTo: ["sql:Server"],
  needs: { "sql:Server": ["administrators.azureADOnlyAuthentication"] },
  help: "set administrators.azureADOnlyAuthentication to true when the server is created, and never to false afterwards",
  checkStack: (stack) =>
    stack.ofKind("sql:Server").flatMap((server) => {
      const path = "administrators.azureADOnlyAuthentication";
      const children = stack
        .ofKind("sql:ServerAzureADOnlyAuthentication")
        .map((child) => ({ child, mine: stack.refers(child, "serverName", server) }));
      const undone = children.find(
        ({ child, mine }) => mine === "yes" && get(child.props, "azureADOnlyAuthentication") === false,
      );
      if (undone !== undefined) {
        return [
          finding(undone.child, "azureADOnlyAuthentication", "azureADOnlyAuthentication is false, it must be true"),
        ];
      }
      const only = best([
        holds(get(server.props, path), (value) => value === true),
        ...children.map(({ child, mine }) =>
          both(
            mine,
            holds(get(child.props, "azureADOnlyAuthentication"), (value) => value === true),
          ),
        ),
      ]);
      return only === "no" ? must(server, path, "true", () => false) : [];
    }),
};
