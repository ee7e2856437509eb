export { ProviderArgs } from "./provider";
export type Provider = import("./provider").Provider;
export declare const Provider: typeof import("./provider").Provider;
import * as keyvault from "./keyvault";
import * as types from "./types";
export { keyvault, types, };
