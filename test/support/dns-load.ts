import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";

/** A question for the address records (A) of a name, as a resolver asks for a client of this IPv4 address (RFC 7871). */
export interface LoadQuestion {
  readonly name: string;
  readonly client: string;
}

/** What a load came to. */
export interface LoadReport {
  readonly asked: number;
  /** Questions without an answer after two seconds; nothing is asked twice. */
  readonly lost: number;
  readonly perSecond: number;
  /** Every answer that was seen, by question, in the order of the questions: addresses sorted, or `RCODE n`. */
  readonly answers: readonly ReadonlySet<string>[];
}

interface Load {
  readonly socket: Socket;
  readonly questions: readonly LoadQuestion[];
  readonly packets: readonly Buffer[];
  readonly answers: readonly Set<string>[];
  /** Id of a message → which question, and when it was asked. */
  readonly open: Map<number, { readonly index: number; readonly at: number }>;
  asked: number;
  lost: number;
}

const LOST_AFTER_MS = 2000;

/** What a socket's buffer of the kernel's default size holds: a machine that is busy with other things makes up for it in bursts. */
const MOST_OPEN = 150;

/** Asks a name server at a steady rate, by UDP, until `work` has ended. */
export async function underLoad(
  { address, questions, perSecond }: { readonly address: string; readonly questions: readonly LoadQuestion[]; readonly perSecond: number },
  work: () => Promise<void>,
): Promise<LoadReport> {
  const socket = createSocket("udp4");
  socket.connect(53, address);
  await once(socket, "connect");
  const load: Load = {
    socket,
    questions,
    packets: questions.map(packetOf),
    answers: questions.map(() => new Set()),
    open: new Map(),
    asked: 0,
    lost: 0,
  };
  socket.on("message", (message: Buffer) => {
    take(load, message);
  });
  const begun = performance.now();
  const timer = setInterval(() => {
    while (load.asked < ((performance.now() - begun) * perSecond) / 1000 && load.open.size < MOST_OPEN) ask(load);
    loseOld(load);
  }, 4);
  await work();
  clearInterval(timer);
  const seconds = (performance.now() - begun) / 1000;
  await new Promise((resolve) => setTimeout(resolve, LOST_AFTER_MS));
  loseOld(load);
  socket.close();
  return { asked: load.asked, lost: load.lost, perSecond: load.asked / seconds, answers: load.answers };
}

function ask(load: Load): void {
  const index = load.asked % load.questions.length;
  const packet = Buffer.from(load.packets[index] ?? Buffer.alloc(0));
  const id = load.asked % 65_536;
  packet.writeUInt16BE(id);
  load.open.set(id, { index, at: performance.now() });
  load.asked += 1;
  load.socket.send(packet);
}

function loseOld(load: Load): void {
  for (const [id, { at }] of load.open) {
    if (performance.now() - at < LOST_AFTER_MS) return;
    load.open.delete(id);
    load.lost += 1;
  }
}

function take(load: Load, message: Buffer): void {
  const id = message.readUInt16BE(0);
  const asked = load.open.get(id);
  if (asked === undefined) return;
  load.open.delete(id);
  load.answers[asked.index]?.add(addressesIn(message));
}

/** A question (RFC 1035, 4.1) with an option of the client's subnet, all 32 bits of it. */
function packetOf({ name, client }: LoadQuestion): Buffer {
  const labels = name.split(".").flatMap((label) => [label.length, ...Buffer.from(label)]);
  const subnet = [0, 1, 32, 0, ...client.split(".").map(Number)];
  const option = [0, 8, 0, subnet.length, ...subnet];
  return Buffer.from([
    ...[0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1],
    ...[...labels, 0, 0, 1, 0, 1],
    ...[0, 0, 41, 4, 208, 0, 0, 0, 0, 0, option.length, ...option],
  ]);
}

function addressesIn(message: Buffer): string {
  const rcode = message.readUInt8(3) & 15;
  if (rcode !== 0) return `RCODE ${rcode}`;
  const found: string[] = [];
  let at = afterName(message, 12) + 4;
  for (let left = message.readUInt16BE(6); left > 0; left--) {
    at = afterName(message, at);
    const [type, length] = [message.readUInt16BE(at), message.readUInt16BE(at + 8)];
    if (type === 1) found.push([...message.subarray(at + 10, at + 14)].join("."));
    at += 10 + length;
  }
  return found.sort().join(" ");
}

/** Behind labels that end with none, or with a pointer to others. */
function afterName(message: Buffer, from: number): number {
  let at = from;
  for (let length = message.readUInt8(at); length !== 0; length = message.readUInt8(at)) {
    if (length >= 192) return at + 2;
    at += 1 + length;
  }
  return at + 1;
}
