import { expect } from "chai";
import { blob, blobPath, sha256 } from "../../src/model/blob.ts";

const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

describe("blob", () => {
  it("is known by the digest of its bytes", () => {
    expect(blob("")).to.deep.equal({ sha256: empty, size: 0, source: { bytes: Buffer.alloc(0) } });
    expect(blob("ä")).to.deep.include({ sha256: sha256(Buffer.from("ä")), size: 2 });
    expect(blob(new Uint8Array([97])).sha256).to.equal(blob("a").sha256);
  });

  it("may be a file of the controller, which is not read", () => {
    const file = { localPath: "/nowhere", size: 5, sha256: empty };
    expect(blob(file)).to.deep.equal({ sha256: empty, size: 5, source: { path: "/nowhere" } });
  });

  it("has a name in a change's commands", () => expect(blobPath(blob("")).text).to.equal(`"$blobs"/${empty}`));
});
