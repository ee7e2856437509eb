// Every kind of resource that simulated Azure knows.
import type { Kind } from "../model/kind.ts";
import { authorizationKinds } from "./authorization.ts";
import { azureadKinds } from "./azuread.ts";
import { deploymentKinds } from "./deployments.ts";
import { eventgridKinds } from "./eventgrid.ts";
import { eventhubKinds } from "./eventhub.ts";
import { keyvaultKinds } from "./keyvault.ts";
import { managedidentityKinds } from "./managedidentity.ts";
import { monitorKinds } from "./monitor.ts";
import { networkKinds } from "./network.ts";
import { peeringKinds } from "./peering.ts";
import { privatednsKinds } from "./privatedns.ts";
import { resourcesKinds } from "./resources.ts";
import { sqlEncryptionKinds } from "./sql-encryption.ts";
import { sqlFailoverKinds } from "./sql-failover.ts";
import { sqlSettingsKinds } from "./sql-settings.ts";
import { sqlKinds } from "./sql.ts";
import { storageKinds } from "./storage.ts";
import { webKinds } from "./web.ts";

export const KINDS: ReadonlyMap<string, Kind> = new Map(
  [
    resourcesKinds,
    deploymentKinds,
    keyvaultKinds,
    managedidentityKinds,
    authorizationKinds,
    networkKinds,
    peeringKinds,
    privatednsKinds,
    monitorKinds,
    eventhubKinds,
    eventgridKinds,
    sqlKinds,
    sqlEncryptionKinds,
    sqlFailoverKinds,
    sqlSettingsKinds,
    storageKinds,
    webKinds,
    azureadKinds,
  ]
    .flat()
    .map((kind) => [kind.type, kind]),
);
