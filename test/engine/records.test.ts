import { expect } from "chai";
import fc from "fast-check";
import { RecordReader } from "../../src/engine/records.ts";

describe("RecordReader", () => {
  it("gives each record the bytes before its trailer, however the stream is cut", () => {
    const body = fc.uint8Array({ maxLength: 200 });
    fc.assert(
      fc.property(fc.array(body, { maxLength: 8 }), fc.integer({ min: 1, max: 40 }), (bodies, step) => {
        const stream = Buffer.concat(bodies.flatMap((bytes, index) => [bytes, Buffer.from(`\nn0nce fact ${index} 0\n`)]));
        const reader = new RecordReader("n0nce");
        const records = [];
        for (let at = 0; at < stream.length; at += step) records.push(...reader.feed(stream.subarray(at, at + step)));
        expect(records.map(({ body: bytes }) => [...bytes])).to.deep.equal(bodies.map((bytes) => [...bytes]));
        expect(records.map(({ name, fields }) => [name, ...fields])).to.deep.equal(bodies.map((_, index) => ["fact", String(index), "0"]));
        expect(reader.rest().length).to.equal(0);
      }),
    );
  });

  it("takes no other nonce for its own", () => {
    const reader = new RecordReader("n0nce");
    expect(reader.feed(Buffer.from("\n0ther end\n\nn0nc end\n"))).to.deep.equal([]);
    expect(reader.rest().toString()).to.equal("\n0ther end\n\nn0nc end\n");
  });
});
