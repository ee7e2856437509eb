// Whoever may need to end all access to the data at once, backups included, holds the key himself.
import { both, holds } from "../answers.ts";
import { controls } from "../controls.ts";
import { mustHave } from "../expect.ts";
import { get, isHidden, isText, sameText } from "../value.ts";
import type { StackRule } from "../rule.ts";

export const sqlCustomerKey: StackRule = {
  id: "sql-customer-key",
  title: "Confidential data is encrypted with a key of one's own",
  severity: "medium",
  controls: controls("encryptionAtRest", { cis: ["4.1.3"], mcsb: ["DP-5"] }),
  equals: ["POL-0a370ff3"],
  appliesTo: ["sql:Server"],
  needs: { "sql:EncryptionProtector": ["serverName", "serverKeyType"] },
  settings: ["classificationTag", "customerKeyClassifications"],
  help: "add a ServerKey and an EncryptionProtector of type AzureKeyVault, or classify the server lower by its tag",
  checkStack: (stack, { settings }) =>
    mustHave(
      stack,
      ["sql:Server"],
      ["sql:EncryptionProtector"],
      (protector, server) =>
        both(
          stack.refers(protector, "serverName", server),
          holds(get(protector.props, "serverKeyType"), (type) => sameText(type, "AzureKeyVault")),
        ),
      "the server's data is encrypted with Azure's key, its classification needs one from a vault",
    ).filter(({ urn }) => {
      const server = stack.ofKind("sql:Server").find((candidate) => candidate.urn === urn);
      if (server === undefined || holds(get(server.props, "keyId"), isText) !== "no") return false;
      const tags = get(server.props, "tags");
      const classification = get(tags, settings.classificationTag);
      if (isHidden(classification)) return false;
      // What nobody classified is taken for confidential: leaving the tag away must not be the way out.
      return (
        typeof classification !== "string" ||
        settings.customerKeyClassifications.some((wanted) => sameText(classification, wanted))
      );
    }),
};
