// What Azure, Entra and the random provider would answer, as far as it is known without asking them: names and ids follow
// from the inputs, and everything else is unknown in a plan and an invented, stable value in a test.
import { v5 as uuid } from "uuid";
import type { Cloud } from "../../facts/clouds.ts";
import { armId, nameOf } from "./arm-ids.ts";

/** Namespace of invented ids; any fixed GUID serves (RFC 9562, section 5.5). */
const NAMESPACE = "0f7a2b1c-5a54-4f6e-8c63-6c2f0f0b7f10";

/** Outputs that only the provider can know, by type. */
const COMPUTED: Readonly<Record<string, readonly string[]>> = {
  "azure-native:managedidentity:UserAssignedIdentity": ["principalId", "clientId"],
  "azuread:index/application:Application": ["clientId", "objectId"],
  "azuread:index/group:Group": ["objectId"],
  "azuread:index/groupWithoutMembers:GroupWithoutMembers": ["objectId"],
  "azuread:index/servicePrincipal:ServicePrincipal": ["clientId", "objectId"],
  "random:index/randomId:RandomId": ["hex", "b64Url", "dec"],
  "random:index/randomPassword:RandomPassword": ["result", "bcryptHash"],
  "random:index/randomString:RandomString": ["result"],
  "random:index/randomUuid:RandomUuid": ["result"],
};

/** Of those, what the provider marks as secret. */
const SECRET_OUTPUTS = new Set(["result", "bcryptHash"]);

export interface Question {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** As they came over the wire. */
  readonly inputs: Readonly<Record<string, unknown>>;
}

export interface Answer {
  /** undefined: unknown. */
  readonly id: string | undefined;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly secrets: readonly string[];
}

/** What is known of a resource before it is created. */
export function predict({ type, inputs }: Question, subscriptionId: string): Answer {
  const id = armId(type, inputs, subscriptionId);
  return { id, outputs: id === undefined ? inputs : { ...inputs, name: nameOf(id) }, secrets: secretsOf(type) };
}

/** As if it had been created: what cannot be known is invented, the same for the same resource each time. */
export function invent(question: Question, subscriptionId: string, { vaultSuffix }: Cloud): Answer {
  const { urn, type, name } = question;
  const predicted = predict(question, subscriptionId);
  const computed = (COMPUTED[type] ?? []).map((key) => [key, uuid(`${urn}#${key}`, NAMESPACE)] as const);
  return {
    id: predicted.id ?? `${type}/${name}`,
    outputs: { ...predicted.outputs, ...Object.fromEntries(computed), ...keyAddresses(question, vaultSuffix) },
    secrets: predicted.secrets,
  };
}

/** Where a created key answers; its version is one of the things that only the vault knows. */
function keyAddresses({ urn, type, inputs }: Question, vaultSuffix: string): Readonly<Record<string, string>> {
  const { vaultName, keyName } = inputs;
  if (type !== "azure-native:keyvault:Key" || typeof vaultName !== "string" || typeof keyName !== "string") return {};
  const keyUri = `https://${vaultName}.${vaultSuffix}/keys/${keyName}`;
  return { keyUri, keyUriWithVersion: `${keyUri}/${uuid(`${urn}#version`, NAMESPACE).replaceAll("-", "")}` };
}

function secretsOf(type: string): readonly string[] {
  return type.startsWith("random:index/randomPassword:")
    ? (COMPUTED[type] ?? []).filter((key) => SECRET_OUTPUTS.has(key))
    : [];
}
