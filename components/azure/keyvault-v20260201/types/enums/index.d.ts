import * as keyvault from "./keyvault";
export { keyvault, };
