import { expect } from "chai";
import { roleAssignments } from "../../../cli/vault/arm.ts";
import { VaultFailure } from "../../../cli/vault/vault-plane.ts";
import { API, ID } from "./fixtures.ts";

const SCOPE = `${ID}/certificates/callback`;

/** Answers every request alike and remembers what was asked. */
function arm(status: number, body: unknown, cloud: "public" | "china" = "public") {
  const requests: { url: string; method: string; body: unknown; token: string }[] = [];
  const scopes: string[] = [];
  const roles = roleAssignments(
    {
      getToken: (scope) => {
        scopes.push(String(scope));
        return Promise.resolve({ token: "a-token", expiresOnTimestamp: 0 });
      },
    },
    { name: cloud },
    (url, init) => {
      requests.push({
        url: url instanceof Request ? url.url : url.toString(),
        method: init?.method ?? "GET",
        body: typeof init?.body === "string" ? JSON.parse(init.body) : undefined,
        token: new Headers(init?.headers).get("authorization") ?? "",
      });
      return Promise.resolve(new Response(body === undefined ? null : JSON.stringify(body), { status }));
    },
  );
  return { roles, requests, scopes };
}

describe("strongroom vault: role assignments", () => {
  it("puts an assignment under its own name, with its principal's kind, at the cloud's own endpoint", async () => {
    const { roles, requests, scopes } = arm(201, {}, "china");

    await roles.put(SCOPE, { name: "n", principalId: API, principalType: "ServicePrincipal", roleDefinitionId: "r" });

    expect(scopes).to.deep.equal(["https://management.chinacloudapi.cn/.default"]);
    expect(requests).to.deep.equal([
      {
        url: `https://management.chinacloudapi.cn${SCOPE}/providers/Microsoft.Authorization/roleAssignments/n?api-version=2022-04-01`,
        method: "PUT",
        body: { properties: { principalId: API, principalType: "ServicePrincipal", roleDefinitionId: "r" } },
        token: "Bearer a-token",
      },
    ]);
  });

  it("lists what is at the scope, not what is inherited from above", async () => {
    const entry = (name: string, scope: string) => ({
      name,
      properties: { principalId: API, roleDefinitionId: "r", scope },
    });
    const { roles } = arm(200, { value: [entry("here", SCOPE.toUpperCase()), entry("above", ID)] });

    expect(await roles.list(SCOPE)).to.deep.equal([{ name: "here", principalId: API, roleDefinitionId: "r" }]);
  });

  it("deletes, also what is gone already", async () => {
    const { roles, requests } = arm(204, undefined);

    await roles.delete(SCOPE, "n");

    expect(requests.map(({ method }) => method)).to.deep.equal(["DELETE"]);
  });

  it("gives Azure's refusal as what it is", async () => {
    const { roles } = arm(403, { error: { code: "AuthorizationFailed", message: "no right" } });

    const failure: unknown = await roles.list(SCOPE).catch((error: unknown) => error);

    expect(failure)
      .to.be.instanceOf(VaultFailure)
      .and.include({ status: 403, code: "AuthorizationFailed", message: "no right" });
  });
});
