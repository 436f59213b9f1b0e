import { expect } from "chai";
import { account } from "../../src/facts/account.ts";
import { groupEntry } from "../../src/facts/group-entry.ts";
import { sha256 } from "../../src/model/blob.ts";
import { Failure } from "../../src/model/failure.ts";
import { askLocally, type LocalHost, localHost, standIn } from "../support/local-host.ts";

const PASSWD = `ann:x:1001:1001:Ann é, "$(x)":/home/ann:/bin/bash
bob:x:1002:9999::/:/bin/sh
eve:x:1003:1001:::`;
const SHADOW = `ann:$y$j9T$s$h:20000:0:99999:7:::
bob:!$6$s$h:20000::::::
eve::20000::::::`;
const GROUP = `root:x:0:
ann:x:1001:
sudo:x:27:ann,bob
docker:x:99:bob`;

/** Answers as getent does: all of a table, or the lines asked for and status 2 where one is missing. */
const GETENT = `case $1 in passwd) table='${PASSWD}' ;; shadow) table='${SHADOW}' ;; group) table='${GROUP}' ;; esac
echo "$1" >>"$0.log"
shift
[ $# -gt 0 ] || { printf '%s\\n' "$table"; exit; }
shift
status=0
for name; do printf '%s\\n' "$table" | grep "^$name:" || status=2; done
exit $status`;

describe("account", () => {
  let host: LocalHost;
  beforeEach(() => {
    host = localHost();
    standIn(host, "getent", GETENT);
  });
  afterEach(() => {
    host.remove();
  });

  it("reads passwd, group and shadow once for all accounts", () => {
    const [ann, none, bob, eve] = askLocally(host, account, [{ name: "ann" }, { name: "none" }, { name: "bob" }, { name: "eve" }]);
    expect(ann).to.deep.equal({
      uid: 1001,
      group: "ann",
      groups: ["sudo"],
      comment: 'Ann é, "$(x)"',
      home: "/home/ann",
      shell: "/bin/bash",
      homeExists: false,
      password: "other",
    });
    expect(none).to.equal(undefined);
    expect(bob).to.deep.include({ group: "9999", groups: ["sudo", "docker"], home: "/", homeExists: true, password: "locked" });
    expect(eve).to.deep.include({ group: "ann", groups: [], home: "", shell: "", homeExists: false, password: "empty" });
  });

  it("compares a password's hash on the host, which never sends it", () => {
    const questions = [
      { name: "ann", passwordSha256: sha256("$y$j9T$s$h") },
      { name: "ann", passwordSha256: sha256("another") },
      { name: "bob", passwordSha256: sha256("$6$s$h") },
      { name: "none", passwordSha256: sha256("") },
    ];
    const passwords = askLocally(host, account, questions).map((answer) => (answer as { password?: string } | undefined)?.password);
    expect(passwords).to.deep.equal(["same", "other", "locked", undefined]);
    const raw = askLocally(
      host,
      { name: "raw", script: () => account.script(questions), parse: (bytes) => [Buffer.from(bytes).toString()] },
      [""],
    );
    expect(raw[0]).to.include("ann:x:1001").and.not.include("$s$h");
  });

  it("fails where the tables cannot be read", () => {
    standIn(host, "getent", "exit 3");
    expect(askLocally(host, account, [{ name: "ann" }])[0]).to.be.instanceOf(Failure);
    expect(askLocally(host, groupEntry, ["ann"])[0]).to.be.instanceOf(Failure);
  });
});

describe("groupEntry", () => {
  it("tells number and members, and takes a group that is not there for an answer", () => {
    const host = localHost();
    standIn(host, "getent", GETENT);
    const answers = askLocally(host, groupEntry, ["sudo", "none", "root"]);
    expect(answers).to.deep.equal([{ name: "sudo", gid: 27, members: ["ann", "bob"] }, undefined, { name: "root", gid: 0, members: [] }]);
    host.remove();
  });
});
