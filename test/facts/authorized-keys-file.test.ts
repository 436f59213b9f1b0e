import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { authorizedKeysFile } from "../../src/facts/authorized-keys-file.ts";
import { askLocally, type LocalHost, localHost, standIn } from "../support/local-host.ts";

describe("authorizedKeysFile", () => {
  let host: LocalHost;
  beforeEach(() => {
    host = localHost();
    standIn(
      host,
      "getent",
      `case $3 in
some) echo "some:x:0:0:Some One:${host.folder}/some one:/bin/sh" ;;
empty) echo "empty:x:0:0::${host.folder}:/bin/sh" ;;
homeless) echo "homeless:x:0:0::/nonexistent:" ;;
other) echo "other:x:65534:65534::${host.folder}/some one:/bin/sh" ;;
*) exit 2 ;;
esac`,
    );
    mkdirSync(join(host.folder, "some one", ".ssh"), { recursive: true });
    chmodSync(join(host.folder, "some one", ".ssh"), 0o755);
  });
  afterEach(() => {
    host.remove();
  });

  function write(content: string): void {
    writeFileSync(join(host.folder, "some one", ".ssh", "authorized_keys"), content, { mode: 0o640 });
  }

  it("answers by position for users with a file, without one, without a home, and for nobody", () => {
    write("ssh-rsa A ann\n\n# ü\nlast");
    const [some, none, empty, homeless] = askLocally(host, authorizedKeysFile, ["some", "none", "empty", "homeless"]);
    expect(some).to.deep.equal({ uid: 0, folder: "755 0", file: "640 0", lines: ["ssh-rsa A ann", "", "# ü", "last"] });
    expect(none).to.equal(undefined);
    expect(empty).to.deep.equal({ uid: 0, folder: "", file: "", lines: [""] });
    expect(homeless).to.deep.equal({ uid: 0, folder: "", file: "", lines: [] });
  });

  it("takes out NULs, which would look like the end of an answer", () => {
    write("one\0\0two\n");
    const [some, empty] = askLocally(host, authorizedKeysFile, ["some", "empty"]);
    expect(some).to.deep.include({ lines: ["onetwo", ""] });
    expect(empty).to.deep.include({ file: "" });
  });

  it("reads as the user, so that only root's eyes see what is root's", () => {
    write("secret\n");
    chmodSync(join(host.folder, ".."), 0o755);
    expect(askLocally(host, authorizedKeysFile, ["other"])).to.deep.equal([{ uid: 65534, folder: "755 0", file: "640 0", lines: [""] }]);
  });
});
