import { expect } from "chai";
import fc from "fast-check";
import { standardOutput } from "../../src/transport/docker-frames.ts";
import { errorOutput } from "../../src/transport/stream-channel.ts";

/** A frame as the engine sends it: type (1 output, 2 errors), three zeros, the length. */
function frame(type: 1 | 2, bytes: Uint8Array): Buffer {
  const header = Buffer.alloc(8);
  header[0] = type;
  header.writeUInt32BE(bytes.length, 4);
  return Buffer.concat([header, bytes]);
}

async function* inPieces(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  let at = 0;
  for (const size of [...sizes, bytes.length]) {
    await Promise.resolve();
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

describe("frames of the Docker engine", () => {
  it("are put together however the network cuts them", async () => {
    const oneFrame = fc.record({ type: fc.constantFrom(1 as const, 2 as const), bytes: fc.uint8Array({ maxLength: 40 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(oneFrame), fc.array(fc.integer({ min: 0, max: 30 })), async (frames, sizes) => {
        const errors = errorOutput();
        const output: Uint8Array[] = [];
        const sent = Buffer.concat(frames.map(({ type, bytes }) => frame(type, bytes)));
        for await (const chunk of standardOutput(inPieces(sent, sizes), errors)) output.push(chunk);
        const wanted = (of: 1 | 2) => Buffer.concat(frames.filter(({ type }) => type === of).map(({ bytes }) => bytes));
        expect(Buffer.concat(output).equals(wanted(1))).to.equal(true);
        expect(errors.text()).to.equal(wanted(2).toString());
      }),
    );
  });
});
