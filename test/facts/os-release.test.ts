import { expect } from "chai";
import { osRelease, parseOsRelease } from "../../src/facts/os-release.ts";
import { Failure } from "../../src/model/failure.ts";
import { askLocally, type LocalHost, localHost } from "../support/local-host.ts";
import { put, rooted } from "../support/rooted.ts";

describe("parseOsRelease", () => {
  const cases = [
    {
      title: "Debian 13",
      text: 'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nVERSION_ID="13"\nVERSION_CODENAME=trixie\nID=debian\n',
      release: { id: "debian", codename: "trixie", versionId: "13" },
    },
    {
      title: "testing, without a number",
      text: "ID=debian\nVERSION_CODENAME=forky",
      release: { id: "debian", codename: "forky", versionId: undefined },
    },
    {
      title: "single quotes, escapes, comments and other lines",
      text: '# ID=no\nID=\'de bi\'\n\nVERSION_CODENAME="a\\"b\\$c" \nexport X=1\nVERSION_ID="13\'\n',
      release: { id: "de bi", codename: 'a"b$c', versionId: "\"13'" },
    },
  ];
  for (const { title, text, release } of cases) {
    it(`reads ${title}`, () => {
      expect(parseOsRelease(text)).to.deep.equal(release);
    });
  }

  for (const text of ["", "ID=debian\n", "VERSION_CODENAME=trixie\n"]) {
    it(`makes up nothing of ${JSON.stringify(text)}`, () => {
      expect(parseOsRelease(text)).to.be.instanceOf(Failure).with.property("code", "FACT_FAILED");
    });
  }
});

describe("osRelease", () => {
  let host: LocalHost;
  beforeEach(() => {
    host = localHost();
  });
  afterEach(() => {
    host.remove();
  });

  it("asks the host", () => {
    put(host, { "/etc/os-release": "ID=debian\nVERSION_CODENAME=trixie\nVERSION_ID=13\n" });
    expect(askLocally(host, rooted(host, osRelease), [""])).to.deep.equal([{ id: "debian", codename: "trixie", versionId: "13" }]);
  });

  it("fails where there is no such file", () => {
    expect(askLocally(host, rooted(host, osRelease), [""])[0]).to.be.instanceOf(Failure);
  });
});
