import type { ConvergeOptions } from "../../src/engine/options.ts";
import { converge } from "../../src/engine/converge.ts";
import type { Event, HostSummary } from "../../src/model/event.ts";
import { Failure } from "../../src/model/failure.ts";
import type { Resource } from "../../src/model/resource.ts";
import type { Connection, Transport } from "../../src/model/transport.ts";
import { quote } from "../../src/shell/quote.ts";
import { sh } from "../../src/shell/sh.ts";
import { optionsFor } from "./converge-on.ts";
import { FakeSystemdHost } from "./fake-systemd.ts";
import { declared, text } from "./text-kind.ts";

/** Starts the last word after the time that `/tmp/timer` says; with `/tmp/no-timer`, refuses. */
const SYSTEMD_RUN = String.raw`#!/bin/sh
[ ! -e /tmp/no-timer ] || exit 1
echo "$*" >>/tmp/timers
for last; do :; done
seconds=30
[ ! -e /tmp/timer ] || read -r seconds </tmp/timer
(sleep "$seconds"; exec sh -c "$last") </dev/null >/dev/null 2>&1 3<&- 9>&- &
`;

/** What a run over one host came to. */
export interface Run {
  readonly summary: HostSummary;
  readonly events: readonly Event[];
  readonly failures: readonly Failure[];
  /** Texts of notices. */
  readonly notices: readonly string[];
}

/** A private host whose systemd-run starts what it is told in time, and no later. */
export class ConfirmHost extends FakeSystemdHost {
  override async up(): Promise<this> {
    await super.up();
    this.sh(`printf %s ${quote(SYSTEMD_RUN)} >/usr/local/sbin/systemd-run && chmod 755 /usr/local/sbin/systemd-run`);
    return this;
  }

  /** After how many seconds the undo comes. */
  undoAfter(seconds: number): void {
    this.sh(`echo ${String(seconds)} >/tmp/timer`);
  }

  /** What of arming is still there. */
  leftovers(): string {
    return this.sh(
      "ls -d /var/lib/infra/confirm.* /etc/systemd/system/infra-undo* /etc/systemd/system/*/infra-undo* /run/infra/group.* 2>/dev/null || true",
    );
  }

  /** Brings resources to the host; `connect` stands for its transport. */
  async apply(resources: readonly Resource[], changes: Partial<ConvergeOptions> = {}): Promise<Run> {
    const options = optionsFor([this], { confirmPace: 0.05, ...changes });
    const summaries = await converge([{ host: this.host, declared: declared(...resources) }], options);
    const summary = summaries[this.host.name];
    if (summary === undefined) throw new Error("it came to nothing");
    const { events } = options;
    return {
      summary,
      events,
      failures: events.flatMap((event) => (event.type === "failure" ? [event.failure] : [])),
      notices: events.flatMap((event) => (event.type === "notice" ? [event.message] : [])),
    };
  }

  /** The host's transport, of which only some connections come about: the n-th, from 0 on, where `comes` says so. */
  transportWhere(comes: (index: number) => boolean, cause: () => Error): () => Promise<Transport> {
    let index = 0;
    const connect: Transport["connect"] = async (host, options) => {
      index += 1;
      if (!comes(index - 1)) throw cause();
      return await this.transport.connect(host, options);
    };
    return async () => await Promise.resolve({ connect });
  }
}

/** A text whose change is to be confirmed; its undo takes the text away and says so in `/tmp/undone`. */
export function cutting(path: string, more: { readonly command?: string; readonly port?: number; readonly undo?: string } = {}): Resource {
  const { command, port, undo = `rm -f ${path}; echo ${path} >>/tmp/undone` } = more;
  const resource = text({ path, text: "1", ...(command !== undefined && { command }) });
  return {
    ...resource,
    plan: async (ask) =>
      (await resource.plan(ask)).map((change) => ({
        ...change,
        confirm: { undo: [sh`sh -c ${undo}`], ...(port !== undefined && { port }) },
      })),
  };
}

/** A transport whose n-th connection, from 0 on, is heard up to a word of the host's, and then goes silent until it is closed. */
export function freezing(transport: Transport, frozen: Readonly<Record<number, string>>): () => Promise<Transport> {
  let index = 0;
  const connect: Transport["connect"] = async (host, options) => {
    const last = frozen[index];
    index += 1;
    const connection = await transport.connect(host, options);
    return last === undefined ? connection : silenced(connection, last);
  };
  return async () => await Promise.resolve({ connect });
}

/** A transport whose n-th connection, from 0 on, is lost when the host says a word, which is not heard any more. */
export function losing(transport: () => Promise<Transport>, lost: number, word: string): () => Promise<Transport> {
  let index = 0;
  return async () => {
    const { connect } = await transport();
    return {
      connect: async (host, options) => {
        const connection = await connect(host, options);
        index += 1;
        return index - 1 === lost
          ? { ...connection, close: connection.close.bind(connection), exec: execLosing(connection, word) }
          : connection;
      },
    };
  };
}

function execLosing(connection: Connection, word: string): Connection["exec"] {
  async function* upTo(output: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let heard = "";
    for await (const bytes of output) {
      heard += Buffer.from(bytes).toString();
      if (heard.includes(word)) throw new Failure("CONNECTION_LOST", "eu", "Cannot go on with eu: the connection was lost");
      yield bytes;
    }
  }
  return async (line) => {
    const channel = await connection.exec(line);
    const output = upTo(channel.output);
    return { ...channel, output };
  };
}

function silenced(connection: Connection, last: string): Connection {
  let lose: (error: unknown) => void = () => undefined;
  const lost = new Promise<never>((_, reject) => {
    lose = reject;
  });
  lost.catch(() => undefined);
  async function* until(output: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let heard = "";
    for await (const bytes of output) {
      heard += Buffer.from(bytes).toString();
      yield bytes;
      if (heard.includes(last)) await lost;
    }
  }
  return {
    handshakes: connection.handshakes,
    async exec(line) {
      const channel = await connection.exec(line);
      const output = until(channel.output)[Symbol.asyncIterator]();
      return { ...channel, output: { [Symbol.asyncIterator]: () => output } };
    },
    close: () => {
      lose(new Failure("CONNECTION_LOST", "eu", "Cannot go on with eu: the connection was closed"));
    },
  };
}
