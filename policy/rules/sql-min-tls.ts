// TLS 1.0 and 1.1 can be broken on the wire.
import { controls } from "../controls.ts";
import { mustBeText } from "../expect.ts";
import type { ResourceRule } from "../rule.ts";

export const sqlMinTls: ResourceRule = {
  id: "sql-min-tls",
  title: "SQL servers speak TLS 1.2 or later",
  severity: "high",
  controls: controls("encryptionInTransit", { mcsb: ["DP-3"] }),
  equals: ["CKV_AZURE_52", "AZU-0026", "AZR-000189"],
  appliesTo: ["sql:Server"],
  needs: { "sql:Server": ["minimalTlsVersion"] },
  help: 'set minimalTlsVersion to "1.2" or "1.3"',
  check: (server) => mustBeText(server, "minimalTlsVersion", "1.2", "1.3"),
};
