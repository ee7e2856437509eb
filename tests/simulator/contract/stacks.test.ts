// Every payload of every stack, held to Azure's own definitions: what they do not allow, Azure would refuse after the
// deployment had begun. Skipped where the definitions are not at hand, and the report says so.
import { expect } from "chai";
import { templateSecrets } from "../../../cli/plan/template-secrets.ts";
import { isSecret, isUnknown, type PlanResource, type PlanValue } from "../../../cli/plan/document.ts";
import {
  DEFINITIONS_BESIDE,
  definitionsFolder,
  describedTypes,
  validateBody,
} from "../../../simulator/contract/contract.ts";
import { UNKNOWN, type Props, type Value } from "../../../simulator/model/values.ts";
import { planOf, STACKS } from "../../support/plans.ts";

const folder = definitionsFolder();

/** A text where a secret was: its type is known, its value is not needed. */
const HIDDEN = "hidden";

/**
 * Types that the definitions at hand do not describe. Whoever adds a resource that Azure's definitions say nothing about
 * writes it down here.
 */
const UNDESCRIBED = [
  "azure-native:alertsmanagement:AlertProcessingRuleByName",
  "azure-native:authorization:RoleDefinition",
  "azure-native:network:BastionHost",
  "azure-native:network:NatGateway",
  "azure-native:network:PublicIPAddress",
  "azure-native:network:VirtualNetworkPeering",
  "azure-native:operationalinsights:SummaryLog",
  "azure-native:resources:Deployment",
];

function valueOf(value: PlanValue): Value {
  if (isUnknown(value)) return UNKNOWN;
  if (isSecret(value)) return HIDDEN;
  if (Array.isArray(value)) return (value as readonly PlanValue[]).map(valueOf);
  return typeof value === "object" && value !== null ? propsOf(value as Readonly<Record<string, PlanValue>>) : value;
}

function propsOf(inputs: Readonly<Record<string, PlanValue>>): Props {
  return Object.fromEntries(Object.entries(inputs).map(([key, value]) => [key, valueOf(value)]));
}

/** What a template writes goes to Azure as a request of its own. */
function writtenByTemplate(resource: PlanResource): Pick<PlanResource, "type" | "name" | "inputs">[] {
  return templateSecrets(resource).map(({ inputs }) => ({
    type: "azure-native:keyvault:Secret",
    name: resource.name,
    inputs: inputs as PlanResource["inputs"],
  }));
}

const missing = `: skipped, there is no ${DEFINITIONS_BESIDE}; set STRONGROOM_AZURE_REST to the folder of Azure's definitions`;

describe(`Azure's definitions${folder === undefined ? missing : ""}`, () => {
  for (const stack of STACKS) {
    describe(`and ${stack}`, () => {
      it("allow every payload", async function () {
        if (folder === undefined) return this.skip();
        const { resources } = await planOf(stack);

        const refused = [...resources, ...resources.flatMap(writtenByTemplate)].flatMap(({ type, name, inputs }) =>
          validateBody(type, propsOf(inputs), folder).map(({ message }) => `${type} ${name}: ${message}`),
        );

        expect(refused).to.deep.equal([]);
      });

      it("describe every type but those that we know of", async function () {
        if (folder === undefined) return this.skip();
        const { resources } = await planOf(stack);
        const described = describedTypes(folder);

        const others = resources
          .map(({ type }) => type)
          .filter((type) => type.startsWith("azure-native:") && !described.includes(type));

        expect([...new Set(others)].sort().filter((type) => !UNDESCRIBED.includes(type))).to.deep.equal([]);
      });

      it("are held to what templates write, too", async function () {
        if (folder === undefined) return this.skip();
        const { resources } = await planOf(stack);
        const [written] = resources.flatMap(writtenByTemplate);
        // A stack of people writes no secret.
        expect(written === undefined).to.equal(stack.endsWith("-people"));
        if (written === undefined) return;

        const inputs = propsOf(written.inputs);
        const spoiled = { ...inputs, properties: { ...(inputs["properties"] as Props), expires: 7 } };

        expect(validateBody("azure-native:keyvault:Secret", inputs, folder)).to.deep.equal([]);
        expect(validateBody("azure-native:keyvault:Secret", spoiled, folder)).to.have.length.greaterThan(0);
      });

      it("refuse what they do not know", async function () {
        if (folder === undefined) return this.skip();
        const { resources } = await planOf(stack);
        const vault = resources.find(({ type }) => type === "azure-native:keyvault:Vault");

        const inputs = propsOf(vault?.inputs ?? {});
        const spoiled = { ...inputs, properties: { ...(inputs["properties"] as Props), publicNetworkAccess: 7 } };

        expect(validateBody("azure-native:keyvault:Vault", spoiled, folder)).to.have.length.greaterThan(0);
      });
    });
  }
});
