// The real driver against sockets on loopback that behave badly: what it throws is what the sentences are made of.
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { once } from "node:events";
import { expect } from "chai";
import sql from "mssql";
import { explain, isTransient } from "../../../cli/sql/failures.ts";
import { asFailure, configFor } from "../../../cli/sql/mssql-connection.ts";
import type { SqlFailure } from "../../../cli/sql/connection.ts";
import { makeCertificate } from "../vault/make-certificate.ts";
import { TARGET } from "./helpers.ts";

const TOKEN = "the-token-of-an-administrator";
const ROAD =
  "cannot be reached: the server is reached through its private endpoint only: run this from inside the network";

describe("the driver, when a server behaves badly", () => {
  const servers: Server[] = [];
  const sockets: Socket[] = [];

  afterEach(() => {
    sockets.splice(0).forEach((socket) => socket.destroy());
    servers.splice(0).forEach((server) => server.close());
  });

  const listen = async (behave: (socket: Socket) => void): Promise<number> => {
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.on("error", () => undefined);
      behave(socket);
    }).listen(0, "127.0.0.1");
    servers.push(server);
    await once(server, "listening");
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  };
  const failureOn = async (port: number): Promise<SqlFailure> => {
    const config = configFor({ ...TARGET, server: "127.0.0.1" }, TOKEN, "strongroom tests");
    const pool = new sql.ConnectionPool({ ...config, port, connectionTimeout: 500 });
    pool.on("error", () => undefined);
    try {
      await pool.connect();
    } catch (error) {
      return asFailure(error, "connect");
    }
    throw new Error("it connected");
  };

  it("is told that there is no road, when nobody listens", async () => {
    const port = await listen(() => undefined);
    servers.splice(0).forEach((server) => server.close());

    const failure = await failureOn(port);

    expect(isTransient(failure)).to.equal(false);
    expect(explain(failure, TARGET, "payments/ledger")).to.include(ROAD);
  });

  it("is told that there is no road, when nobody answers", async () => {
    const failure = await failureOn(await listen(() => undefined));

    expect(failure.code).to.equal("ETIMEOUT");
    expect(isTransient(failure)).to.equal(false);
    expect(explain(failure, TARGET, "payments/ledger")).to.include(ROAD);
  });

  it("tries again, when the connection is closed or cut", async () => {
    const closed = await failureOn(await listen((socket) => socket.destroy()));
    const cut = await failureOn(await listen((socket) => socket.once("data", () => socket.resetAndDestroy())));

    expect([isTransient(closed), isTransient(cut)]).to.deep.equal([true, true]);
  });

  it("is sent nothing but the beginning of TLS, before the server has proved who it is", async () => {
    const received: Buffer[] = [];
    // [MS-TDS] 2.2.6.5: an answer to PRELOGIN with version, ENCRYPT_NOT_SUP (2) and FEDAUTHREQUIRED, which asks to go on in plain text.
    const plain = Buffer.from(
      ["04010020", "00000100", "0000100006", "0100160001", "0600170001", "ff", "0f0000000000", "02", "01"].join(""),
      "hex",
    );
    const port = await listen((socket) => {
      socket.on("data", (chunk) => {
        received.push(chunk);
        socket.write(plain);
      });
    });

    const failure = await failureOn(port);

    const sent = Buffer.concat(received);
    expect(explain(failure, TARGET, "payments/ledger")).to.include("does not prove that it is the server");
    expect(sent[0]).to.equal(0x16); // a TLS handshake record
    for (const encoding of ["utf8", "utf16le"] as const) {
      expect(sent.includes(Buffer.from(TOKEN, encoding)), encoding).to.equal(false);
    }
  });

  it("is sent nothing at all when it shows a certificate that nobody we trust has signed", async () => {
    const { certificate, key } = makeCertificate("O=Mallory, CN=127.0.0.1");
    const received: Buffer[] = [];
    const impostor = createTlsServer({
      cert: certificate.toString(),
      key: key.export({ format: "pem", type: "pkcs8" }),
      ALPNProtocols: ["tds/8.0"],
    });
    impostor.on("tlsClientError", () => undefined);
    impostor.on("secureConnection", (socket) => {
      sockets.push(socket);
      socket.on("error", () => undefined);
      socket.on("data", (chunk: Buffer) => received.push(chunk));
    });
    servers.push(impostor.listen(0, "127.0.0.1"));
    await once(impostor, "listening");

    const failure = await failureOn((impostor.address() as AddressInfo).port);

    expect(failure.message).to.match(/self-signed certificate/);
    expect(explain(failure, TARGET, "payments/ledger")).to.include("does not prove that it is the server");
    expect(Buffer.concat(received)).to.have.length(0);
  });

  it("is spoken to in one session, in TLS, and by a token: what runs in order stays in order", () => {
    const config = configFor(TARGET, TOKEN, "strongroom tests");

    expect(config.pool).to.deep.equal({ max: 1, min: 0 });
    expect(config.options).to.include({ encrypt: "strict", trustServerCertificate: false });
    expect(config.authentication?.type).to.equal("azure-active-directory-access-token");
    expect(config).not.to.have.any.keys("user", "password");
  });
});
