// Every field of a manifest and every setting, each changed alone: something must follow.
import { expect } from "chai";
import { manifestSchema } from "../../infra/manifest/manifest.ts";
import { fieldsOf, placeOf } from "../../infra/input/schema-fields.ts";
import { settingsSchema } from "../../infra/settings/settings-schema.ts";
import { MANIFEST_CHANGES, type Change } from "./manifest-changes.ts";
import { SETTINGS_CHANGES } from "./settings-changes.ts";
import { manifestAround, manifestFor, settingsAround, settingsFor } from "./slices.ts";
import { changed, effect, example, exampleSettings, removeFolders, type Data, type Inputs } from "./support.ts";

const leaves = (schema: Parameters<typeof fieldsOf>[0]): string[] =>
  fieldsOf(schema)
    .filter(({ isGroup }) => !isGroup)
    .map(({ path }) => path);

/** Each effect once, however many fields begin with it. */
const known = new Map<string, Promise<string>>();
function effectOf(inputs: Inputs): Promise<string> {
  const key = JSON.stringify(inputs);
  const effectThen = known.get(key) ?? effect(inputs);
  known.set(key, effectThen);
  return effectThen;
}

/** The data before and after the change. */
function beforeAndAfter(data: Data, field: string, { at, to, given = {} }: Change): readonly [Data, Data] {
  const before = Object.entries(given).reduce((all, [path, value]) => changed(all, path.split("."), value), data);
  const place = at?.split(".") ?? placeOf(before, field.split("."));
  if (place === undefined) throw new Error(`the example has no ${field}`);
  return [before, changed(before, place, to)];
}

async function expectEffect(before: Inputs, after: Inputs, { refused }: Change): Promise<void> {
  const first = await effectOf(before);
  const second = await effect(after);

  expect(first, "the example").not.to.match(/^refused/);
  if (refused === undefined) expect(second).not.to.match(/^refused/);
  else expect(second).to.match(refused);
  expect(second === first, "no resource changed").to.equal(false);
}

after(removeFolders);

describe("every field of a manifest", () => {
  it("has a change to try", () => {
    expect(Object.keys(MANIFEST_CHANGES).toSorted()).to.deep.equal(leaves(manifestSchema).toSorted());
  });

  const settings = settingsAround(exampleSettings("settings"));

  for (const [field, change] of Object.entries(MANIFEST_CHANGES)) {
    it(`counts: ${field}`, async () => {
      const [before, after] = beforeAndAfter(manifestAround(example("shop"), field), field, change);

      await expectEffect({ settings, manifest: before }, { settings, manifest: after }, change);
    });
  }
});

/** Settings that say when a stack is deployed, and not what: `strongroom stacks` reads them (tests/cli/stacks). */
const ORDER_ONLY = ["deployAfter"];

describe("every setting", () => {
  it("has a change to try", () => {
    expect([...Object.keys(SETTINGS_CHANGES), ...ORDER_ONLY].toSorted()).to.deep.equal(
      leaves(settingsSchema).toSorted(),
    );
  });

  for (const [field, change] of Object.entries(SETTINGS_CHANGES)) {
    it(`counts: ${field}`, async () => {
      const manifest = manifestFor(example("shop"), field);
      const settings = settingsFor(exampleSettings(change.example ?? "settings"), field);
      const [before, after] = beforeAndAfter(settings, field, change);

      await expectEffect({ settings: before, manifest }, { settings: after, manifest }, change);
    });
  }
});

describe("people", () => {
  for (const environment of ["dev", "staging", "prod"]) {
    it(`ask in ${environment} where the settings let them ask`, async () => {
      const { sharedSubscription, ...rest } = settingsFor(exampleSettings("settings"), "people");
      const { shop } = exampleSettings("settings-cell")["people"] as { shop: Data };
      const operators = environment === "prod" ? { eligibleObjectId: "0c72b5d8-1e94-4f3a-b6c0-82d5f7a91e36" } : {};
      const settings = {
        ...rest,
        ...(environment === "dev" ? {} : { sharedSubscription }),
        environment,
        people: { shop: { ...shop, operators } },
      };

      const result = await effect({ settings, manifest: manifestFor(example("shop"), "people") });

      expect(result).not.to.match(/^refused/);
      expect(result).to.include("grp-shop-emergency");
    });
  }
});

describe("the examples", () => {
  for (const name of ["settings", "settings-adopted", "settings-cell", "settings-people"]) {
    it(`are accepted as they stand: ${name}`, async () => {
      const adopted = name === "settings-adopted";
      const manifest = adopted
        ? {
            ...example("shop"),
            overrides: { prod: { omit: { workloads: ["deploy"], secrets: ["stripe-key"], databases: ["orders"] } } },
          }
        : example("shop");

      const result = await effect({ settings: exampleSettings(name), manifest });

      expect(result).not.to.match(/^refused/);
    });
  }
});
