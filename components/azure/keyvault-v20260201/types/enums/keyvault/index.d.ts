export declare const CreateMode: {
    readonly Recover: "recover";
    readonly Default: "default";
};
/**
 * The vault's create mode to indicate whether the vault need to be recovered or not.
 */
export type CreateMode = (typeof CreateMode)[keyof typeof CreateMode];
export declare const KeyRotationPolicyActionType: {
    readonly Rotate: "rotate";
    readonly Notify: "notify";
};
/**
 * The type of action.
 */
export type KeyRotationPolicyActionType = (typeof KeyRotationPolicyActionType)[keyof typeof KeyRotationPolicyActionType];
export declare const SkuName: {
    readonly Standard: "standard";
    readonly Premium: "premium";
};
/**
 * SKU name to specify whether the key vault is a standard vault or a premium vault.
 */
export type SkuName = (typeof SkuName)[keyof typeof SkuName];
