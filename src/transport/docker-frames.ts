import type { ErrorOutput } from "./stream-channel.ts";

const HEADER_BYTES = 8;
const STDERR = 2;

/** A piece of what a container or command printed. */
export interface FramePart {
  readonly from: "stdout" | "stderr";
  readonly bytes: Uint8Array;
}

/** Gives the standard output of a command that is attached without a terminal, and adds its standard error to `errors`. */
export async function* standardOutput(stream: AsyncIterable<Uint8Array>, errors: ErrorOutput): AsyncGenerator<Uint8Array, undefined> {
  for await (const { from, bytes } of frameParts(stream)) {
    if (from === "stderr") errors.add(bytes);
    else yield bytes;
  }
  return undefined;
}

/**
 * Takes apart what an attached command without a terminal sends: frames of a type, three zeros, a length and bytes (Docker Engine API,
 * "Attach to a container", Stream format). Nothing is read ahead of the reader, which dockerode's own demultiplexer does.
 */
export async function* frameParts(stream: AsyncIterable<Uint8Array>): AsyncGenerator<FramePart, undefined> {
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
      if (part.length > 0) yield { from: header[0] === STDERR ? "stderr" : "stdout", bytes: part };
      if (left === 0) header = Buffer.alloc(0);
    }
  }
  return undefined;
}
