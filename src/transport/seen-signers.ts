import { randomInt } from "node:crypto";
import { createSocket } from "node:dgram";
import { isIPv6 } from "node:net";
import { setTimeout } from "node:timers/promises";
import packet from "dns-packet";

/** How often a resolver is asked, and how long it has for an answer each time, milliseconds. */
const TRIES = 2;
const TIMEOUT_MS = 2000;

/**
 * Asks a resolver, by its address (`192.0.2.1`, `192.0.2.1:5353`, `[2001:db8::1]:5353`), for the DS records of a zone; as zone files have their data.
 * `[]`: there are none. Rejects where it has no answer, which it may for a zone whose signatures it does not believe.
 */
export async function seenSigners(zone: string, resolver: string): Promise<readonly string[]> {
  const [, host = resolver, port = "53"] = /^\[?(.*?)\]?:(\d+)$/.exec(isIPv6(resolver) ? `[${resolver}]:53` : resolver) ?? [];
  const { rcode, answers = [] } = await answerOf(zone, { host, port: Number(port) });
  if (rcode !== "NOERROR" && rcode !== "NXDOMAIN") throw new Error(`${resolver} answers ${rcode}`);
  return answers.flatMap((answer) => {
    if (answer.type !== "DS") return [];
    const { keyTag, algorithm, digestType, digest } = answer.data;
    return [`${keyTag} ${algorithm} ${digestType} ${digest.toString("hex")}`];
  });
}

type Answer = packet.DecodedPacket & { readonly rcode: string };

/** `undefined` for what is no message of DNS: anybody may send a datagram. */
function decoded(bytes: Buffer): Answer | undefined {
  try {
    return packet.decode(bytes) as Answer;
  } catch {
    return undefined;
  }
}

async function answerOf(zone: string, { host, port }: { readonly host: string; readonly port: number }): Promise<Answer> {
  const id = randomInt(0x10000);
  const flags = packet.RECURSION_DESIRED;
  const question = packet.encode({ type: "query", id, flags, questions: [{ type: "DS", name: zone.replace(/\.$/, "") }] });
  const socket = createSocket(isIPv6(host) ? "udp6" : "udp4");
  const ended = new AbortController();
  try {
    return await new Promise<Answer>((resolve, reject) => {
      socket.on("error", reject);
      socket.on("message", (bytes) => {
        const answer = decoded(bytes);
        if (answer?.id === id) resolve(answer);
      });
      const asking = async (): Promise<void> => {
        for (let tries = 0; tries < TRIES; tries++) {
          socket.send(question, port, host);
          await setTimeout(TIMEOUT_MS, undefined, { signal: ended.signal });
        }
        reject(new Error(`${host} does not answer`));
      };
      asking().catch(reject);
    });
  } finally {
    ended.abort();
    socket.close();
  }
}
