import { expect } from "chai";
import { packageState } from "../../src/facts/package-state.ts";
import { Failure } from "../../src/model/failure.ts";
import { missing } from "../../src/model/fact.ts";
import { askLocally, type LocalHost, localHost, standIn } from "../support/local-host.ts";
import { put, rooted } from "../support/rooted.ts";

const ROWS = [
  "ii \ttmux\tamd64\t3.5a-3\t",
  "hi \tknot\tamd64\t3.4.6-1\t",
  "ii \tlibc6\tamd64\t2.41-12\tlibc6-2.41 (= 1)",
  "ii \tlibc6\ti386\t2.41-12~i\tlibc6-2.41",
  "ii \twine32\ti386\t10\t",
  "ii \ttzdata\tall\t2025b\t",
  "iU \thello\tamd64\t2.10\tgreeting",
  "iF \tcaddy\tamd64\t2.9\t",
  "iiR\tbroken\tamd64\t1\t",
  "iW \tpending\tamd64\t1\t",
  "rc \tnano\tamd64\t8.4\t",
  "hn \tfrozen\tamd64\t\t",
  "ii \tpostfix\tamd64\t3.10\tmail-transport-agent, default-mta:any",
  "rc \texim4\tall\t4.98\tmail-transport-agent",
  "rc \tmail-transport-agent\tall\t1\t",
];

describe("packageState", () => {
  let host: LocalHost;
  beforeEach(() => {
    host = localHost();
    standIn(host, "dpkg", "echo amd64");
    standIn(host, "dpkg-query", `cat <<'END'\n${ROWS.join("\n")}\nEND`);
    put(host, {
      "/var/lib/apt/extended_states":
        "Package: libc6\nArchitecture: amd64\nAuto-Installed: 1\n\nPackage: tzdata\nArchitecture: amd64\nAuto-Installed: 1\n\nPackage: tmux\nArchitecture: amd64\nAuto-Installed: 0\n",
    });
  });
  afterEach(() => {
    host.remove();
  });

  const cases = [
    { name: "tmux", state: { state: "installed", version: "3.5a-3", automatic: false, held: false } },
    { name: "knot", state: { state: "installed", version: "3.4.6-1", automatic: false, held: true } },
    { name: "libc6", state: { state: "installed", version: "2.41-12", automatic: true, held: false } },
    { name: "libc6:i386", state: { state: "installed", version: "2.41-12~i", automatic: false, held: false } },
    { name: "libc6:amd64", state: { state: "installed", version: "2.41-12", automatic: true, held: false } },
    { name: "wine32", state: { state: "absent", held: false } },
    { name: "wine32:i386", state: { state: "installed", version: "10", automatic: false, held: false } },
    { name: "tzdata", state: { state: "installed", version: "2025b", automatic: true, held: false } },
    { name: "pending", state: { state: "installed", version: "1", automatic: false, held: false } },
    { name: "hello", state: { state: "interrupted", held: false } },
    { name: "caddy", state: { state: "interrupted", held: false } },
    { name: "broken", state: { state: "interrupted", held: false } },
    { name: "greeting", state: { state: "absent", held: false } },
    { name: "nano", state: { state: "absent", held: false } },
    { name: "frozen", state: { state: "absent", held: true } },
    { name: "mail-transport-agent", state: { state: "provided", by: "postfix" } },
    { name: "default-mta", state: { state: "provided", by: "postfix" } },
    { name: "libc6-2.41", state: { state: "provided", by: "libc6" } },
    { name: "no-such", state: { state: "absent", held: false } },
    { name: "-W", state: { state: "absent", held: false } },
    { name: "a=b\n$(touch /x)'\\", state: { state: "absent", held: false } },
  ];

  it("answers any number of names by their place, and one that is asked twice", () => {
    const names = [...cases.map(({ name }) => name), "tmux"];
    const answers = askLocally(host, rooted(host, packageState), names);
    expect(answers.slice(0, -1)).to.deep.equal(cases.map(({ state }) => state));
    expect(answers.at(-1)).to.deep.equal(answers[0]);
  });

  it("does without apt's notes", () => {
    expect(askLocally(host, rooted({ ...host, folder: "/nonexistent" }, packageState), ["tmux"])).to.deep.equal([cases[0]?.state]);
  });

  it("never takes an answer that was cut off", () => {
    standIn(host, "dpkg-query", `echo '${String(ROWS[0])}'; exit 2`);
    expect(askLocally(host, packageState, ["tmux"])[0]).to.be.instanceOf(Failure);
  });

  it("is missing where there is no dpkg", () => {
    const script = { text: `PATH=${host.folder}\n${packageState.script(["tmux"]).text}` };
    expect(askLocally(host, { ...packageState, script: () => script }, ["tmux", "knot"])).to.deep.equal([missing, missing]);
  });

  it("works with this machine's own dpkg", () => {
    const here = localHost();
    const [dpkg, awk] = askLocally(here, packageState, ["dpkg", "awk"]);
    expect(dpkg).to.include({ state: "installed" });
    expect(awk).to.have.property("state", "provided");
    here.remove();
  });
});
