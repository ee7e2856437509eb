// The documentation of settings and manifests says what the schemas say, today's schemas.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { manifestSchema } from "../../infra/manifest/manifest.ts";
import { fieldsOf } from "../../infra/input/schema-fields.ts";
import { settingsSchema } from "../../infra/settings/settings-schema.ts";
import { documents } from "../../infra/reference/write-docs.ts";
import { ROOT } from "./support.ts";

/** Prettier lines the columns up, which says nothing. */
const plain = (text: string): string =>
  text
    .split("\n")
    .map((line) => line.replace(/ *\| */g, "|").replace(/-{3,}/g, "---"))
    .join("\n");

describe("the documentation of settings and manifests", () => {
  for (const [file, current] of documents()) {
    it(`is current: ${file} (npm run schemas)`, () => {
      expect(plain(readFileSync(join(ROOT, file), "utf8"))).to.equal(plain(current));
    });
  }

  it("says what every field means", () => {
    const silent = [manifestSchema, settingsSchema]
      .flatMap(fieldsOf)
      .filter(({ isGroup, description }) => !isGroup && description === undefined)
      .map(({ path }) => path);

    expect(silent).to.deep.equal([]);
  });
});
