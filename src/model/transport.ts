import type { Host } from "./host.ts";

/** Reaches hosts of one kind of connection. Rejects with a Failure (`UNREACHABLE`, `AUTH_FAILED`, `HOST_KEY_…`). */
export interface Transport {
  connect(host: Host, options: ConnectOptions): Promise<Connection>;
}

/** What a caller decides about connecting. */
export interface ConnectOptions {
  /** Time limit of connect and authentication, milliseconds. */
  readonly timeoutMs: number;
  readonly acceptNewHostKeys: boolean;
  readonly signal?: AbortSignal;
  /** Tells the user something that is no failure: a recorded key, a banner. */
  readonly notice: (message: string) => void;
}

/** An authenticated connection. */
export interface Connection {
  /** Starts a command line under the account's login shell; no terminal. */
  exec(commandLine: string): Promise<Channel>;
  close(): void;
  /** Round trips that are no exchanges: handshake, authentication, for `--json`. */
  readonly handshakes: number;
}

/** One duplex byte stream to a running command. */
export interface Channel {
  /**
   * Standard output, in order, for one reader, who may break off and go on later. Ends when the command's output ends.
   * Rejects with `CONNECTION_LOST` when the connection breaks.
   */
  readonly output: AsyncIterable<Uint8Array>;
  /** Standard error so far, capped at 64 KiB. */
  errors(): string;
  /**
   * Resolves when the bytes are taken, so that a large file never piles up in memory, or when the command has ended (its exit says why).
   * Rejects with `CONNECTION_LOST` when the connection breaks.
   */
  write(bytes: Uint8Array): Promise<void>;
  end(): void;
  /** Exit status, or the signal's name; `undefined` when the connection broke before, or the other side did not tell. */
  readonly exit: Promise<number | string | undefined>;
}
