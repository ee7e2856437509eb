// Everything that can be wrong, each as one change of the world, in the order in which a packet and a token meet it. Two of one
// group cannot be had together.
import type { Where } from "../../../../cli/doctor/evidence.ts";
import type { Named } from "../../../../cli/doctor/promise.ts";
import { Hand } from "../../sql/helpers.ts";
import { NARROW_ROLE, NOW, seconds, SQL_IP } from "./azure.ts";
import {
  API,
  identity,
  KEY,
  OTHER_TENANT,
  PAIRED,
  SECRET,
  SERVER_HOST,
  TENANT,
  VAULT,
  VAULT_ID,
  WORKER,
  CERTIFICATE,
} from "./stack.ts";
import type { World } from "./world.ts";

export interface Fault {
  readonly cause: string;
  readonly groups: readonly string[];
  readonly make: (world: World) => void;
}

/** Who looks at what from where, and what can be wrong there. */
export interface Scene {
  readonly name: string;
  readonly workload: "api" | "worker";
  readonly where: Where;
  readonly named: Named;
  readonly faults: readonly Fault[];
}

const fault = (cause: string, groups: string, make: (world: World) => void): Fault => ({
  cause,
  groups: groups.split(" "),
  make,
});

const refuse = (world: World, status: number, code: string, inner: string | undefined, message: string): void => {
  world.azure.refusal ??= { status, code, message, ...(inner === undefined ? {} : { inner }) };
};
const rbac = (world: World): void => {
  refuse(world, 403, "Forbidden", "ForbiddenByRbac", "Caller is not authorized to perform action on resource.");
};
const noToken = (world: World, message: string): void => {
  world.refusedToken ??= message;
};
const turnedAway = (world: World): void => {
  refuse(
    world,
    403,
    "Forbidden",
    "ForbiddenByConnection",
    "Public network access is disabled and request is not from a trusted service.",
  );
};
const UNMATCHED = "AADSTS700213: No matching federated identity record found for presented assertion subject";
const PUBLIC = ["20.50.60.70"];
const ofWorker = ({ principal }: { readonly principal: string }): boolean => principal === WORKER.principal;

/** What the network lets nobody through to, the vault does not answer either. */
const closed = ({ make, ...rest }: Fault): Fault => ({
  ...rest,
  make: (world) => {
    make(world);
    turnedAway(world);
  },
});

const NETWORK: readonly Fault[] = [
  fault("dns-silent", "dns", (w) => (w.resolves = "fails")),
  fault("vault-missing", "vault endpoint zone", (w) => (w.azure.vault = undefined)),
  fault("vault-deleted", "vault endpoint zone", (w) => {
    w.azure.vault = undefined;
    w.azure.deletedVaults.push(VAULT);
  }),
  fault("endpoint-missing", "endpoint zone", (w) => {
    if (w.azure.vault) w.azure.vault.privateEndpointConnections = [];
  }),
  ...(["Pending", "Rejected"] as const).map((status) =>
    fault(`endpoint-${status.toLowerCase()}`, "endpoint zone", (w) => {
      for (const { properties } of w.azure.vault?.privateEndpointConnections ?? [])
        properties.privateLinkServiceConnectionState.status = status;
    }),
  ),
  fault("zone-group-missing", "dns zone", (w) => {
    w.resolves = PUBLIC;
    Object.assign(w.azure.endpoints.get("vault") ?? {}, { zones: [] });
  }),
  fault("zone-record-missing", "dns zone", (w) => {
    w.resolves = "unknown-name";
    Object.assign(w.azure.endpoints.get("vault") ?? {}, { record: undefined });
  }),
  fault("zone-record-stale", "dns zone", (w) => {
    w.resolves = ["10.40.1.77"];
    Object.assign(w.azure.endpoints.get("vault") ?? {}, { record: ["10.40.1.77"] });
  }),
  fault("zone-link-missing", "dns zone", (w) => {
    w.resolves = PUBLIC;
    Object.assign(w.azure.endpoints.get("vault") ?? {}, { links: [] });
  }),
  fault("dns-unknown-name", "dns zone", (w) => (w.resolves = "unknown-name")),
  fault("dns-public", "dns zone", (w) => (w.resolves = PUBLIC)),
  fault("dns-other-address", "dns zone", (w) => (w.resolves = ["10.99.0.1"])),
  fault("tcp-refused", "tcp", (w) => (w.connection = "refused")),
  fault("tcp-silent", "tcp", (w) => (w.connection = "silent")),
  fault("tls-other-name", "tls", (w) => (w.tls = "other-name")),
  fault("tls-untrusted", "tls", (w) => (w.tls = "untrusted")),
  fault("tls-none", "tls", (w) => (w.tls = "none")),
  fault("answer-other", "answer", (w) => (w.azure.isVault = false)),
  fault("vault-tenant", "answer", (w) => (w.azure.challengeTenant = OTHER_TENANT)),
].map(closed);

