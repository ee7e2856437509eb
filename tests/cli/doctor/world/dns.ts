// A DNS server on the loopback interface that answers as it is told: an address, no such name, or a failure.
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { Resolver } from "node:dns/promises";

export type DnsAnswer = readonly string[] | "unknown-name" | "fails";

export class DnsDouble {
  /** By host name. */
  readonly answers = new Map<string, DnsAnswer>();
  readonly #socket: Socket = createSocket("udp4");

  async listen(): Promise<(host: string) => Promise<readonly string[]>> {
    this.#socket.on("message", (question, from) => {
      this.#socket.send(this.#reply(question), from.port, from.address);
    });
    this.#socket.bind(0, "127.0.0.1");
    await once(this.#socket, "listening");
    const resolver = new Resolver({ timeout: 10_000, tries: 1 });
    resolver.setServers([`127.0.0.1:${String(this.#socket.address().port)}`]);
    return (host) => resolver.resolve4(host);
  }

  close(): void {
    this.#socket.close();
  }

  /** RFC 1035, 4.1: the question's header and name come back, with answers behind. */
  #reply(question: Buffer): Buffer {
    const end = question.indexOf(0, 12) + 5;
    const answer = this.answers.get(nameIn(question)) ?? "unknown-name";
    const addresses = typeof answer === "string" ? [] : answer;
    const code = answer === "unknown-name" ? 3 : answer === "fails" ? 2 : 0;
    const head = Buffer.from(question.subarray(0, end));
    head.writeUInt16BE(0x8180 | code, 2);
    head.writeUInt16BE(addresses.length, 6);
    head.writeUInt32BE(0, 8);
    const answers = addresses.map((address) =>
      Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...address.split(".").map(Number)]),
    );
    return Buffer.concat([head, ...answers]);
  }
}

/** Labels, each with its length before it; a resolver may mix the case of their letters. */
function nameIn(question: Buffer): string {
  const labels: string[] = [];
  for (let at = 12; (question[at] ?? 0) > 0; at += 1 + (question[at] ?? 0)) {
    labels.push(question.toString("latin1", at + 1, at + 1 + (question[at] ?? 0)));
  }
  return labels.join(".").toLowerCase();
}
