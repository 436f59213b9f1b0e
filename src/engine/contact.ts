import type { Host } from "../model/host.ts";
import { askHost } from "./ask-host.ts";
import type { Send } from "./asker.ts";
import { firstWords, type LockWish } from "./first-words.ts";
import type { ConvergeOptions } from "./options.ts";
import { type Reached, reach, reachWithin } from "./reach.ts";

/** A host's connection and session during a run: opened once, and gone on with over another one when it is lost. */
export class Contact {
  readonly #host: Host;
  readonly #options: ConvergeOptions;
  #reached: Reached | undefined;
  /** What the next look has to do with the lock. */
  #lockWish: LockWish = "none";
  /** Made over connections that are no longer the run's own. */
  readonly #elsewhere = { exchanges: 0, handshakes: 0 };

  constructor(host: Host, options: ConvergeOptions) {
    this.#host = host;
    this.#options = options;
  }

  /** `undefined` while the host was not reached. */
  get reached(): Reached | undefined {
    return this.#reached;
  }

  get exchanges(): number {
    return this.#elsewhere.exchanges + (this.#reached?.session.exchanges ?? 0);
  }

  get handshakes(): number {
    return this.#elsewhere.handshakes + (this.#reached?.connection.handshakes ?? 0);
  }

  /** The open connection, which is opened where it is not yet. */
  async open(): Promise<Reached> {
    this.#reached ??= await reach(this.#host, this.#options);
    return this.#reached;
  }

  /** What puts the questions of one look at the host, the first of them behind taking the lock where that is wanted. */
  asking(wish: LockWish = this.#lockWish): Send {
    let before = firstWords(wish, this.#options);
    return async (questions) => {
      const answers = await askHost(questions, { host: this.#host, reached: await this.open(), options: this.#options, before });
      before = undefined;
      this.#lockWish = "none";
      return answers;
    };
  }

  /** Counts exchanges that were made over other connections. */
  countElsewhere(exchanges: number): void {
    this.#elsewhere.exchanges += exchanges;
  }

  /** Goes on over another connection; its session holds no lock yet. */
  moveTo(next: Reached): void {
    Object.assign(this.#elsewhere, { exchanges: this.exchanges, handshakes: this.handshakes });
    this.#reached = next;
    this.#lockWish = "take over";
  }

  /** Goes on over a new connection where the old one is lost, and takes the lock over from its session. */
  async reopen(): Promise<void> {
    const { connectTimeoutMs: timeoutMs, cut: signal } = this.#options;
    const { host, connection } = await this.open();
    connection.close();
    this.moveTo(await reachWithin(host, this.#options, { timeoutMs, signal, isAgain: true }));
    await this.asking()([]);
  }

  /** Tells the host that the controller is still there. */
  async keepAlive(): Promise<void> {
    await this.#reached?.session.keepAlive();
  }

  /** Ends the session, and the lock with it. */
  close(): void {
    this.#reached?.session.close();
    this.#reached?.connection.close();
  }
}
