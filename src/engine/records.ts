/** What a host tells in an exchange: a trailer line that closes the bytes before it. */
export interface Record {
  readonly name: string;
  readonly fields: readonly string[];
  /** Everything since the record before, exactly as printed. */
  readonly body: Buffer;
}

/** Takes one record as it arrives. */
export type OnRecord = (record: Record) => void;

/**
 * Splits a host's output into records. A trailer is `\n<nonce> <name> <fields…>\n`; the nonce is random for each exchange and never shown to a
 * command, so that no output can forge a trailer.
 */
export class RecordReader {
  readonly #mark: Buffer;
  #rest = Buffer.alloc(0);
  #searched = 0;

  constructor(nonce: string) {
    this.#mark = Buffer.from(`\n${nonce} `);
  }

  /** Adds bytes and returns the records that they complete. */
  feed(bytes: Uint8Array): readonly Record[] {
    this.#rest = this.#rest.length === 0 ? Buffer.from(bytes) : Buffer.concat([this.#rest, bytes]);
    const records: Record[] = [];
    for (let record = this.#next(); record !== undefined; record = this.#next()) records.push(record);
    return records;
  }

  /** What came after the last record: noise, or a broken end. */
  rest(): Buffer {
    return this.#rest;
  }

  #next(): Record | undefined {
    const at = this.#rest.indexOf(this.#mark, this.#searched);
    const end = at < 0 ? -1 : this.#rest.indexOf("\n", at + this.#mark.length);
    if (end < 0) {
      this.#searched = at < 0 ? Math.max(0, this.#rest.length - this.#mark.length) : at;
      return undefined;
    }
    const body = this.#rest.subarray(0, at);
    const [name = "", ...fields] = this.#rest.toString("utf8", at + this.#mark.length, end).split(" ");
    this.#rest = this.#rest.subarray(end + 1);
    this.#searched = 0;
    return { name, fields, body };
  }
}
