import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { overFiles, parseOverFiles, printContents, printDigests } from "../../src/facts/over-files.ts";
import { sha256 } from "../../src/model/blob.ts";
import { Failure } from "../../src/model/failure.ts";

describe("overFiles", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "infra-files-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function ask(paths: readonly string[]): ReturnType<typeof parseOverFiles> {
    const script = `${overFiles(printContents, paths).text}\n${overFiles(printDigests, paths).text}`;
    return parseOverFiles(execFileSync("dash", ["-c", script]), 2);
  }

  it("answers by place, whatever the files hold and are called", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "0", " ", "\n", "é", "\\", "'") });
    fc.assert(
      fc.property(fc.array(fc.option(text), { maxLength: 40, size: "max" }), (texts) => {
        const paths = texts.map((content, index) => {
          const path = join(folder, `it's = ${String(index)}\n-$(x)`);
          rmSync(path, { force: true });
          if (content !== null) writeFileSync(path, content);
          return path;
        });
        const there = texts.flatMap((content, index) => (content === null ? [] : [[index, content] as const]));
        const runs = ask([...paths, "/nonexistent", "/etc"]);
        if (runs instanceof Failure) throw runs;
        expect([...(runs[0] ?? [])]).to.deep.equal(there);
        expect([...(runs[1] ?? [])].map(([place, record]) => [place, record.slice(0, 64)])).to.deep.equal(
          there.map(([at, content]) => [at, sha256(content)]),
        );
      }),
      { numRuns: 8 },
    );
  });

  it("takes no answer for what cannot be read", () => {
    writeFileSync(join(folder, "a"), "text");
    const runs = ask([join(folder, "a"), "/proc/sys/net/ipv4/route/flush"]);
    expect(runs)
      .to.be.an("array")
      .with.nested.property("0")
      .that.deep.equals(new Map([[0, "text"]]));
  });
});

describe("parseOverFiles", () => {
  for (const output of ["", "0 ", "0 1 \0a\0", "0 \0a\0b\0", "\0x"]) {
    it(`fails where records and places do not fit: ${JSON.stringify(output)}`, () => {
      expect(parseOverFiles(Buffer.from(output), 1)).to.be.instanceOf(Failure);
    });
  }
});
