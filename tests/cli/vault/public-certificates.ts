// The public part of two certificates, made for the tests and of no use elsewhere: an authority, which signs itself, and one
// for CN=callback.contoso.com that it signed. Their private keys were thrown away.

/** O=Contoso, CN=Contoso Issuing CA 1; base64 of DER, as Key Vault gives `cer`. */
export const AUTHORITY = [
  "MIIBujCCAV+gAwIBAgIUdURs3sZzgRsTBxaKtGdPu6Vp848wCgYIKoZIzj0EAwIwMTEQMA4GA1UECgwHQ29udG9zbzEdMBsGA1UE",
  "AwwUQ29udG9zbyBJc3N1aW5nIENBIDEwIBcNMjYxMTIxMDM1NDIwWhgPMjEyNjEwMjgwMzU0MjBaMDExEDAOBgNVBAoMB0NvbnRv",
  "c28xHTAbBgNVBAMMFENvbnRvc28gSXNzdWluZyBDQSAxMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEjvxWIf91ScT4xCrOmWux",
  "IjyLEzMTMsS3DroD55JlcZ9LCmiHsA1UcheVFTkiaU58AU1Y95559MbvZL8tx1WWMaNTMFEwHQYDVR0OBBYEFAOKV2TY0gmeIc2B",
  "YBl/YBNcSb3oMB8GA1UdIwQYMBaAFAOKV2TY0gmeIc2BYBl/YBNcSb3oMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSQAw",
  "RgIhALkmPcEsKzrm1xj6wT5U8vrfu0n/95kLlDCnH9DL9/BaAiEA1WrsLqv50nM3aa7RMLMrYcpX8b+dfRBrTT+96qAChhc=",
].join("");

export const SIGNED_BY_AUTHORITY = [
  "MIIBOTCB4AIBATAKBggqhkjOPQQDAjAxMRAwDgYDVQQKDAdDb250b3NvMR0wGwYDVQQDDBRDb250b3NvIElzc3VpbmcgQ0EgMTAg",
  "Fw0yNjExMjEwMzU0MjBaGA8yMTI2MTAyODAzNTQyMFowHzEdMBsGA1UEAwwUY2FsbGJhY2suY29udG9zby5jb20wWTATBgcqhkjO",
  "PQIBBggqhkjOPQMBBwNCAARJN6iEwe8D7HzBZOdx0xkaFtxbXMQInqaW2cYK9IVuvm3SL+ZcYYhi48I1jqcALFSZCEEzcgPKMNih",
  "oA8hDgUIMAoGCCqGSM49BAMCA0gAMEUCIB2lCDQoEK3I85RbPNiAgth/86neMt1ruOe90X+0vs+KAiEAuIPGAx7moqTc8inPi47s",
  "WljFcWiRHwrESWxqjy0ShqQ=",
].join("");
