import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { toBody } from "../../simulator/contract/mapping.ts";
import { describedTypes, definitionsFolder, validateBody } from "../../simulator/contract/contract.ts";
import { Azure, refusal } from "./harness.ts";
import { VAULT, group, vault } from "./fixtures.ts";

/** A definition of our own, with every way in which the SDK's inputs differ from the body. */
const WIDGET = {
  type: "object",
  "x-pathParameters": ["resourceGroupName", "widgetName"],
  "x-nameParameter": { name: "widgetName", pattern: "^[a-z]{3,10}$" },
  properties: {
    location: { type: "string" },
    id: { type: "string", "x-readOnly": true },
    properties: {
      type: "object",
      "x-client-flatten": true,
      required: ["mode"],
      properties: {
        mode: { type: "string", enum: ["on", "off"] },
        state: { type: "string", "x-readOnly": true },
        nbf: { type: "integer", "x-sdkName": "notBefore" },
        sku: { type: "object", properties: { name: { type: "string" } }, required: ["name"] },
        shape: {
          "x-discriminator": "kind",
          anyOf: [
            { type: "object", properties: { kind: { type: "string", enum: ["circle"] }, radius: { type: "number" } } },
            { type: "object", properties: { kind: { type: "string", enum: ["square"] }, side: { type: "number" } } },
          ],
        },
      },
    },
    identity: {
      type: "object",
      properties: {
        type: { type: "string" },
        userAssignedIdentities: { type: "object", "x-sdkKeysAsArray": true, additionalProperties: { type: "object" } },
      },
    },
    tags: { type: "object", additionalProperties: { type: "string" } },
  },
  required: ["location", "properties"],
};

describe("the contract with Azure's definitions", () => {
  let folder: string;
  const widget = { resourceGroupName: "rg", widgetName: "abc", mode: "on" };
  const messages = (inputs: object): string[] =>
    validateBody("azure-native:test:Widget", inputs as never, folder).map(({ message }) => message);

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "strongroom-contract-"));
    fs.writeFileSync(path.join(folder, "test.Widget.json"), JSON.stringify(WIDGET));
  });

  afterEach(() => {
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it("puts flattened, renamed and listed inputs where Azure expects them", () => {
    const inputs = {
      ...widget,
      notBefore: 5,
      identity: { type: "UserAssigned", userAssignedIdentities: ["/a"] },
      tags: { owner: "me" },
    };

    const { body, violations } = toBody(WIDGET, inputs);

    expect(violations).to.deep.equal([]);
    expect(body).to.deep.equal({
      properties: { mode: "on", nbf: 5 },
      identity: { type: "UserAssigned", userAssignedIdentities: { "/a": {} } },
      tags: { owner: "me" },
    });
  });

  it("accepts what Azure accepts, without the location that azure-native fills in", () => {
    expect(messages({ ...widget, shape: { kind: "square", side: 2 } })).to.deep.equal([]);
  });

  it("names what is missing, wrong, unknown and read-only, all at once", () => {
    expect(
      messages({ resourceGroupName: "rg", widgetName: "abc", sku: {}, colour: "red", state: "Ready" }),
    ).to.have.members([
      "'state' is read-only and cannot be set",
      "'colour' is not a property that Azure knows here",
      "'properties.mode' is required",
      "'properties.sku.name' is required",
    ]);
  });

  it("says what is allowed", () => {
    expect(messages({ ...widget, mode: "maybe" })).to.deep.equal([
      "'properties.mode' is 'maybe', allowed are 'on', 'off'",
    ]);
  });

  it("holds a name to its pattern", () => {
    expect(messages({ ...widget, widgetName: "A1" })).to.deep.equal([
      "'widgetName' is 'A1', which does not match ^[a-z]{3,10}$",
    ]);
  });

  it("takes the form that the discriminator names", () => {
    expect(messages({ ...widget, shape: { kind: "circle", side: 2 } })).to.deep.equal([
      "'shape.side' is not a property that Azure knows here",
    ]);
  });

  it("lets unknown values of a plan pass", () => {
    expect(messages({ ...widget, mode: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" })).to.deep.equal([]);
  });

  it("has nothing to say of a type without a definition", () => {
    expect(validateBody("azure-native:test:Gadget", { anything: 1 }, folder)).to.deep.equal([]);
  });

  it("does not follow a type name out of its folder", () => {
    expect(validateBody("azure-native:../../etc:passwd", {}, folder)).to.deep.equal([]);
  });

  it("says when the folder that was named is not there", () => {
    expect(() => definitionsFolder(path.join(folder, "none"))).to.throw("does not exist");
  });

  it("refuses a request as Azure would", async () => {
    const definition = {
      type: "object",
      properties: { properties: { type: "object", properties: { sku: { type: "string" } } } },
    };
    fs.writeFileSync(path.join(folder, "keyvault.Vault.json"), JSON.stringify(definition));
    const azure = await Azure.start({ azureRest: folder });

    const message = await refusal(group(azure).then(() => vault(azure)));
    await azure.stop();

    expect(message).to.match(/^Status=400 Code="InvalidRequestContent" Message="The request content was invalid/);
    expect(message).to.contain("'properties.enableRbacAuthorization' is not a property that Azure knows here");
  });

  describe("with the definitions themselves", () => {
    it("can read every one of them", function () {
      const real = definitionsFolder();
      if (real === undefined) {
        this.skip();
      }
      const types = describedTypes(real);

      const unreadable = types.filter((type) => !Array.isArray(validateBody(type, {}, real)));

      expect(types).to.include(VAULT);
      expect(unreadable).to.deep.equal([]);
    });
  });
});
