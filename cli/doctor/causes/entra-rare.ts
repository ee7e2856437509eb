// What Entra answers more rarely: clouds, what may be an issuer, and what passes.
import { causesOf, type Cause } from "../cause.ts";

const of = causesOf(
  "entra-docs: Microsoft Entra authentication and authorization error codes; azure-sdk-for-net: TROUBLESHOOTING of Azure.Identity",
);
const aadsts = (...codes: readonly number[]): RegExp => new RegExp(String.raw`AADSTS(?:${codes.join("|")})(?!\d)`, "i");

export const ENTRA_RARE_CAUSES: readonly Cause[] = [
  of(
    "entra-cloud",
    "tenant",
    aadsts(900382, 900439, 90038),
    "the application belongs to another cloud than the one that was asked",
    "set the authority of the cloud in use, and the audience that it takes for an exchange of tokens",
  ),
  of(
    "tenant-not-named",
    "tenant",
    aadsts(90019),
    "the request names no tenant",
    "set AZURE_TENANT_ID to the tenant that `strongroom connect` prints",
  ),
  of(
    "issuer-not-allowed",
    "sign-in",
    aadsts(700236, 700238, 7002381),
    "a token of this issuer may not be used for federation with this application",
    "use the host's own token; a managed identity is the credential of an application of the same tenant alone",
  ),
  of(
    "credential-unwanted",
    "sign-in",
    aadsts(700025),
    "the application is a public client, and a secret or assertion was sent",
    "sign in as the workload's identity, or make the application a confidential one",
  ),
  of(
    "assertion-time",
    "sign-in",
    aadsts(500133),
    "the token that was handed in is not valid now: it expired, or a clock is wrong",
    "fetch a new token for each run, and check the clock of the host",
  ),
  of(
    "role-unassigned",
    "sign-in",
    aadsts(501051),
    "the application is not assigned to a role of the one that it asks for",
    "assign the identity to a role of that application",
  ),
  of(
    "tenant-policy",
    "tenant",
    aadsts(500212, 500213),
    "a cross-tenant access policy of one of the two tenants forbids it",
    "ask the administrators of the tenant that the message names",
  ),
  of(
    "risk-or-device",
    "sign-in",
    aadsts(53011, 530004),
    "a conditional access policy refuses the account or its device",
    "see which policy applied in the sign-in log of Entra",
  ),
  of(
    "session-too-old",
    "sign-in",
    aadsts(70043),
    "the session ended: a policy asks for a new sign-in after some time",
    "sign in again; automation signs in as an identity",
  ),
  of(
    "entra-busy",
    "wait",
    aadsts(90033, 90006, 90024, 90055, 50196),
    "Entra did not answer this time, or was asked too often",
    "try again with growing pauses, and keep tokens until they end",
  ),
  of(
    "workload-identity-settings",
    "host",
    /WorkloadIdentityCredential[^\n]*(?:required parameters|token file|not (?:be )?found|unavailable)/i,
    "the pod or job has no federated token to sign in with, or lacks tenant or client id",
    'put the label azure.workload.identity/use: "true" on the pod template and the client id on its service account, then make the pod anew',
  ),
  of(
    "imds-other-identity",
    "host",
    /No User Assigned or Delegated Managed Identity found/i,
    "the identity that was asked for is not attached to this host",
    "attach the workload's identity, and ask for it by its client id",
  ),
  of(
    "not-signed-in",
    "sign-in",
    /Please run 'az login'|Azure CLI not found on path/i,
    "nobody is signed in on this machine",
    "run `az login`; in a workload use its identity",
  ),
];
