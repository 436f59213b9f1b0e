import { Duplex } from "node:stream";
import type { Channel } from "../model/transport.ts";

/** A command's streams in the shape of a socket, over which an HTTP agent speaks with what the command leads to. */
class ChannelSocket extends Duplex {
  readonly #channel: Channel;
  readonly #output: AsyncIterator<Uint8Array>;

  constructor(channel: Channel) {
    super();
    this.#channel = channel;
    this.#output = channel.output[Symbol.asyncIterator]();
  }

  override _read(): void {
    this.#output.next().then(
      ({ value, done }) => this.push(done === true ? null : value),
      (error: unknown) => this.destroy(error as Error),
    );
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    this.#channel.write(bytes).then(() => {
      done();
    }, done);
  }

  override _final(done: () => void): void {
    this.#channel.end();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#channel.end();
    done(error);
  }

  /** An agent that keeps a connection calls these of a socket; the connection below has its own. */
  setKeepAlive(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setTimeout(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}

/** Wraps a channel as a socket; destroying it closes the command's standard input. */
export function channelSocket(channel: Channel): Duplex {
  return new ChannelSocket(channel);
}
