// Credentials: rotated where they must be, none where none is needed, and none to be read in the state.
import { controls } from "../../../policy/controls.ts";
import { withTemplateSecrets } from "../../access/templates.ts";
import { itemsOf } from "../../inventory/items.ts";
import { at, isFields, text } from "../../../text/values.ts";
import { each, fact, split, type Statement } from "./statement.ts";

/** Most days between two versions: R7. */
const MAX_ROTATION_DAYS = 90;

/** Kinds that are made of a credential, or bring one into the state. */
const CREDENTIAL_KINDS = [
  "azuread:ApplicationPassword",
  "azuread:ApplicationCertificate",
  "azuread:ServicePrincipalPassword",
  "azuread:ServicePrincipalCertificate",
  "keyvault:AccessPolicy",
  "tls:PrivateKey",
] as const;

/** How Pulumi's state marks an encrypted value (pulumi/sdk, resource/properties.go). */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

export const CREDENTIALS: readonly Statement[] = [
  {
    id: "rotation-is-declared",
    title: `For every secret somebody is to rotate it within ${String(MAX_ROTATION_DAYS)} days`,
    controls: controls("keyLifecycle"),
    about: "secret",
    // A tag says what is to happen. That it happened only the vault knows, whose versions are not in the state.
    evaluate: (snapshot) => {
      const { shown: declared, missing } = split(
        itemsOf([snapshot])
          .filter(({ kind }) => kind === "secret")
          .map(({ urn, name, within, rotationDays, rotatedBy }) => ({
            holds: rotationDays !== undefined && rotationDays <= MAX_ROTATION_DAYS && rotatedBy !== undefined,
            fact: {
              urn,
              resource: `${name} in ${within}`,
              property: "tags: rotation-days, rotated-by",
              value: `${String(rotationDays ?? "not set")}, ${rotatedBy ?? "not set"}`,
            },
          })),
      );
      return { shown: [], declared, missing };
    },
  },
  {
    id: "sign-in-without-a-password",
    title: "Who signs in from outside Azure does so with a token of one exact subject",
    controls: controls("centralIdentity"),
    about: "sign-in from outside Azure",
    evaluate: ({ resources }) =>
      each(resources, "managedidentity:FederatedIdentityCredential", ({ props }) => {
        const subject = text(props["subject"]) ?? "not set";
        const issuer = text(props["issuer"]) ?? "not set";
        return [issuer.startsWith("https://") && !/[*?]/.test(subject), "issuer, subject", `${issuer}, ${subject}`];
      }),
  },
  {
    id: "no-credential-is-created",
    title: "The stack creates no credential that opens anything",
    controls: controls("secretHandling"),
    about: "resource",
    evaluate: ({ resources, stack }) => {
      const found = resources.filter(
        ({ kind, props, inputs }) =>
          CREDENTIAL_KINDS.some((credential) => credential === kind) ||
          (kind === "sql:Server" && text(inputs["administratorLogin"] ?? props["administratorLogin"]) !== undefined),
      );
      if (found.length > 0) {
        return { shown: [], missing: found.map((record) => fact(record, "type", record.type)) };
      }
      const placeholders = resources.filter(({ kind }) => kind === "random:RandomPassword").length;
      const value = `none of ${String(resources.length)} is an Entra password or certificate, an access policy, a SQL login or a private key; ${String(placeholders)} are random placeholders`;
      return {
        shown: [{ urn: "", resource: `all resources of stack ${stack}`, property: "type", value }],
        missing: [],
      };
    },
  },
  {
    id: "secret-values-are-encrypted",
    title: "The state holds no value of a vault's secret in the clear",
    controls: controls("secretHandling"),
    about: "secret",
    evaluate: ({ resources }) =>
      each(withTemplateSecrets(resources), "keyvault:Secret", ({ inputs, props }) => {
        const values = [at(inputs, "properties.value"), at(props, "properties.value")].filter(
          (value) => value !== undefined,
        );
        const hidden = values.every((value) => isFields(value) && SIGNATURE in value);
        return [
          hidden,
          "properties.value",
          values.length === 0 ? "not in the state" : hidden ? "encrypted" : "readable",
        ];
      }),
  },
];
