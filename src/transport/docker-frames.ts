import type { ErrorOutput } from "./stream-channel.ts";

const HEADER_BYTES = 8;
const STDERR = 2;

/**
 * Takes apart what an attached command without a terminal sends: frames of a type, three zeros, a length and bytes (Docker Engine API,
 * "Attach to a container", Stream format). Yields standard output; nothing is read ahead of the reader, which dockerode's own demultiplexer does.
 */
export async function* standardOutput(stream: AsyncIterable<Uint8Array>, errors: ErrorOutput): AsyncGenerator<Uint8Array, undefined> {
  let header = Buffer.alloc(0);
  let left = 0;
  for await (const chunk of stream) {
    let rest = chunk;
    while (rest.length > 0) {
      if (left === 0) {
        const missing = HEADER_BYTES - header.length;
        header = Buffer.concat([header, rest.subarray(0, missing)]);
        rest = rest.subarray(missing);
        if (header.length < HEADER_BYTES) break;
        left = header.readUInt32BE(4);
      }
      const part = rest.subarray(0, left);
      rest = rest.subarray(part.length);
      left -= part.length;
      if (part.length > 0 && header[0] === STDERR) errors.add(part);
      else if (part.length > 0) yield part;
      if (left === 0) header = Buffer.alloc(0);
    }
  }
  return undefined;
}