const credentialsOf = (w: World) => w.azure.credentials.get(identity("worker")) ?? [];
const changeCredential = (w: World, values: object): void => {
  Object.assign(credentialsOf(w)[0] ?? {}, values);
  noToken(w, UNMATCHED);
};

const SIGN_IN: readonly Fault[] = [
  fault("identity-missing", "identity", (w) => {
    w.azure.identities.delete(identity("worker"));
    noToken(w, "AADSTS700016: Application with identifier 'x' was not found in the directory 'Contoso'.");
  }),
  fault("identity-recreated", "identity", (w) => {
    w.azure.identities.set(identity("worker"), {
      clientId: API.client.replace(/01$/, "09"),
      principalId: API.principal.replace(/01$/, "09"),
    });
    noToken(w, "AADSTS700016: Application with identifier 'x' was not found in the directory 'Contoso'.");
  }),
  fault("subject-case", "federation", (w) => {
    changeCredential(w, { subject: "system:serviceaccount:Payments:worker" });
  }),
  fault("issuer-other", "federation", (w) => {
    changeCredential(w, { issuer: WORKER.issuer.replace(/\/$/, "") });
  }),
  fault("federation-missing", "federation", (w) => {
    w.azure.credentials.clear();
    noToken(w, UNMATCHED);
  }),
  fault("federation-audience", "federation", (w) => {
    changeCredential(w, { audiences: ["api://AzureADTokenExchangeUSGov"] });
  }),
  fault("federation-young", "federation", (w) => {
    changeCredential(w, { createdAt: new Date(NOW.getTime() - 60_000).toISOString() });
  }),
  fault("assertion-audience", "federation", (w) => {
    w.assertion = { ...w.assertion, aud: "https://kubernetes.default.svc" };
    noToken(w, UNMATCHED);
  }),
  fault("tenant-variable", "variable", (w) => {
    w.env["AZURE_TENANT_ID"] = OTHER_TENANT;
    noToken(w, UNMATCHED);
  }),
  fault("client-variable", "variable", (w) => {
    w.env["AZURE_CLIENT_ID"] = WORKER.principal;
    noToken(w, UNMATCHED);
  }),
  fault("conditional-access", "token", (w) => {
    noToken(w, "AADSTS53003: Access has been blocked by Conditional Access policies.");
  }),
  fault("token-refused", "token", (w) => {
    noToken(w, "something that nobody has seen");
  }),
  fault("token-tenant", "token", (w) => {
    w.claims = { tid: OTHER_TENANT };
    refuse(w, 401, "Unauthorized", undefined, "AKV10032: Invalid issuer.");
  }),
  fault("token-issuer", "token", (w) => {
    w.claims = { iss: `https://sts.chinacloudapi.cn/${OTHER_TENANT}/` };
    refuse(w, 401, "Unauthorized", undefined, "AKV10032: Invalid issuer.");
  }),
  fault("token-audience", "token", (w) => {
    w.claims = { aud: "https://management.azure.com" };
    refuse(w, 401, "Unauthorized", undefined, "AKV10022: Invalid audience.");
  }),
  fault("token-identity", "token", (w) => {
    w.claims = { oid: API.principal, appid: API.client };
    rbac(w);
  }),
  fault("token-expired", "token", (w) => {
    w.claims = { exp: NOW.getTime() / 1000 - 60 };
    refuse(w, 401, "Unauthorized", undefined, "the token is expired");
  }),
];

