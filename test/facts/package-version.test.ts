import { expect } from "chai";
import { packageVersion } from "../../src/facts/package-version.ts";
import { missing } from "../../src/model/fact.ts";
import { Failure } from "../../src/model/failure.ts";
import { askLocally, type LocalHost, localHost, standIn } from "../support/local-host.ts";

const INSTALLED = ["ii \tborgmatic\t1.9.14-0.1", "rc \tnano\t8.4-1", "hi \tknot\t3.4.6-1", "iU \thello\t2.10-3"];

const POLICY = `borgmatic:
  Installed: 1.9.14-0.1
  Candidate: 1.9.15-1
nano:
  Installed: (none)
  Candidate: 8.5-1
  Version table:
     8.5-1 500
        500 http://mirror.example/debian trixie/main amd64 Packages
virtual:
  Installed: (none)
  Candidate: (none)
  Version table:
vnstat:
  Installed: (none)
  Candidate: 2.13-1`;

describe("packageVersion", () => {
  let host: LocalHost;
  beforeEach(() => {
    host = localHost();
    standIn(host, "dpkg-query", `cat <<'END'\n${INSTALLED.join("\n")}\nEND\nexit 1`);
    standIn(host, "apt-cache", `cat <<'END'\n${POLICY}\nEND`);
  });
  afterEach(() => {
    host.remove();
  });

  it("is what is installed, else what apt would install", () => {
    const names = ["vnstat", "borgmatic", "nano", "virtual", "no-such", "knot", "hello", "vnstat"];
    expect(askLocally(host, packageVersion, names)).to.deep.equal([
      "2.13-1",
      "1.9.14-0.1",
      "8.5-1",
      undefined,
      undefined,
      "3.4.6-1",
      "2.10-3",
      "2.13-1",
    ]);
  });

  it("asks apt for nothing where all are installed", () => {
    standIn(host, "apt-cache", "exit 1");
    expect(askLocally(host, packageVersion, ["borgmatic", "knot"])).to.deep.equal(["1.9.14-0.1", "3.4.6-1"]);
  });

  it("knows of none where there is no apt", () => {
    const script = { text: `command() { [ "$2" != apt-cache ]; }\n${packageVersion.script(["borgmatic", "nano"]).text}` };
    expect(askLocally(host, { ...packageVersion, script: () => script }, ["borgmatic", "nano"])).to.deep.equal(["1.9.14-0.1", undefined]);
  });

  it("fails where dpkg cannot answer", () => {
    standIn(host, "dpkg-query", "exit 2");
    expect(askLocally(host, packageVersion, ["borgmatic"])[0]).to.be.instanceOf(Failure);
  });

  it("is missing where there is no dpkg", () => {
    const script = { text: `command() { false; }\n${packageVersion.script(["nano"]).text}` };
    expect(askLocally(host, { ...packageVersion, script: () => script }, ["nano"])).to.deep.equal([missing]);
  });

  it("works with this machine's own dpkg and apt", () => {
    const here = localHost();
    expect(askLocally(here, packageVersion, ["dpkg"])[0]).to.match(/^\d/);
    here.remove();
  });
});
