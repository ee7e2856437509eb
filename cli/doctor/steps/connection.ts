// Is there somebody at the address, and is it who was called: TCP, TLS, and the first answer.
import { of, type Asked, type Evidence } from "../evidence.ts";
import type { Promised } from "../promise.ts";
import { bad, ok, skipped, unknown, type Outcome, WAITABLE } from "../step.ts";

const portOf = ({ target }: Promised): number => (target.kind === "database" ? 1433 : 443);

/** Nothing to ask from here, or the reason why it was not asked. */
function notSeen<T>(asked: Asked<T>, { where }: Evidence): Outcome | undefined {
  if (where === "outside") return skipped("the network cannot be seen from here");
  return "unseen" in asked ? unknown(asked.unseen) : undefined;
}

export function lookAtConnection(promised: Promised, evidence: Evidence): Outcome {
  const connected = of(evidence.connected);
  if (connected === undefined || evidence.where === "outside")
    return notSeen(evidence.connected, evidence) ?? unknown("");
  const { host } = promised.target;
  const port = portOf(promised);
  if (connected.kind === "open") return ok(`port ${port} is open`);
  if (connected.kind === "refused") {
    return bad(
      "tcp-refused",
      "network",
      `the address of ${host} refuses port ${port}: another machine than the private endpoint is there, or a firewall answers for it`,
      `let port ${port} to the private endpoint through, and look at the next hop of the route`,
    );
  }
  return bad(
    "tcp-silent",
    "network",
    `nothing answers at the address of ${host} on port ${port}`,
    `let port ${port} through from this subnet: its security group, the endpoint subnet's and the route (az network watcher test-ip-flow)`,
    WAITABLE,
  );
}

export function lookAtTls(promised: Promised, evidence: Evidence): Outcome {
  const tls = of(evidence.tls);
  if (tls === undefined || evidence.where === "outside") return notSeen(evidence.tls, evidence) ?? unknown("");
  const { host } = promised.target;
  switch (tls.kind) {
    case "trusted":
      return ok(`the certificate is for ${host}`);
    case "other-name":
      return bad(
        "tls-other-name",
        "network",
        `who answers shows a certificate for another name than ${host}`,
        "call the public name and not the privatelink one; it resolves to the private address",
      );
    case "untrusted":
      return bad(
        "tls-untrusted",
        "network",
        `nobody whom this host trusts has signed the certificate of who answers for ${host}: a proxy looks into the connection, or roots are missing`,
        "take this name out of the proxy's inspection, or install the system's root certificates",
      );
    case "none":
      return bad(
        "tls-none",
        "network",
        `who answers for ${host} does not speak TLS or cuts the connection`,
        `let port ${portOf(promised)} through unchanged: a proxy or firewall stands between`,
      );
  }
}

export function lookAtAnswerer(promised: Promised, evidence: Evidence): Outcome {
  if (promised.target.kind === "database") return skipped("a database says who it is by its certificate");
  const answerer = of(evidence.answerer);
  if (answerer === undefined || evidence.where === "outside")
    return notSeen(evidence.answerer, evidence) ?? unknown("");
  if (answerer.kind === "other") {
    return bad(
      "answer-other",
      "network",
      `who answers for ${promised.target.host} is not Key Vault`,
      "take this name out of the proxy: NO_PROXY and the proxy's own list",
    );
  }
  const { tenantId } = answerer;
  if (tenantId !== undefined && tenantId.toLowerCase() !== promised.tenantId.toLowerCase()) {
    return bad(
      "vault-tenant",
      "tenant",
      `the vault belongs to tenant ${tenantId}, and the stack to ${promised.tenantId}`,
      "compare tenantId in the settings with the subscription's tenant; a subscription that was moved leaves its vaults behind (az keyvault update --set properties.tenantId)",
    );
  }
  return ok("Key Vault answers");
}
