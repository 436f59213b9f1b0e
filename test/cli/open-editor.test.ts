import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { openEditor } from "../../src/cli/open-editor.ts";

describe("openEditor", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "infra-test-"));
    writeFileSync(join(folder, "a.yml"), "a: 1\n");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("takes $VISUAL first, with its arguments, and gives it a temporary folder beside the file", async () => {
    const path = join(folder, "a.yml");
    await openEditor(path, { env: { VISUAL: `sh -c 'echo "$TMPDIR" >> "$2"' -- more`, EDITOR: "false" } });
    expect(readFileSync(path, "utf8")).to.equal(`a: 1\n${folder}\n`);
  });

  for (const [name, version, expected] of [
    ["vim", "VIM - Vi IMproved 9.0", "-i NONE -n --cmd silent! autocmd BufReadPost * set noundofile nobackup nowritebackup"],
    ["vi", "usage: vi [file]", ""],
    ["ed", "VIM", ""],
  ] as const) {
    it(`tells ${name} (${version}) what it must not keep`, async () => {
      const program = join(folder, name);
      writeFileSync(program, `#!/bin/sh\n[ "$1" = --version ] && echo '${version}' && exit\necho "$*" >> '${folder}/seen'\n`, {
        mode: 0o700,
      });
      await openEditor(join(folder, "a.yml"), { env: { EDITOR: program } });
      expect(readFileSync(join(folder, "seen"), "utf8").trim()).to.equal(`${expected} ${folder}/a.yml`.trim());
    });
  }
});