/** Of the worker, or of the api where it is its scene. */
const roles = (who: (each: { readonly principal: string }) => boolean): readonly Fault[] => [
  fault("role-condition", "role", (w) => {
    for (const each of w.azure.assignments.filter(who))
      each.condition = "@Resource[Microsoft.KeyVault/vaults/secrets:name] StringEquals 'another'";
    rbac(w);
  }),
  fault("role-elsewhere", "role", (w) => {
    for (const each of w.azure.assignments.filter(who)) each.scope = `${VAULT_ID}/secrets/payments-prod-root-key`;
    rbac(w);
  }),
  fault("role-narrow", "role", (w) => {
    for (const each of w.azure.assignments.filter(who)) each.role = NARROW_ROLE;
    rbac(w);
  }),
  fault("role-missing", "role", (w) => {
    w.azure.assignments = w.azure.assignments.filter((each) => !who(each));
    rbac(w);
  }),
  fault("role-young", "role", (w) => {
    for (const each of w.azure.assignments.filter(who))
      each.createdOn = new Date(NOW.getTime() - 2 * 60_000).toISOString();
    rbac(w);
  }),
];

const denyAll = {
  denyAssignmentName: "Deny by stack",
  permissions: [{ dataActions: ["Microsoft.KeyVault/*"] }],
  principals: [{ id: "00000000-0000-0000-0000-000000000000", type: "SystemDefined" }],
};

const vaultFaults: readonly Fault[] = [
  fault("deny-assignment", "deny", (w) => {
    w.azure.denies.push(denyAll);
    rbac(w);
  }),
  fault("vault-policies", "vault role deny", (w) => {
    if (w.azure.vault) w.azure.vault.enableRbacAuthorization = false;
    refuse(w, 403, "Forbidden", "ForbiddenByPolicy", "does not have secrets get permission on key vault");
  }),
  fault("vault-firewall", "vault endpoint dns zone", (w) => {
    if (w.azure.vault) w.azure.vault.publicNetworkAccess = "Enabled";
    w.resolves = PUBLIC;
    refuse(
      w,
      403,
      "Forbidden",
      "ForbiddenByFirewall",
      "Client address is not authorized and caller is not a trusted service.",
    );
  }),
];

const secretOf = (w: World) => w.azure.objects.get(`${VAULT}/secrets/${SECRET}`);
const objects: readonly Fault[] = [
  fault("object-missing", "object", (w) => {
    w.azure.objects.delete(`${VAULT}/secrets/${SECRET}`);
    w.azure.objects.delete(`${PAIRED}/secrets/${SECRET}`);
  }),
  fault("object-deleted", "object", (w) => {
    w.azure.objects.delete(`${VAULT}/secrets/${SECRET}`);
    w.azure.deletedObjects.push(`deletedsecrets/${SECRET}`);
  }),
  fault("object-elsewhere", "object", (w) => void w.azure.objects.delete(`${VAULT}/secrets/${SECRET}`)),
  fault("object-disabled", "object", (w) => {
    Object.assign(secretOf(w) ?? {}, { enabled: false });
    refuse(w, 403, "Forbidden", "SecretDisabled", "Operation get is not allowed on a disabled secret.");
  }),
  fault("object-early", "object", (w) => void Object.assign(secretOf(w) ?? {}, { nbf: seconds(2) })),
  fault("object-expired", "object", (w) => void Object.assign(secretOf(w) ?? {}, { exp: seconds(-2) })),
  fault("object-placeholder", "object", (w) => void Object.assign(secretOf(w) ?? {}, { versions: 1 })),
];

const database = (w: World) => w.sql.database({ server: SERVER_HOST, database: "ledger" });
const USER = "id-payments-prod-api";
const userIn = (w: World) => database(w).state.principals.find(({ name }) => name === USER);
const login = (w: World): void => {
  w.sqlFailure ??= { number: 18456, message: "Login failed for user '<token-identified principal>'." };
};

