// Without an alias to the other package's type, a change of Key Vault's API version would delete every vault and make it anew.
import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import { withoutProviderAliases } from "../../../components/aliases.ts";
import { newKey, newSecret, newVault } from "../../../components/azure/keyvault.ts";
import { KEY_VAULT_APIS, KEY_VAULT_PACKAGE, type KeyVaultApi } from "../../../facts/local-packages.ts";

const KINDS = {
  Vault: (on: Api, opts: pulumi.CustomResourceOptions) =>
    newVault(
      on,
      "one",
      { resourceGroupName: "rg", properties: { tenantId: "t", sku: { family: "A", name: "standard" } } },
      opts,
    ),
  Secret: (on: Api, opts: pulumi.CustomResourceOptions) =>
    newSecret(on, "one", { resourceGroupName: "rg", vaultName: "kv", properties: {} }, opts),
  Key: (on: Api, opts: pulumi.CustomResourceOptions) =>
    newKey(on, "one", { resourceGroupName: "rg", vaultName: "kv", properties: {} }, opts),
} as const;

interface Api {
  readonly keyVaultApi: KeyVaultApi;
}

/** The other package's name of a kind. */
const typeBefore = (api: KeyVaultApi, kind: string): string =>
  `${api === "2026-02-01" ? "azure-native" : KEY_VAULT_PACKAGE}:keyvault:${kind}`;

describe("the two packages of Key Vault", () => {
  withMocks();

  for (const kind of Object.keys(KINDS) as (keyof typeof KINDS)[]) {
    for (const keyVaultApi of KEY_VAULT_APIS) {
      it(`a ${kind} of ${keyVaultApi} takes over what the other has deployed, also where azure-native's own aliases are left out`, () => {
        let aliases: readonly pulumi.Input<pulumi.URN | pulumi.Alias>[] = [];
        const seen: pulumi.ResourceTransformation = ({ props, opts }) => {
          aliases =
            (withoutProviderAliases({ props, opts } as pulumi.ResourceTransformationArgs)?.opts ?? opts).aliases ?? [];
          return undefined;
        };

        KINDS[kind]({ keyVaultApi }, { transformations: [seen] });

        expect(aliases).to.deep.include({ type: typeBefore(keyVaultApi, kind) });
      });
    }
  }
});

function withMocks(): void {
  beforeEach(async () => {
    await pulumi.runtime.setMocks({
      call: ({ inputs }) => inputs as Record<string, unknown>,
      newResource: ({ name, inputs }) => ({ id: `${name}-id`, state: inputs as Record<string, unknown> }),
    });
  });
}
