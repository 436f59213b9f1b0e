import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { sha256 } from "../../src/model/blob.ts";
import { localFile } from "../../src/run/local-file.ts";
import { repository } from "./repository.ts";

describe("localFile", () => {
  it("knows a file's size and digest, by its path or URL", () => {
    const content = "x".repeat(2_500_000);
    const made = repository({ "a b": content, empty: "" });
    const localPath = join(made.path, "a b");
    const expected = { localPath, size: content.length, sha256: sha256(content) };
    expect(localFile(localPath)).to.deep.equal(expected);
    expect(localFile(pathToFileURL(localPath))).to.deep.equal(expected);
    expect(localFile(join(made.path, "empty"))).to.include({ size: 0, sha256: sha256("") });
    made.remove();
  });
});
