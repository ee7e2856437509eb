// Fetching an issuer, from a server on this machine. The rule that no such address is called is the default; only a road that
// a test lays itself leads here.
import { expect } from "chai";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import type { Fetched } from "../../../cli/vault/chain.ts";
import { issuerFetcher } from "../../../cli/vault/fetch-issuer.ts";
import { isPublic, publicRoad, RefusedAddress, type FindRoad } from "../../../cli/vault/public-road.ts";
import { ISSUING } from "./make-certificate.ts";

const URL_OF_ISSUER = "http://ca.contoso.com/issuing.crt";

/** What comes of asking for the issuer, and what the server was asked. */
async function ask(answer: RequestListener, timeout = 10_000): Promise<{ fetched: Fetched; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method ?? ""} ${request.headers.host ?? ""} ${request.url ?? ""}`);
    answer(request, response);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  const toServer: FindRoad = () => Promise.resolve({ address: "127.0.0.1", port });
  try {
    return { fetched: await issuerFetcher({ findRoad: toServer, timeout })(URL_OF_ISSUER), asked };
  } finally {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }
}

const problemOf = (fetched: Fetched): string => ("problem" in fetched ? fetched.problem : "none");

describe("strongroom vault: fetching an issuer", () => {
  for (const [what, bytes] of [
    ["DER", ISSUING.certificate.raw],
    ["PEM", Buffer.from(ISSUING.certificate.toString())],
  ] as const) {
    it(`takes a certificate in ${what}`, async () => {
      const { fetched, asked } = await ask((_request, response) => response.end(bytes));

      expect("certificate" in fetched && fetched.certificate.fingerprint256).to.equal(
        ISSUING.certificate.fingerprint256,
      );
      expect(asked).to.deep.equal(["GET ca.contoso.com /issuing.crt"]);
    });
  }

  const useless: readonly (readonly [string, RequestListener, string | RegExp, boolean])[] = [
    [
      "PKCS #7",
      (_, response) => response.end(Buffer.from("302306092a864886f70d010702a0", "hex")),
      /^holds PKCS #7/,
      false,
    ],
    [
      "a page",
      (_, response) => response.end("<html>"),
      "holds no certificate that can be read; PEM and DER are",
      false,
    ],
    ["too much", (_, response) => response.end(Buffer.alloc(70_000)), "holds more than 64 KiB", false],
    ["what is not there", (_, response) => response.writeHead(404).end(), "answers 404", false],
    ["what a proxy refuses", (_, response) => response.writeHead(403).end(), "answers 403", true],
    ["a line that breaks", (_, response) => response.destroy(), /^does not answer \(/, true],
  ];
  for (const [what, answer, problem, passing] of useless) {
    it(`makes nothing of ${what}, and says so`, async () => {
      const { fetched } = await ask(answer);

      if (typeof problem === "string") expect(problemOf(fetched)).to.equal(problem);
      else expect(problemOf(fetched)).to.match(problem);
      expect(fetched).to.include({ passing });
    });
  }

  it("follows a redirect, twice at most, and never to another protocol", async () => {
    const to = (location: string) => ask((_, response) => response.writeHead(302, { location }).end());
    const once = await ask((request, response) =>
      request.url === "/issuing.crt"
        ? response.writeHead(301, { location: "/there.crt" }).end()
        : response.end(ISSUING.certificate.raw),
    );

    expect(once.asked).to.deep.equal(["GET ca.contoso.com /issuing.crt", "GET ca.contoso.com /there.crt"]);
    expect(problemOf(once.fetched)).to.equal("none");
    const circle = await to("/issuing.crt");
    expect(circle.asked).to.have.length(3);
    expect(problemOf(circle.fetched)).to.include("more often, or by another protocol, than is followed");
    const secure = await to("https://ca.contoso.com/");
    expect(secure.asked).to.have.length(1);
    expect(problemOf(secure.fetched)).to.include("by another protocol");
  });

  for (const [what, answer] of [
    ["that never answers", () => undefined],
    ["that begins and never ends", (_, response) => response.write("-----BEGIN")],
  ] as const satisfies readonly (readonly [string, RequestListener])[]) {
    it(`gives up on a server ${what}`, async () => {
      const { fetched } = await ask(answer, 100);

      expect(problemOf(fetched)).to.match(/^does not answer \(.*(timeout|aborted)/i);
      expect(fetched).to.include({ passing: true });
    });
  }

  it("asks an address once, however many certificates name it", async () => {
    let asked = 0;
    const findRoad: FindRoad = () => {
      asked += 1;
      return Promise.reject(new RefusedAddress("is not called"));
    };
    const fetch = issuerFetcher({ findRoad });

    await Promise.all([fetch(URL_OF_ISSUER), fetch(URL_OF_ISSUER)]);

    expect(asked).to.equal(1);
  });

  it("calls no address of this machine, of a private network or of the cloud's own services", async () => {
    const called: string[] = [];
    const server = createServer((_request, response) => {
      called.push("called");
      response.end(ISSUING.certificate.raw);
    });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    const fetch = issuerFetcher();
    const { port } = server.address() as AddressInfo;

    const problems: string[] = [];
    for (const url of [
      `http://127.0.0.1:${String(port)}/`,
      "http://localhost/",
      "http://127.0.0.1/",
      "http://2130706433/",
      "http://[::1]/",
      "http://[::ffff:127.0.0.1]/",
      "http://169.254.169.254/metadata/identity/oauth2/token",
      "http://168.63.129.16/machine",
      "https://10.40.0.4/",
      "http://[fd00::1]/",
    ]) {
      problems.push(problemOf(await fetch(url)));
    }
    await new Promise((closed) => server.close(closed));

    expect(called).to.deep.equal([]);
    expect(problems[0]).to.equal(`names port ${String(port)}; only the usual one is called`);
    for (const problem of problems.slice(1)) {
      expect(problem).to.match(/^leads to [0-9a-f:.]+, which is no public address, and is not called$/);
    }
  });

  it("tells public addresses from all others", () => {
    const open = ["8.8.8.8", "20.50.2.1", "192.0.1.1", "172.32.0.1", "2606:4700::1111", "2a01:111::1"];
    const closed = [
      ...["0.0.0.0", "10.0.0.1", "100.64.0.1", "127.8.8.8", "169.254.169.254", "172.31.255.255", "192.168.1.1"],
      ...["168.63.129.16", "198.18.0.1", "203.0.113.7", "224.0.0.1", "255.255.255.255"],
      ...[
        "::",
        "::1",
        "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8",
        "fe80::1",
        "fd00::1",
        "ff02::1",
        "2001:db8::1",
        "2002:a00::1",
      ],
      ...["contoso.com", ""],
    ];

    expect(open.filter((address) => !isPublic(address))).to.deep.equal([]);
    expect(closed.filter(isPublic)).to.deep.equal([]);
  });

  it("lays the road to the address that it has judged", async () => {
    expect(await publicRoad(new URL("http://8.8.8.8/"))).to.deep.equal({ address: "8.8.8.8", port: 80 });
    expect(await publicRoad(new URL("https://[2606:4700::1111]/"))).to.deep.equal({
      address: "2606:4700::1111",
      port: 443,
    });
  });
});
