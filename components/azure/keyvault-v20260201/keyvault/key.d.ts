import * as pulumi from "@pulumi/pulumi";
import * as inputs from "../types/input";
import * as outputs from "../types/output";
/**
 * The key resource.
 *
 * Uses Azure REST API version 2026-02-01.
 */
export declare class Key extends pulumi.CustomResource {
    /**
     * Get an existing Key resource's state with the given name, ID, and optional extra
     * properties used to qualify the lookup.
     *
     * @param name The _unique_ name of the resulting resource.
     * @param id The _unique_ provider ID of the resource to lookup.
     * @param opts Optional settings to control the behavior of the CustomResource.
     */
    static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): Key;
    /**
     * Check whether an existing Key resource with the given ID exists.
     *
     * @param id The _unique_ provider ID of the resource to check.
     * @param opts Optional settings to control the behavior of the CustomResource.
     */
    static exists(id: pulumi.Input<string>, opts?: pulumi.CustomResourceOptions): pulumi.Output<boolean>;
    /**
     * Returns true if the given object is an instance of Key.  This is designed to work even
     * when multiple copies of the Pulumi SDK have been loaded into the same process.
     */
    static isInstance(obj: any): obj is Key;
    /**
     * The attributes of the key.
     */
    readonly attributes: pulumi.Output<outputs.keyvault.KeyAttributesResponse | undefined>;
    /**
     * The Azure API version of the resource.
     */
    readonly azureApiVersion: pulumi.Output<string>;
    /**
     * The elliptic curve name.
     */
    readonly curveName: pulumi.Output<string | undefined>;
    /**
     * The permitted JSON web key operations of the key.
     */
    readonly keyOps: pulumi.Output<string[] | undefined>;
    /**
     * The key size in bits.
     */
    readonly keySize: pulumi.Output<number | undefined>;
    /**
     * The URI to retrieve the current version of the key.
     */
    readonly keyUri: pulumi.Output<string>;
    /**
     * The URI to retrieve the specific version of the key.
     */
    readonly keyUriWithVersion: pulumi.Output<string>;
    /**
     * The type of the key.
     */
    readonly kty: pulumi.Output<string | undefined>;
    /**
     * Azure location of the key vault resource.
     */
    readonly location: pulumi.Output<string>;
    /**
     * The name of the resource
     */
    readonly name: pulumi.Output<string>;
    /**
     * Key release policy in response.
     */
    readonly releasePolicy: pulumi.Output<outputs.keyvault.KeyReleasePolicyResponse | undefined>;
    /**
     * Key rotation policy in response.
     */
    readonly rotationPolicy: pulumi.Output<outputs.keyvault.RotationPolicyResponse | undefined>;
    /**
     * Tags assigned to the key vault resource.
     */
    readonly tags: pulumi.Output<{
        [key: string]: string;
    } | undefined>;
    /**
     * The type of the resource
     */
    readonly type: pulumi.Output<string>;
    /**
     * Create a Key resource with the given unique name, arguments, and options.
     *
     * @param name The _unique_ name of the resource.
     * @param args The arguments to use to populate this resource's properties.
     * @param opts A bag of options that control this resource's behavior.
     */
    constructor(name: string, args: KeyArgs, opts?: pulumi.CustomResourceOptions);
}
/**
 * The set of arguments for constructing a Key resource.
 */
export interface KeyArgs {
    /**
     * The name of the key to be created. The value you provide may be copied globally for the purpose of running the service. The value provided should not include personally identifiable or sensitive information.
     */
    keyName?: pulumi.Input<string | undefined>;
    /**
     * The properties of the key to be created.
     */
    properties: pulumi.Input<inputs.keyvault.KeyPropertiesArgs>;
    /**
     * The name of the Resource Group to which the vault belongs.
     */
    resourceGroupName: pulumi.Input<string>;
    /**
     * The tags that will be assigned to the key.
     */
    tags?: pulumi.Input<{
        [key: string]: pulumi.Input<string>;
    } | undefined>;
    /**
     * Name of the vault
     */
    vaultName: pulumi.Input<string>;
}
