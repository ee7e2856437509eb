import * as pulumi from "@pulumi/pulumi";
import * as inputs from "../types/input";
import type * as enums from "../types/enums";
export declare namespace keyvault {
    /**
     * An identity that have access to the key vault. All identities in the array must use the same tenant ID as the key vault's tenant ID.
     */
    interface AccessPolicyEntryArgs {
        /**
         * Application ID of the client making request on behalf of a principal
         */
        applicationId?: pulumi.Input<string | undefined>;
        /**
         * The object ID of a user, service principal or security group in the Azure Active Directory tenant for the vault. The object ID must be unique for the list of access policies.
         */
        objectId: pulumi.Input<string>;
        /**
         * Permissions the identity has for keys, secrets and certificates.
         */
        permissions: pulumi.Input<inputs.keyvault.PermissionsArgs>;
        /**
         * The Azure Active Directory tenant ID that should be used for authenticating requests to the key vault.
         */
        tenantId: pulumi.Input<string>;
    }
    /**
     * The action of a lifetime action.
     */
    interface ActionArgs {
        /**
         * The type of action.
         */
        type?: pulumi.Input<enums.keyvault.KeyRotationPolicyActionType | undefined>;
    }
    /**
     * A rule governing the accessibility of a vault from a specific IP address or IP range.
     */
    interface IPRuleArgs {
        /**
         * An IPv4 address range in CIDR notation, such as '124.56.78.91' (simple IP address) or '124.56.78.0/24' (all addresses that start with 124.56.78).
         */
        value: pulumi.Input<string>;
    }
    /**
     * The attributes of the key.
     */
    interface KeyAttributesArgs {
        /**
         * Determines whether or not the object is enabled.
         */
        enabled?: pulumi.Input<boolean | undefined>;
        /**
         * Expiry date in seconds since 1970-01-01T00:00:00Z.
         */
        expires?: pulumi.Input<number | undefined>;
        /**
         * Indicates if the private key can be exported.
         */
        exportable?: pulumi.Input<boolean | undefined>;
        /**
         * Not before date in seconds since 1970-01-01T00:00:00Z.
         */
        notBefore?: pulumi.Input<number | undefined>;
    }
    /**
     * keyAttributesArgsProvideDefaults sets the appropriate defaults for KeyAttributesArgs
     */
    function keyAttributesArgsProvideDefaults(val: KeyAttributesArgs): KeyAttributesArgs;
    /**
     * The properties of the key.
     */
    interface KeyPropertiesArgs {
        /**
         * The attributes of the key.
         */
        attributes?: pulumi.Input<inputs.keyvault.KeyAttributesArgs | undefined>;
        /**
         * The elliptic curve name. For valid values, see JsonWebKeyCurveName. Default for EC and EC-HSM keys is P-256
         */
        curveName?: pulumi.Input<string | undefined>;
        /**
         * The permitted JSON web key operations of the key.
         */
        keyOps?: pulumi.Input<pulumi.Input<string>[] | undefined>;
        /**
         * The key size in bits. For example: 2048, 3072, or 4096 for RSA. Default for RSA and RSA-HSM keys is 2048. Exception made for bring your own key (BYOK), key exchange keys default to 4096.
         */
        keySize?: pulumi.Input<number | undefined>;
        /**
         * The type of the key. For valid values, see JsonWebKeyType.
         */
        kty?: pulumi.Input<string | undefined>;
        /**
         * Key release policy in response. It will be used for both output and input. Omitted if empty
         */
        releasePolicy?: pulumi.Input<inputs.keyvault.KeyReleasePolicyArgs | undefined>;
        /**
         * Key rotation policy in response. It will be used for both output and input. Omitted if empty
         */
        rotationPolicy?: pulumi.Input<inputs.keyvault.RotationPolicyArgs | undefined>;
    }
    /**
     * keyPropertiesArgsProvideDefaults sets the appropriate defaults for KeyPropertiesArgs
     */
    function keyPropertiesArgsProvideDefaults(val: KeyPropertiesArgs): KeyPropertiesArgs;
    /**
     * A key's release policy.
     */
    interface KeyReleasePolicyArgs {
        /**
         * Content type and version of key release policy
         */
        contentType?: pulumi.Input<string | undefined>;
        /**
         * Blob encoding the policy rules under which the key can be released.
         */
        data?: pulumi.Input<string | undefined>;
    }
    /**
     * keyReleasePolicyArgsProvideDefaults sets the appropriate defaults for KeyReleasePolicyArgs
     */
    function keyReleasePolicyArgsProvideDefaults(val: KeyReleasePolicyArgs): KeyReleasePolicyArgs;
    /**
     * The attributes of a rotation policy.
     */
    interface KeyRotationPolicyAttributesArgs {
        /**
         * The expiration time for the new key version. It should be in ISO8601 format. Eg: 'P90D', 'P1Y'.
         */
        expiryTime?: pulumi.Input<string | undefined>;
    }
    /**
     * A lifetime action of a rotation policy.
     */
    interface LifetimeActionArgs {
        /**
         * The action of key rotation policy lifetimeAction.
         */
        action?: pulumi.Input<inputs.keyvault.ActionArgs | undefined>;
        /**
         * The trigger of key rotation policy lifetimeAction.
         */
        trigger?: pulumi.Input<inputs.keyvault.TriggerArgs | undefined>;
    }
    /**
     * A set of rules governing the network accessibility of a vault.
     */
    interface NetworkRuleSetArgs {
        /**
         * Tells what traffic can bypass network rules. This can be 'AzureServices' or 'None'. If not specified the default is 'AzureServices'.
         */
        bypass?: pulumi.Input<string | undefined>;
        /**
         * The default action when no rule from ipRules and from virtualNetworkRules match. This is only used after the bypass property has been evaluated.
         */
        defaultAction?: pulumi.Input<string | undefined>;
        /**
         * The list of IP address rules.
         */
        ipRules?: pulumi.Input<pulumi.Input<inputs.keyvault.IPRuleArgs>[] | undefined>;
        /**
         * The list of virtual network rules.
         */
        virtualNetworkRules?: pulumi.Input<pulumi.Input<inputs.keyvault.VirtualNetworkRuleArgs>[] | undefined>;
    }
    /**
     * Permissions the identity has for keys, secrets, certificates and storage.
     */
    interface PermissionsArgs {
        /**
         * Permissions to certificates
         */
        certificates?: pulumi.Input<pulumi.Input<string>[] | undefined>;
        /**
         * Permissions to keys
         */
        keys?: pulumi.Input<pulumi.Input<string>[] | undefined>;
        /**
         * Permissions to secrets
         */
        secrets?: pulumi.Input<pulumi.Input<string>[] | undefined>;
        /**
         * Permissions to storage
         */
        storage?: pulumi.Input<pulumi.Input<string>[] | undefined>;
    }
    /**
     * A key's rotation policy.
     */
    interface RotationPolicyArgs {
        /**
         * The attributes of key rotation policy.
         */
        attributes?: pulumi.Input<inputs.keyvault.KeyRotationPolicyAttributesArgs | undefined>;
        /**
         * The lifetimeActions for key rotation action.
         */
        lifetimeActions?: pulumi.Input<pulumi.Input<inputs.keyvault.LifetimeActionArgs>[] | undefined>;
    }
    /**
     * The secret management attributes.
     */
    interface SecretAttributesArgs {
        /**
         * Determines whether the object is enabled.
         */
        enabled?: pulumi.Input<boolean | undefined>;
        /**
         * Expiry date in seconds since 1970-01-01T00:00:00Z.
         */
        expires?: pulumi.Input<number | undefined>;
        /**
         * Not before date in seconds since 1970-01-01T00:00:00Z.
         */
        notBefore?: pulumi.Input<number | undefined>;
    }
    /**
     * Properties of the secret
     */
    interface SecretPropertiesArgs {
        /**
         * The attributes of the secret.
         */
        attributes?: pulumi.Input<inputs.keyvault.SecretAttributesArgs | undefined>;
        /**
         * The content type of the secret.
         */
        contentType?: pulumi.Input<string | undefined>;
        /**
         * The value of the secret. NOTE: 'value' will never be returned from the service, as APIs using this model are is intended for internal use in ARM deployments. Users should use the data-plane REST service for interaction with vault secrets.
         */
        value?: pulumi.Input<string | undefined>;
    }
    /**
     * SKU details
     */
    interface SkuArgs {
        /**
         * SKU family name
         */
        family: pulumi.Input<string>;
        /**
         * SKU name to specify whether the key vault is a standard vault or a premium vault.
         */
        name: pulumi.Input<enums.keyvault.SkuName>;
    }
    /**
     * The trigger of a lifetime action.
     */
    interface TriggerArgs {
        /**
         * The time duration after key creation to rotate the key. It only applies to rotate. It will be in ISO 8601 duration format. Eg: 'P90D', 'P1Y'.
         */
        timeAfterCreate?: pulumi.Input<string | undefined>;
        /**
         * The time duration before key expiring to rotate or notify. It will be in ISO 8601 duration format. Eg: 'P90D', 'P1Y'.
         */
        timeBeforeExpiry?: pulumi.Input<string | undefined>;
    }
    /**
     * Properties of the vault
     */
    interface VaultPropertiesArgs {
        /**
         * An array of 0 to 1024 identities that have access to the key vault. All identities in the array must use the same tenant ID as the key vault's tenant ID. When `createMode` is set to `recover`, access policies are not required. Otherwise, access policies are required.
         */
        accessPolicies?: pulumi.Input<pulumi.Input<inputs.keyvault.AccessPolicyEntryArgs>[] | undefined>;
        /**
         * The vault's create mode to indicate whether the vault need to be recovered or not.
         */
        createMode?: pulumi.Input<enums.keyvault.CreateMode | undefined>;
        /**
         * Property specifying whether protection against purge is enabled for this vault. Enabling this functionality is irreversible - that is, the property does not accept false as its value.
         */
        enablePurgeProtection?: pulumi.Input<boolean | undefined>;
        /**
         * Property that controls how data actions are authorized. When true, the key vault will use Role Based Access Control (RBAC) for authorization of data actions, and the access policies specified in vault properties will be ignored.
         */
        enableRbacAuthorization?: pulumi.Input<boolean | undefined>;
        /**
         * Property to specify whether the 'soft delete' functionality is enabled for this key vault. If it's not set to any value(true or false) when creating new key vault, it will be set to true by default. Once set to true, it cannot be reverted to false.
         */
        enableSoftDelete?: pulumi.Input<boolean | undefined>;
        /**
         * Property to specify whether Azure Virtual Machines are permitted to retrieve certificates stored as secrets from the key vault.
         */
        enabledForDeployment?: pulumi.Input<boolean | undefined>;
        /**
         * Property to specify whether Azure Disk Encryption is permitted to retrieve secrets from the vault and unwrap keys.
         */
        enabledForDiskEncryption?: pulumi.Input<boolean | undefined>;
        /**
         * Property to specify whether Azure Resource Manager is permitted to retrieve secrets from the key vault.
         */
        enabledForTemplateDeployment?: pulumi.Input<boolean | undefined>;
        /**
         * Rules governing the accessibility of the key vault from specific network locations.
         */
        networkAcls?: pulumi.Input<inputs.keyvault.NetworkRuleSetArgs | undefined>;
        /**
         * Property to specify whether the vault will accept traffic from public internet. If set to 'disabled' all traffic except private endpoint traffic and that that originates from trusted services will be blocked.
         */
        publicNetworkAccess?: pulumi.Input<string | undefined>;
        /**
         * SKU details
         */
        sku: pulumi.Input<inputs.keyvault.SkuArgs>;
        /**
         * softDelete data retention days. It accepts >=7 and <=90.
         */
        softDeleteRetentionInDays?: pulumi.Input<number | undefined>;
        /**
         * The Azure Active Directory tenant ID that should be used for authenticating requests to the key vault.
         */
        tenantId: pulumi.Input<string>;
    }
    /**
     * vaultPropertiesArgsProvideDefaults sets the appropriate defaults for VaultPropertiesArgs
     */
    function vaultPropertiesArgsProvideDefaults(val: VaultPropertiesArgs): VaultPropertiesArgs;
    /**
     * A rule governing the accessibility of a vault from a specific virtual network.
     */
    interface VirtualNetworkRuleArgs {
        /**
         * Full resource id of a vnet subnet.
         */
        id: pulumi.Input<string>;
        /**
         * Property to specify whether NRP will ignore the check if parent subnet has serviceEndpoints configured.
         */
        ignoreMissingVnetServiceEndpoint?: pulumi.Input<boolean | undefined>;
    }
}
