import type { Become, Host } from "../../src/model/host.ts";
import type { Channel, Connection } from "../../src/model/transport.ts";

/** What a scripted host says, piece by piece, and how its command ends; bytes that are written to it are kept. */
export interface Script {
  readonly says: readonly string[];
  readonly exit: number | string | undefined;
  readonly errors?: string;
}

/** A channel whose other side is a list of words: for what a real host cannot be made to do at will. */
export function scriptedChannel({ says, exit, errors = "" }: Script): Channel & { readonly written: string[]; ended: boolean } {
  const written: string[] = [];
  return {
    written,
    ended: false,
    output: pieces(says),
    errors: () => errors,
    write: async (bytes) => {
      written.push(Buffer.from(bytes).toString());
      await Promise.resolve();
    },
    end() {
      this.ended = true;
    },
    exit: Promise.resolve(exit),
  };
}

/** A connection that gives out one channel. */
export function connectionTo(channel: Channel): Connection {
  return { handshakes: 0, exec: async () => await Promise.resolve(channel), close: () => undefined };
}

/** A host that is described, and not there. */
export function paperHost(name: string, become?: Become): Host {
  const address = { connection: "ssh", host: name, port: undefined, user: "ann", privateKeyFile: undefined, hostKeys: [], become } as const;
  return { name, groups: ["all"], vars: {}, address };
}

async function* pieces(says: readonly string[]): AsyncIterable<Uint8Array> {
  for (const word of says) yield await Promise.resolve(Buffer.from(word));
}
