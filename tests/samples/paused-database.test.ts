// The Node.js sample with the real driver, against a server on loopback that speaks TDS 8.0 and sleeps for 70 seconds. The
// seconds pass on a clock of the test's own.
import { expect } from "chai";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer, type Server, type TLSSocket } from "node:tls";
import { connectTo } from "../../docs/samples/node/database.ts";
import { makeCertificate } from "../cli/vault/make-certificate.ts";

const SLEEPS_MS = 70_000;
const HOST = "localhost";

/** Kinds of message ([MS-TDS] 2.2.3.1.1). */
const PRELOGIN = 0x12;
const LOGIN = 0x10;
const FEDAUTH_TOKEN = 0x08;

/** What the server answers, one packet each ([MS-TDS] 2.2.6 and 2.2.7). */
const utf16 = (text: string): Buffer => Buffer.from(text, "utf16le");
const words = (text: string): Buffer => Buffer.concat([u16(text.length), utf16(text)]);
const short = (text: string): Buffer => Buffer.concat([Buffer.from([text.length]), utf16(text)]);
const u16 = (value: number): Buffer => Buffer.from([value & 0xff, value >> 8]);
function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
const DONE = Buffer.concat([Buffer.from([0xfd]), u16(0), u16(0), Buffer.alloc(8)]);

function packet(data: Buffer): Buffer {
  const header = Buffer.from([0x04, 0x01, 0, 0, 0, 0, 1, 0]);
  header.writeUInt16BE(data.length + header.length, 2);
  return Buffer.concat([header, data]);
}

function errorToken(number: number, message: string): Buffer {
  const body = Buffer.concat([u32(number), Buffer.from([1, 20]), words(message), short("sql-x"), short(""), u32(1)]);
  return Buffer.concat([Buffer.from([0xaa]), u16(body.length), body]);
}

/** Where the client gets its token from, and for whom. */
function fedauthInfo(): Buffer {
  const values = [
    [0x01, utf16("https://login.microsoftonline.com/contoso")],
    [0x02, utf16("https://database.windows.net/")],
  ] as const;
  let offset = 4 + values.length * 9;
  const heads: Buffer[] = [u32(values.length)];
  for (const [id, value] of values) {
    heads.push(Buffer.from([id]), u32(value.length), u32(offset));
    offset += value.length;
  }
  const body = Buffer.concat([...heads, ...values.map(([, value]) => value)]);
  return Buffer.concat([Buffer.from([0xee]), u32(body.length), body]);
}

function loggedIn(): Buffer {
  const ack = Buffer.concat([
    Buffer.from([1, 0x74, 0, 0, 4]),
    short("Microsoft SQL Server"),
    Buffer.from([12, 0, 0, 0]),
  ]);
  return Buffer.concat([
    Buffer.from([0xad]),
    u16(ack.length),
    ack,
    // The sign-in by a token is acknowledged.
    Buffer.from([0xae, 0x02]),
    u32(0),
    Buffer.from([0xff]),
    DONE,
  ]);
}

const PRELOGIN_ANSWER = Buffer.from(["000010000601001600010600170001ff", "100000000000", "01", "01"].join(""), "hex");

describe("the Node.js sample, before a database that sleeps", () => {
  let server: Server;
  let sockets: TLSSocket[];
  let time: number;
  let tries: number;
  let ca: string;

  beforeEach(async () => {
    const { certificate, key } = makeCertificate(`CN=${HOST}`, { ca: true });
    ca = certificate.toString();
    [sockets, time, tries] = [[], 0, 0];
    server = createServer(
      { cert: ca, key: key.export({ format: "pem", type: "pkcs8" }), ALPNProtocols: ["tds/8.0"] },
      (socket) => {
        sockets.push(socket);
        socket.on("error", () => undefined);
        socket.on("data", (data: Buffer) => {
          socket.write(packet(answer(data[0] ?? 0)));
        });
      },
    ).listen(0, HOST);
    await once(server, "listening");
  });
  afterEach(() => {
    sockets.forEach((socket) => socket.destroy());
    server.close();
  });

  function answer(kind: number): Buffer {
    if (kind === PRELOGIN) return PRELOGIN_ANSWER;
    if (kind === LOGIN) {
      tries += 1;
      return time < SLEEPS_MS
        ? Buffer.concat([
            errorToken(40613, "Database 'ledger' on server 'sql-x' is not currently available. Please retry later."),
            DONE,
          ])
        : Buffer.concat([fedauthInfo(), DONE]);
    }
    return kind === FEDAUTH_TOKEN ? loggedIn() : DONE;
  }

  it("connects once it has waited 70 seconds, by a token and in TLS only", async () => {
    const asked: (string | string[])[] = [];
    const credential = {
      getToken: (scopes: string | string[]) => {
        asked.push(scopes);
        return Promise.resolve({ token: "t", expiresOnTimestamp: Date.now() + 60_000 });
      },
    };

    const pool = await connectTo(
      HOST,
      "ledger",
      credential,
      { port: (server.address() as AddressInfo).port, options: { cryptoCredentialsDetails: { ca } } },
      {
        now: () => time,
        sleep: (milliseconds) => {
          time += milliseconds;
          return Promise.resolve();
        },
      },
    );
    await pool.close();

    expect(time).to.equal(SLEEPS_MS);
    expect(tries).to.equal(SLEEPS_MS / 5000 + 1);
    expect(asked).to.deep.equal(["https://database.windows.net/.default"]);
  });
});