const SQL: readonly Fault[] = [
  fault("dns-silent", "dns", (w) => (w.resolves = "fails")),
  fault("server-missing", "server endpoint zone", (w) => (w.azure.server = undefined)),
  fault("endpoint-missing", "endpoint zone", (w) => {
    if (w.azure.server) w.azure.server.privateEndpointConnections = [];
  }),
  fault("zone-record-stale", "dns zone", (w) => {
    w.resolves = ["10.40.1.77"];
    Object.assign(w.azure.endpoints.get("sql") ?? {}, { record: ["10.40.1.77"] });
  }),
  fault("dns-public", "dns zone", (w) => (w.resolves = PUBLIC)),
  fault("tcp-silent", "tcp", (w) => (w.connection = "silent")),
  fault("tls-untrusted", "tls", (w) => (w.tls = "untrusted")),
  fault("host-none", "host", (w) => void w.azure.hosts.set(identity("api"), [])),
  fault("sql-no-administrator", "administrator", (w) => {
    w.azure.administrators = [];
  }),
  fault("database-missing", "database", (w) => (w.azure.database = undefined)),
  fault("database-paused", "database", (w) => {
    w.azure.database = { status: "Paused" };
    w.sqlFailure ??= { number: 40613, message: "Database 'ledger' on server is not currently available." };
  }),
  fault("database-inaccessible", "database", (w) => (w.azure.database = { status: "Inaccessible" })),
  fault("database-offline", "database", (w) => (w.azure.database = { status: "Restoring" })),
  fault("user-missing", "user", (w) => {
    database(w).state.principals = database(w).state.principals.filter(({ name }) => name !== USER);
  }),
  fault("user-other-name", "user", (w) => void Object.assign(userIn(w) ?? {}, { name: "api-by-hand" })),
  fault("user-sid", "user", (w) => void Object.assign(userIn(w) ?? {}, { sid: "0x00112233445566778899AABBCCDDEEFF" })),
  fault("user-denied", "denied", (w) => {
    const id = userIn(w)?.id;
    if (id !== undefined) new Hand(database(w)).permission({ granteeId: id, permission: "CONNECT", state: "D" });
  }),
  fault("user-role", "roles", (w) => {
    database(w).state.members = database(w).state.members.filter(
      ({ roleId }) => roleId > 16_384 + 20 || roleId < 16_384,
    );
  }),
  fault("schema-missing", "schema", (w) => {
    database(w).state.schemas = database(w).state.schemas.filter(({ name }) => name !== "book");
  }),
];

export const SCENES: readonly Scene[] = [
  {
    name: "a pod and a secret",
    workload: "worker",
    where: "workload",
    named: { secret: "stripe-key" },
    faults: [
      ...NETWORK,
      ...SIGN_IN,
      ...roles(ofWorker),
      ...vaultFaults,
      ...objects,
      fault("role-not-effective", "role vault deny", rbac),
    ],
  },
  {
    name: "a runner in the network and a secret",
    workload: "api",
    where: "network",
    named: { secret: "stripe-key" },
    faults: [
      ...NETWORK,
      fault("host-none", "host", (w) => void w.azure.hosts.set(identity("api"), [])),
      ...roles((each) => each.principal === API.principal),
      ...vaultFaults,
      ...objects,
    ],
  },
  {
    name: "a runner outside and a key",
    workload: "api",
    where: "outside",
    named: { key: KEY },
    faults: [
      fault(
        "zone-link-missing",
        "zone",
        (w) => void Object.assign(w.azure.endpoints.get("vault") ?? {}, { links: [] }),
      ),
      fault(
        "key-operation",
        "object",
        (w) => void Object.assign(w.azure.objects.get(`${VAULT}/keys/${KEY}`) ?? {}, { ops: ["sign"] }),
      ),
      fault(
        "object-expired",
        "object",
        (w) => void Object.assign(w.azure.objects.get(`${VAULT}/keys/${KEY}`) ?? {}, { exp: seconds(-2) }),
      ),
    ],
  },
  {
    name: "a runner in the network and a certificate",
    workload: "api",
    where: "network",
    named: { certificate: CERTIFICATE },
    faults: [
      fault("object-missing", "object", (w) => void w.azure.objects.delete(`${VAULT}/certificates/${CERTIFICATE}`)),
    ],
  },
  {
    name: "a runner in the network and a database",
    workload: "api",
    where: "network",
    named: { database: "ledger" },
    faults: SQL,
  },
  {
    name: "a host and its database",
    workload: "api",
    where: "workload",
    named: { database: "ledger" },
    faults: [
      fault("sql-no-user", "call", login),
      fault("user-role", "call", (w) => {
        database(w).state.members = [];
      }),
    ],
  },
];

export function enter(world: World, scene: Scene, faults: readonly Fault[]): void {
  world.reset();
  if (scene.workload === "worker" && scene.where === "workload") {
    world.who = WORKER;
    world.env = {
      AZURE_FEDERATED_TOKEN_FILE: "/var/run/token",
      AZURE_TENANT_ID: TENANT,
      AZURE_CLIENT_ID: WORKER.client,
    };
    world.assertion = { iss: WORKER.issuer, sub: WORKER.subject, aud: "api://AzureADTokenExchange" };
  }
  for (const { make } of faults) make(world);
}

export { SQL_IP };
