import { chmodSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { localTree } from "../../src/run/local-tree.ts";
import { repository } from "./repository.ts";

describe("localTree", () => {
  it("lists files at any depth with their modes, what is no text without one, and nothing where there is no folder", () => {
    const made = repository({ "a/b/c.conf": "c\n", "a/run.sh": "#!/bin/sh\n", "a/z.bin": "\0" });
    try {
      chmodSync(join(made.path, "a/run.sh"), 0o750);
      symlinkSync("run.sh", join(made.path, "a/link.sh"));
      const found = localTree(join(made.path, "a"));
      expect(found.map(({ path, mode, text }) => [path, mode, text])).to.deep.equal([
        ["b/c.conf", "0644", "c\n"],
        ["link.sh", "0750", "#!/bin/sh\n"],
        ["run.sh", "0750", "#!/bin/sh\n"],
        ["z.bin", "0644", undefined],
      ]);
      expect(found[0]?.file).to.include({ size: 2, localPath: join(made.path, "a/b/c.conf") });
      for (const none of ["none", "a/run.sh"]) expect(localTree(join(made.path, none))).to.deep.equal([]);
    } finally {
      made.remove();
    }
  });
});
