// The real driver against sockets on loopback that behave badly: what it throws is what the sentences are made of.
import { createServer, type Server, type Socket } from "node:net";
import { once } from "node:events";
import { expect } from "chai";
import sql from "mssql";
import { explain, isTransient } from "../../tools/sql/failures.ts";
import { asFailure, configFor } from "../../tools/sql/mssql-connection.ts";
import type { SqlFailure } from "../../tools/sql/connection.ts";
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
});
