import { expect } from "chai";
import { aptMirror } from "../../src/facts/apt-mirror.ts";
import { Failure } from "../../src/model/failure.ts";
import { askLocally, type LocalHost, localHost } from "../support/local-host.ts";
import { put, rooted } from "../support/rooted.ts";

const RELEASE = "ID=debian\nVERSION_CODENAME=trixie\n";
const LIST = "/etc/apt/sources.list";
const PARTS = "/etc/apt/sources.list.d";
const DEBIAN = `Types: deb
URIs: http://mirror.example/debian/
Suites: trixie trixie-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://mirror.example/debian-security
Suites: trixie-security
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
`;

describe("aptMirror", () => {
  let host: LocalHost;
  beforeEach(() => {
    host = localHost();
    put(host, { "/etc/os-release": RELEASE });
  });
  afterEach(() => {
    host.remove();
  });

  const found: { title: string; files: Record<string, string>; uri: string; components?: readonly string[]; keyring?: string }[] = [
    {
      title: "deb822, never the security archive",
      files: { [`${PARTS}/debian.sources`]: DEBIAN },
      uri: "http://mirror.example/debian",
      components: ["main", "contrib"],
      keyring: "/usr/share/keyrings/debian-archive-keyring.gpg",
    },
    {
      title: "lines, with a third party's archive of the same suite and component before it",
      files: {
        [LIST]:
          "deb http://third.example/debian trixie main\ndeb http://mirror.example/debian trixie main\ndeb http://mirror.example/debian trixie-updates main\n",
      },
      uri: "http://mirror.example/debian",
    },
    {
      title: "an archive signed by Debian before one that only looks like it",
      files: {
        [`${PARTS}/a.list`]: "deb [signed-by=/k.gpg] http://third.example/debian trixie main\n",
        [`${PARTS}/debian.sources`]: DEBIAN,
      },
      uri: "http://mirror.example/debian",
      components: ["main", "contrib"],
      keyring: "/usr/share/keyrings/debian-archive-keyring.gpg",
    },
    {
      title: "the suite's other name",
      files: { [LIST]: "deb http://cache.example:3142/debian/ stable main\n" },
      uri: "http://cache.example:3142/debian",
    },
    {
      title: "an address of any form that apt trusts",
      files: { [LIST]: "deb file:/srv/packages trixie main\n" },
      uri: "file:/srv/packages",
    },
  ];
  for (const { title, files, uri, components = ["main"], keyring } of found) {
    it(`finds ${title}`, () => {
      put(host, files);
      expect(askLocally(host, rooted(host, aptMirror), [""])).to.deep.equal([{ uri, components, keyring }]);
    });
  }

  const lost: { title: string; files: Record<string, string> }[] = [
    { title: "there are no sources", files: {} },
    { title: "it is switched off", files: { [`${PARTS}/debian.sources`]: DEBIAN.replaceAll("Types: deb", "Enabled: no\nTypes: deb") } },
    { title: "there are sources of programs only", files: { [LIST]: "deb-src http://mirror.example/debian trixie main\n" } },
    { title: "only others' archives are there", files: { [LIST]: "deb [signed-by=/k.gpg] http://third.example/packages trixie main\n" } },
    { title: "an entry has no address", files: { [`${PARTS}/debian.sources`]: "Types: deb\nSuites: trixie\nComponents: main\n" } },
    { title: "the release is unknown", files: { "/etc/os-release": "ID=debian\n", [`${PARTS}/debian.sources`]: DEBIAN } },
  ];
  for (const { title, files } of lost) {
    it(`fails where ${title}`, () => {
      put(host, files);
      expect(askLocally(host, rooted(host, aptMirror), [""])[0])
        .to.be.instanceOf(Failure)
        .with.property("code", "FACT_FAILED");
    });
  }
});
