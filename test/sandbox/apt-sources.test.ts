import { expect } from "chai";
import { mirrorNames, parseUris } from "../../src/sandbox/apt-sources.ts";

const answer = `'http://one.example/debian/dists/bookworm/InRelease' one.example_debian_dists_bookworm_InRelease 0
'http://one.example/debian/dists/bookworm/main/binary-amd64/Packages.xz' one.example_debian_dists_bookworm_main_binary-amd64_Packages 0
'http://one.example/debian/dists/bookworm/main/binary-all/Packages.xz' one.example_debian_dists_bookworm_main_binary-all_Packages 0
'http://one.example/debian/dists/bookworm/non-free-firmware/binary-amd64/Packages.xz' x 0
'http://one.example/debian/dists/bookworm/main/i18n/Translation-en.xz' x 0
'https://two.example:8080/security/dists/bookworm-security/main/binary-arm64/Packages.gz' x 0
'https://two.example:8080/old/dists/buster/updates/main/binary-amd64/Packages.gz' x 0
'file:/srv/packages/dists/local/main/binary-amd64/Packages' x 0
`;

describe("apt sources", () => {
  it("are read from what apt would fetch, without those that come over no network", () => {
    expect(parseUris(answer)).to.deep.equal([
      { uri: "http://one.example/debian/", release: "bookworm", components: ["main", "non-free-firmware"] },
      { uri: "https://two.example:8080/security/", release: "bookworm-security", components: ["main"] },
      { uri: "https://two.example:8080/old/", release: "buster", components: ["updates/main"] },
    ]);
  });

  it("are none where apt has none", () => {
    expect(parseUris("")).to.deep.equal([]);
  });

  it("name each mirror once", () => {
    expect(mirrorNames(parseUris(answer))).to.deep.equal(["one.example", "two.example"]);
  });
});
