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
  /** Grows by doubling, so that a large record costs no copy for each piece of it. */
  #buffer = Buffer.allocUnsafe(64 * 1024);
  #length = 0;
  #searched = 0;

  constructor(nonce: string) {
    this.#mark = Buffer.from(`\n${nonce} `);
  }

  /** Adds bytes and returns the records that they complete. */
  feed(bytes: Uint8Array): readonly Record[] {
    this.#add(bytes);
    const records: Record[] = [];
    for (let record = this.#next(); record !== undefined; record = this.#next()) records.push(record);
    return records;
  }

  /** What came after the last record: noise, or a broken end. */
  rest(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  #add(bytes: Uint8Array): void {
    const length = this.#length + bytes.length;
    if (length > this.#buffer.length) {
      const larger = Buffer.allocUnsafe(2 * length);
      this.#buffer.copy(larger, 0, 0, this.#length);
      this.#buffer = larger;
    }
    this.#buffer.set(bytes, this.#length);
    this.#length = length;
  }

  #next(): Record | undefined {
    const seen = this.rest();
    const at = seen.indexOf(this.#mark, this.#searched);
    const end = at < 0 ? -1 : seen.indexOf("\n", at + this.#mark.length);
    if (end < 0) {
      this.#searched = at < 0 ? Math.max(0, seen.length - this.#mark.length) : at;
      return undefined;
    }
    const body = Buffer.from(seen.subarray(0, at));
    const [name = "", ...fields] = seen.toString("utf8", at + this.#mark.length, end).split(" ");
    this.#buffer.copyWithin(0, end + 1, this.#length);
    this.#length -= end + 1;
    this.#searched = 0;
    return { name, fields, body };
  }
}
