import { expect } from "chai";
import fc from "fast-check";
import { guidOf, sidOf } from "../../../cli/sql/sid.ts";

describe("the SID of a contained user", () => {
  it("is the GUID with its first three groups in reverse byte order", () => {
    expect(sidOf("0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0")).to.equal("0x3E2D1C0B504F72618394A5B6C7D8E9F0");
    expect(sidOf("11223344-5566-7788-99aa-bbccddeeff00")).to.equal("0x443322116655887799AABBCCDDEEFF00");
  });

  it("leads back to the GUID, for every GUID", () => {
    fc.assert(
      fc.property(fc.uuid(), (guid) => {
        expect(guidOf(sidOf(guid.toUpperCase()))).to.equal(guid);
      }),
    );
  });

  it("is refused for anything but a GUID", () => {
    for (const text of [
      "",
      "11223344",
      "g1223344-5566-7788-99aa-bbccddeeff00",
      "11223344-5566-7788-99aa-bbccddeeff00 ",
    ]) {
      expect(() => sidOf(text)).to.throw("is no GUID");
    }
  });

  it("gives no GUID when it was not made of one", () => {
    expect(guidOf("0x01060000000001640000000000000000AABBCCDD")).to.equal(undefined);
    expect(guidOf("443322116655887799AABBCCDDEEFF00")).to.equal(undefined);
  });
});
