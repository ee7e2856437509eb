// What Entra answers instead of a token. The number alone decides; the words around it differ by version and language.
import { causesOf, type Cause } from "../cause.ts";

const of = causesOf(
  "entra-docs: Microsoft Entra authentication and authorization error codes; workload identity federation",
);

/** The number, and no longer one that begins alike. */
const aadsts = (...codes: readonly number[]): RegExp => new RegExp(numbered(codes), "i");
const numbered = (codes: readonly number[]): string => String.raw`AADSTS(?:${codes.join("|")})(?!\d)`;

/** The number, or the name that the error reference gives it, as sign-in logs show it. */
const named = (name: RegExp, ...codes: readonly number[]): RegExp =>
  new RegExp(`${name.source}|${numbered(codes)}`, "i");

export const ENTRA_CAUSES: readonly Cause[] = [
  of(
    "subject-case",
    "sign-in",
    aadsts(7002138),
    "the subject differs from the federated credential in the case of its letters alone",
    "write the subject as the token has it, in the manifest or the settings, and deploy",
  ),
  of(
    "subject-mismatch",
    "sign-in",
    aadsts(700213),
    "no federated credential of the identity has this subject",
    "compare the subject in the message with `federatedWith` letter by letter; a new repository of GitHub has ids in its subject",
  ),
  of(
    "audience-mismatch",
    "sign-in",
    aadsts(700212),
    "the token was made for another audience than the federated credential names",
    "ask for api://AzureADTokenExchange, or for what the cloud in use takes",
  ),
  of(
    "issuer-mismatch",
    "sign-in",
    aadsts(700211),
    "no federated credential of the identity has this issuer",
    "compare the issuer letter by letter; one of AKS ends in a slash",
  ),
  of(
    "no-matching-credential",
    "sign-in",
    aadsts(70021),
    "no federated credential has this issuer, subject and audience, or it is minutes old",
    "compare the three values of the message with the credential; after a deployment wait some minutes",
  ),
  of(
    "entra-token-as-assertion",
    "sign-in",
    aadsts(700222),
    "a token of Entra itself was handed in where one of another issuer is wanted",
    "use the token of the host (GitHub, Kubernetes), or a managed identity as the credential of an application",
  ),
  of(
    "assertion-expired",
    "sign-in",
    aadsts(700024),
    "the token that was handed in is not valid now: it expired, or a clock is wrong",
    "fetch a new token for each run, and check the clock of the host",
  ),
  of(
    "assertion-signature",
    "sign-in",
    named(/Client assertion failed signature validation/, 700027, 50013, 50027),
    "the signature of the token that was handed in was not accepted",
    "the certificate or key of the issuer changed or is not registered: use the current one",
  ),
  of(
    "secret-expired",
    "sign-in",
    aadsts(7000222),
    "the client secret expired",
    "write a new one, or better, move the application to federation",
  ),
  of(
    "secret-wrong",
    "sign-in",
    aadsts(7000215, 7000216),
    "the client secret is not the application's",
    "compare which secret the application uses: the value is wanted, not its id",
  ),
  of(
    "credential-missing",
    "sign-in",
    named(/request body must contain[^\n]*client_(?:assertion|secret)/, 7000218, 70002),
    "no credential was sent",
    "give the client its federated token or credential",
  ),
  of(
    "application-unknown",
    "tenant",
    aadsts(700016, 70001, 7000229),
    "the application is not known in the tenant that was asked",
    "check the client id and the tenant id: a managed identity lives in the tenant of its subscription",
  ),
  of(
    "application-disabled",
    "sign-in",
    aadsts(7000112),
    "the application is disabled",
    "an administrator disabled it: ask why before enabling it",
  ),
  of(
    "tenant-unknown",
    "tenant",
    aadsts(90002, 900023, 50059),
    "the tenant is not known, or is in another cloud",
    "correct the tenant id and the authority",
  ),
  of(
    "user-of-other-tenant",
    "tenant",
    aadsts(50020, 90072, 50194),
    "the account belongs to another tenant",
    "sign in to the tenant of the resource",
  ),
  of(
    "mfa-required",
    "sign-in",
    aadsts(50076, 50079, 50074, 50158, 500121),
    "a person must confirm a second factor",
    "automation signs in as an identity; a person signs in interactively",
  ),
  of(
    "conditional-access",
    "sign-in",
    [
      named(
        /BlockedByConditionalAccess|Access has been blocked by Conditional Access/,
        53000,
        53001,
        53002,
        53003,
        53004,
        530003,
        50131,
        50005,
      ),
    ],
    "a conditional access policy refuses the sign-in",
    "see which policy applied in the sign-in log of Entra, and from where it was tried",
  ),
  of(
    "resource-unknown",
    "tenant",
    named(/InvalidResourceServicePrincipalNotFound/, 500011, 500014, 650057),
    "the resource that a token was asked for is not known in the tenant",
    "correct the scope: https://vault.azure.net/.default or https://database.windows.net/.default",
  ),
  of(
    "scope-wrong",
    "sign-in",
    aadsts(1002012, 70011),
    "the scope is not one of an application's own sign-in",
    "ask for the resource with /.default at its end",
  ),
  of(
    "consent-missing",
    "sign-in",
    named(/DelegationDoesNotExist/, 65001, 65004, 90094, 65005),
    "nobody has agreed that the application may ask for this",
    "an administrator grants consent",
  ),
  of(
    "not-assigned",
    "sign-in",
    aadsts(50105),
    "the account is not assigned to the application",
    "assign the user or the group to the application",
  ),
  of(
    "password-wrong",
    "sign-in",
    aadsts(50126, 50034, 50053, 50055, 50057),
    "the account's name or password was not accepted, or the account is locked or disabled",
    "nothing of this program has a password: use an identity",
  ),
  of("token-revoked", "sign-in", aadsts(50173, 70008, 700082, 700084, 50078), "the session has ended", "sign in again"),
  of(
    "certificate-subject",
    "sign-in",
    named(/subject name in certificate isn'?t authorized/, 700030),
    "the certificate's subject is not one that is let in",
    "check the trusted subject names of the application",
  ),
  of(
    "request-malformed",
    "sign-in",
    aadsts(90014, 9002313, 900144),
    "the request lacks a field or is malformed",
    "update the client library; what it sends is not what Entra takes",
  ),
  of(
    "silent-sign-in",
    "sign-in",
    aadsts(50058, 16000),
    "no session is there to sign in from without asking",
    "sign in interactively once",
  ),
  of(
    "graph-not-found",
    "wait",
    /Request_ResourceNotFound|does not exist or one of its queried reference-property objects are not present/i,
    "Graph does not know the object: it is new, of another tenant, or a client id stands for an object id",
    "after creation wait some tens of seconds; otherwise use the object id",
  ),
  of(
    "graph-forbidden",
    "role",
    /Authorization_RequestDenied|PermissionScopeNotGranted/i,
    "the caller lacks a right of Microsoft Graph",
    "grant the application role that the call names, and consent to it (docs/people.md)",
  ),
];
