import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";

/** A mail as a stranger sends it. */
export interface Mail {
  readonly from: string;
  readonly to: string;
  readonly lines: readonly string[];
}

/** Sends a mail to port 25 and returns the reply that ended it: 250 with the queue's id, or why it was refused. */
export async function sendMail(host: string, { from, to, lines }: Mail): Promise<string> {
  const socket = connect(25, host);
  const replies = createInterface({ input: socket })[Symbol.asyncIterator]();
  try {
    await once(socket, "connect");
    let reply = await readReply(replies);
    const said = ["HELO sender.example.org", `MAIL FROM:<${from}>`, `RCPT TO:<${to}>`, "DATA", [...lines, "."].join("\r\n")];
    for (const line of said) {
      if (/^[45]/.test(reply)) return reply;
      socket.write(`${line}\r\n`);
      reply = await readReply(replies);
    }
    return reply;
  } finally {
    socket.destroy();
  }
}

/** The last line of a reply (RFC 5321, 4.2.1): the others have a hyphen after the number. */
async function readReply(replies: AsyncIterator<string>): Promise<string> {
  for (;;) {
    const next = await replies.next();
    if (next.done === true) return "421 the connection was closed";
    if (next.value[3] !== "-") return next.value;
  }
}
