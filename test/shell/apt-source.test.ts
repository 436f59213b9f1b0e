import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { blob, blobPath } from "../../src/model/blob.ts";
import { trialKeyPath, tryAptSource } from "../../src/shell/apt-source.ts";
import { sh } from "../../src/shell/sh.ts";
import { applyOn, type LocalHost, localHost, type Outcome, standIn } from "../support/local-host.ts";
import { put } from "../support/rooted.ts";

/** apt-get is a stand-in that writes down what it would read, and nobody holds a lock; `/etc/apt` and `/run` are folders of the test. */
describe("tryAptSource", () => {
  let host: LocalHost;
  beforeEach(() => {
    host = localHost();
    put(host, {
      "/run/x": "",
      "/etc/apt/sources.list.d/knot.sources": "old",
      "/etc/apt/sources.list.d/knot.list": "the vendor's",
      "/etc/apt/sources.list.d/other.list": "other",
      "/etc/apt/sources.list.d/a.off": "",
    });
  });
  afterEach(() => {
    host.remove();
  });

  function run(aptGet: string, hasKey = true): Outcome {
    const [source, trial, key] = [blob("entry"), blob("entry to try"), blob("key")];
    standIn(host, "apt-get", `for word; do case $word in Dir::Etc::sourceparts=*) parts=\${word#*=} ;; esac; done\n${aptGet}`);
    standIn(host, "find", "");
    const commands = tryAptSource({
      name: "knot",
      source: blobPath(source),
      trial: blobPath(trial),
      key: hasKey ? { source: blobPath(key), form: "asc" } : undefined,
      lockTimeoutMs: 60_000,
    });
    const moved = [...commands, sh`echo live`].map(({ text }) => ({
      text: text.replaceAll(/\/(?=etc\/apt\/|run\/infra-apt)/g, `${host.folder}/`),
    }));
    const [outcome] = applyOn(host, [{ resource: "x", title: "x", commands: moved, blobs: [source, trial, key], timeoutMs: 1 }]);
    if (outcome === undefined) throw new Error("nothing ran");
    expect(existsSync(join(host.folder, trialKeyPath("knot", "asc"), ".."))).to.equal(false);
    expect(readFileSync(join(host.folder, "/etc/apt/sources.list.d/knot.sources"), "utf8")).to.equal("old");
    return outcome;
  }

  it("lets apt read all sources together but those whose place it takes, then fetch this one alone with its key", () => {
    const { status, output } = run(
      'for file in "$parts"/*; do echo "${file##*/}: $(cat "$file")"; done >&2; cat "$parts"/../key.asc >&2; echo >&2',
    );
    expect([status, output]).to.deep.equal([0, "knot.sources: entry\nother.list: other\nkey\nknot.sources: entry to try\nkey\nlive\n"]);
  });

  it("needs no key of its own", () => {
    expect(run('[ ! -e "$parts"/../key.asc ]', false)).to.include({ status: 0, output: "live\n" });
  });

  it("ends with 65 where apt cannot read it beside the others", () => {
    expect(run('echo "E: Conflicting values" >&2; [ "$1" != indextargets ] || exit 100')).to.include({
      status: 65,
      output: "E: Conflicting values\n",
    });
  });

  it("ends where apt cannot fetch or verify it", () => {
    expect(run('[ "$1" = indextargets ] || { echo "E: NO_PUBKEY"; exit 100; }')).to.include({ status: 100, output: "E: NO_PUBKEY\n" });
  });
});
