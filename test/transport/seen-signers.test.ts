import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { expect } from "chai";
import packet, { type DecodedPacket } from "dns-packet";
import { seenSigners } from "../../src/transport/seen-signers.ts";

const digest = "b4c8c1fe2e7477127b27115656ad6256f424625bf5c1e2770ce6d6e37df61d17";

describe("seenSigners", () => {
  let server: Socket;
  let resolver = "";
  let asked: DecodedPacket | undefined;
  /** What the resolver sends for a question, one datagram each. */
  let reply: (question: DecodedPacket) => readonly Uint8Array[] = () => [];
  beforeEach(async () => {
    server = createSocket("udp4").bind(0, "127.0.0.1");
    await once(server, "listening");
    resolver = `127.0.0.1:${server.address().port}`;
    server.on("message", (bytes, { port, address }) => {
      asked = packet.decode(bytes);
      for (const datagram of reply(asked)) server.send(datagram, port, address);
    });
  });
  afterEach(() => {
    server.close();
  });

  function answer({ id = 0, questions = [] }: DecodedPacket, rcode = 0): Uint8Array {
    const data = { keyTag: 55648, algorithm: 13, digestType: 2, digest: Buffer.from(digest, "hex") };
    const answers = rcode === 0 ? [{ type: "DS", name: "example.org", ttl: 60, data } as const] : [];
    return packet.encode({ type: "response", id, flags: packet.RECURSION_AVAILABLE | rcode, questions, answers });
  }

  it("asks a resolver for DS records, and has them as zone files do", async () => {
    reply = (question) => [answer(question)];
    expect(await seenSigners("example.org.", resolver)).to.deep.equal([`55648 13 2 ${digest}`]);
    expect(asked?.questions?.map(({ type, name }) => `${name} ${type}`)).to.deep.equal(["example.org DS"]);
  });

  it("passes over datagrams that are no answer to its question", async () => {
    reply = (question) => [
      Buffer.from("no message"),
      Buffer.from([]),
      answer({ ...question, id: (question.id ?? 0) ^ 1 }),
      answer(question),
    ];
    expect(await seenSigners("example.org", resolver)).to.have.length(1);
  });

  it("finds none of a name that is not there, and no answer where the resolver failed", async () => {
    reply = (question) => [answer(question, 3)];
    expect(await seenSigners("example.org", resolver)).to.deep.equal([]);
    reply = (question) => [answer(question, 2)];
    const refused = await seenSigners("example.org", resolver).catch(String);
    expect(refused).to.include("answers SERVFAIL");
  });
});
