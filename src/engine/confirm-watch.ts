import type { Change } from "../model/change.ts";
import type { Record } from "./records.ts";

/** What a host tells of changes that wait to be confirmed. `disarmed`: none of them stands, all have failed. */
export type ConfirmWord = "ready" | "confirmed" | "undone" | "disarmed";

const WORDS: ReadonlySet<string> = new Set<ConfirmWord>(["ready", "confirmed", "undone", "disarmed"]);

/** Listens to an apply exchange for what concerns its changes that can cut the connection. */
export class ConfirmWatch {
  readonly #cutting: ReadonlySet<number>;
  readonly #now: () => number;
  readonly #heard = new Map<string, string>();
  #waiting: (() => void)[] = [];
  #lastAt = 0;

  constructor(changes: readonly Change[], now: () => number) {
    this.#cutting = new Set(changes.flatMap(({ confirm }, index) => (confirm === undefined ? [] : [index])));
    this.#now = now;
  }

  /** Takes a record; true where it is for nobody else. */
  take({ name, fields, body }: Record): boolean {
    this.#lastAt = this.#now();
    if (name === "start" && this.#cutting.has(Number(fields[0]))) this.#hear("begun", "");
    if (!WORDS.has(name)) return false;
    this.#hear(name, body.toString());
    return true;
  }

  /** What came with a word; `undefined` where it was not heard. */
  heard(word: ConfirmWord | "begun"): string | undefined {
    return this.#heard.get(word);
  }

  /** Resolves when one of these was heard; `begun`: the first change that can cut the connection. */
  async until(...words: readonly (ConfirmWord | "begun")[]): Promise<void> {
    while (!words.some((word) => this.#heard.has(word))) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Milliseconds since the host was last heard. */
  get silentMs(): number {
    return this.#now() - this.#lastAt;
  }

  #hear(word: string, body: string): void {
    this.#heard.set(word, body);
    for (const resolve of this.#waiting) resolve();
    this.#waiting = [];
  }
}
