import * as outputs from "../types/output";
export declare namespace keyvault {
    /**
     * An identity that have access to the key vault. All identities in the array must use the same tenant ID as the key vault's tenant ID.
     */
    interface AccessPolicyEntryResponse {
        /**
         * Application ID of the client making request on behalf of a principal
         */
        applicationId?: string;
        /**
         * The object ID of a user, service principal or security group in the Azure Active Directory tenant for the vault. The object ID must be unique for the list of access policies.
         */
        objectId: string;
        /**
         * Permissions the identity has for keys, secrets and certificates.
         */
        permissions: outputs.keyvault.PermissionsResponse;
        /**
         * The Azure Active Directory tenant ID that should be used for authenticating requests to the key vault.
         */
        tenantId: string;
    }
    /**
     * The action of a lifetime action.
     */
    interface ActionResponse {
        /**
         * The type of action.
         */
        type?: string;
    }
    /**
     * A rule governing the accessibility of a vault from a specific IP address or IP range.
     */
    interface IPRuleResponse {
        /**
         * An IPv4 address range in CIDR notation, such as '124.56.78.91' (simple IP address) or '124.56.78.0/24' (all addresses that start with 124.56.78).
         */
        value: string;
    }
    /**
     * The attributes of the key.
     */
    interface KeyAttributesResponse {
        /**
         * Creation time in seconds since 1970-01-01T00:00:00Z.
         */
        created: number;
        /**
         * Determines whether or not the object is enabled.
         */
        enabled?: boolean;
        /**
         * Expiry date in seconds since 1970-01-01T00:00:00Z.
         */
        expires?: number;
        /**
         * Indicates if the private key can be exported.
         */
        exportable?: boolean;
        /**
         * Not before date in seconds since 1970-01-01T00:00:00Z.
         */
        notBefore?: number;
        /**
         * The deletion recovery level currently in effect for the object. If it contains 'Purgeable', then the object can be permanently deleted by a privileged user; otherwise, only the system can purge the object at the end of the retention interval.
         */
        recoveryLevel: string;
        /**
         * Last updated time in seconds since 1970-01-01T00:00:00Z.
         */
        updated: number;
    }
    /**
     * A key's release policy.
     */
    interface KeyReleasePolicyResponse {
        /**
         * Content type and version of key release policy
         */
        contentType?: string;
        /**
         * Blob encoding the policy rules under which the key can be released.
         */
        data?: string;
    }
    /**
     * The attributes of a rotation policy.
     */
    interface KeyRotationPolicyAttributesResponse {
        /**
         * Creation time in seconds since 1970-01-01T00:00:00Z.
         */
        created: number;
        /**
         * The expiration time for the new key version. It should be in ISO8601 format. Eg: 'P90D', 'P1Y'.
         */
        expiryTime?: string;
        /**
         * Last updated time in seconds since 1970-01-01T00:00:00Z.
         */
        updated: number;
    }
    /**
     * A lifetime action of a rotation policy.
     */
    interface LifetimeActionResponse {
        /**
         * The action of key rotation policy lifetimeAction.
         */
        action?: outputs.keyvault.ActionResponse;
        /**
         * The trigger of key rotation policy lifetimeAction.
         */
        trigger?: outputs.keyvault.TriggerResponse;
    }
    /**
     * A set of rules governing the network accessibility of a vault.
     */
    interface NetworkRuleSetResponse {
        /**
         * Tells what traffic can bypass network rules. This can be 'AzureServices' or 'None'. If not specified the default is 'AzureServices'.
         */
        bypass?: string;
        /**
         * The default action when no rule from ipRules and from virtualNetworkRules match. This is only used after the bypass property has been evaluated.
         */
        defaultAction?: string;
        /**
         * The list of IP address rules.
         */
        ipRules?: outputs.keyvault.IPRuleResponse[];
        /**
         * The list of virtual network rules.
         */
        virtualNetworkRules?: outputs.keyvault.VirtualNetworkRuleResponse[];
    }
    /**
     * Permissions the identity has for keys, secrets, certificates and storage.
     */
    interface PermissionsResponse {
        /**
         * Permissions to certificates
         */
        certificates?: string[];
        /**
         * Permissions to keys
         */
        keys?: string[];
        /**
         * Permissions to secrets
         */
        secrets?: string[];
        /**
         * Permissions to storage
         */
        storage?: string[];
    }
    /**
     * Private endpoint connection item.
     */
    interface PrivateEndpointConnectionItemResponse {
        /**
         * Modified whenever there is a change in the state of private endpoint connection.
         */
        etag?: string;
        /**
         * Id of private endpoint connection.
         */
        id?: string;
        /**
         * Properties of the private endpoint object.
         */
        privateEndpoint?: outputs.keyvault.PrivateEndpointResponse;
        /**
         * Approval state of the private link connection.
         */
        privateLinkServiceConnectionState?: outputs.keyvault.PrivateLinkServiceConnectionStateResponse;
        /**
         * Provisioning state of the private endpoint connection.
         */
        provisioningState: string;
    }
    /**
     * Private endpoint object properties.
     */
    interface PrivateEndpointResponse {
        /**
         * Full identifier of the private endpoint resource.
         */
        id: string;
    }
    /**
     * An object that represents the approval state of the private link connection.
     */
    interface PrivateLinkServiceConnectionStateResponse {
        /**
         * A message indicating if changes on the service provider require any updates on the consumer.
         */
        actionsRequired?: string;
        /**
         * The reason for approval or rejection.
         */
        description?: string;
        /**
         * Indicates whether the connection has been approved, rejected or removed by the key vault owner.
         */
        status?: string;
    }
    /**
     * A key's rotation policy.
     */
    interface RotationPolicyResponse {
        /**
         * The attributes of key rotation policy.
         */
        attributes?: outputs.keyvault.KeyRotationPolicyAttributesResponse;
        /**
         * The lifetimeActions for key rotation action.
         */
        lifetimeActions?: outputs.keyvault.LifetimeActionResponse[];
    }
    /**
     * The secret management attributes.
     */
    interface SecretAttributesResponse {
        /**
         * Creation time in seconds since 1970-01-01T00:00:00Z.
         */
        created: number;
        /**
         * Determines whether the object is enabled.
         */
        enabled?: boolean;
        /**
         * Expiry date in seconds since 1970-01-01T00:00:00Z.
         */
        expires?: number;
        /**
         * Not before date in seconds since 1970-01-01T00:00:00Z.
         */
        notBefore?: number;
        /**
         * Last updated time in seconds since 1970-01-01T00:00:00Z.
         */
        updated: number;
    }
    /**
     * Properties of the secret
     */
    interface SecretPropertiesResponse {
        /**
         * The attributes of the secret.
         */
        attributes?: outputs.keyvault.SecretAttributesResponse;
        /**
         * The content type of the secret.
         */
        contentType?: string;
        /**
         * The URI to retrieve the current version of the secret.
         */
        secretUri: string;
        /**
         * The URI to retrieve the specific version of the secret.
         */
        secretUriWithVersion: string;
        /**
         * The value of the secret. NOTE: 'value' will never be returned from the service, as APIs using this model are is intended for internal use in ARM deployments. Users should use the data-plane REST service for interaction with vault secrets.
         */
        value?: string;
    }
    /**
     * SKU details
     */
    interface SkuResponse {
        /**
         * SKU family name
         */
        family: string;
        /**
         * SKU name to specify whether the key vault is a standard vault or a premium vault.
         */
        name: string;
    }
    /**
     * Metadata pertaining to creation and last modification of the resource.
     */
    interface SystemDataResponse {
        /**
         * The timestamp of resource creation (UTC).
         */
        createdAt?: string;
        /**
         * The identity that created the resource.
         */
        createdBy?: string;
        /**
         * The type of identity that created the resource.
         */
        createdByType?: string;
        /**
         * The timestamp of resource last modification (UTC)
         */
        lastModifiedAt?: string;
        /**
         * The identity that last modified the resource.
         */
        lastModifiedBy?: string;
        /**
         * The type of identity that last modified the resource.
         */
        lastModifiedByType?: string;
    }
    /**
     * The trigger of a lifetime action.
     */
    interface TriggerResponse {
        /**
         * The time duration after key creation to rotate the key. It only applies to rotate. It will be in ISO 8601 duration format. Eg: 'P90D', 'P1Y'.
         */
        timeAfterCreate?: string;
        /**
         * The time duration before key expiring to rotate or notify. It will be in ISO 8601 duration format. Eg: 'P90D', 'P1Y'.
         */
        timeBeforeExpiry?: string;
    }
    /**
     * Properties of the vault
     */
    interface VaultPropertiesResponse {
        /**
         * An array of 0 to 1024 identities that have access to the key vault. All identities in the array must use the same tenant ID as the key vault's tenant ID. When `createMode` is set to `recover`, access policies are not required. Otherwise, access policies are required.
         */
        accessPolicies?: outputs.keyvault.AccessPolicyEntryResponse[];
        /**
         * Property specifying whether protection against purge is enabled for this vault. Enabling this functionality is irreversible - that is, the property does not accept false as its value.
         */
        enablePurgeProtection?: boolean;
        /**
         * Property that controls how data actions are authorized. When true, the key vault will use Role Based Access Control (RBAC) for authorization of data actions, and the access policies specified in vault properties will be ignored.
         */
        enableRbacAuthorization?: boolean;
        /**
         * Property to specify whether the 'soft delete' functionality is enabled for this key vault. If it's not set to any value(true or false) when creating new key vault, it will be set to true by default. Once set to true, it cannot be reverted to false.
         */
        enableSoftDelete?: boolean;
        /**
         * Property to specify whether Azure Virtual Machines are permitted to retrieve certificates stored as secrets from the key vault.
         */
        enabledForDeployment?: boolean;
        /**
         * Property to specify whether Azure Disk Encryption is permitted to retrieve secrets from the vault and unwrap keys.
         */
        enabledForDiskEncryption?: boolean;
        /**
         * Property to specify whether Azure Resource Manager is permitted to retrieve secrets from the key vault.
         */
        enabledForTemplateDeployment?: boolean;
        /**
         * The resource id of HSM Pool.
         */
        hsmPoolResourceId: string;
        /**
         * Rules governing the accessibility of the key vault from specific network locations.
         */
        networkAcls?: outputs.keyvault.NetworkRuleSetResponse;
        /**
         * List of private endpoint connections associated with the key vault.
         */
        privateEndpointConnections: outputs.keyvault.PrivateEndpointConnectionItemResponse[];
        /**
         * Provisioning state of the vault.
         */
        provisioningState?: string;
        /**
         * Property to specify whether the vault will accept traffic from public internet. If set to 'disabled' all traffic except private endpoint traffic and that that originates from trusted services will be blocked.
         */
        publicNetworkAccess?: string;
        /**
         * SKU details
         */
        sku: outputs.keyvault.SkuResponse;
        /**
         * softDelete data retention days. It accepts >=7 and <=90.
         */
        softDeleteRetentionInDays?: number;
        /**
         * The Azure Active Directory tenant ID that should be used for authenticating requests to the key vault.
         */
        tenantId: string;
        /**
         * The URI of the vault for performing operations on keys and secrets.
         */
        vaultUri?: string;
    }
    /**
     * A rule governing the accessibility of a vault from a specific virtual network.
     */
    interface VirtualNetworkRuleResponse {
        /**
         * Full resource id of a vnet subnet.
         */
        id: string;
        /**
         * Property to specify whether NRP will ignore the check if parent subnet has serviceEndpoints configured.
         */
        ignoreMissingVnetServiceEndpoint?: boolean;
    }
}
