import { expect } from "chai";
import { scrubbed, scrubber } from "./scrub.ts";

describe("what a report of Azure shows", () => {
  const scrub = scrubber({ fc01: "<app>", "5c9a2e10-4b7d-4f38-8e21-a6d0c3f19b7e": "<subscription>" });

  for (const [text, shown] of [
    ["/subscriptions/5C9A2E10-4b7d-4f38-8e21-a6d0c3f19b7e/x", "/subscriptions/<subscription>/x"],
    ["kv-FC01-dev", "kv-<app>-dev"],
    ["oid=3f0b1c52-8a4d-4e6b-9c1f-2d7e5a90b6c4", "oid=<guid>"],
    ["by Alice.Smith@contoso.com", "by <email>"],
    ["2026-11-28T11:00:00.123Z", "<time>"],
    ["10.40.0.4 of 10.40.0.0/22", "<address> of <address>"],
    ["secrets/token/0123456789abcdef0123456789abcdef", "<word>"],
    ["Standard_LRS", "Standard_LRS"],
  ] as const) {
    it(`is without ids, names and addresses: ${text}`, () => {
      expect(scrub(text)).to.equal(shown);
    });
  }

  it("is so in keys of maps, too", () => {
    const value = { "/x/3f0b1c52-8a4d-4e6b-9c1f-2d7e5a90b6c4": [{ mail: "a@b.example" }, 7, null] };

    expect(scrubbed(value, scrub)).to.deep.equal({ "/x/<guid>": [{ mail: "<email>" }, 7, null] });
  });
});
