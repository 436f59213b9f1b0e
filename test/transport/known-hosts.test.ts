import { expect } from "chai";
import { isNamed, knownHostName, parseKnownHosts } from "../../src/transport/known-hosts.ts";

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKCWIpwVlAR7Z8aGVb3Vgfla/GBGb6pV7R0IyCdFCXNM";

describe("a known_hosts file", () => {
  it("is read line by line; what is no entry is left out", () => {
    const text = [
      "# a comment",
      "",
      `web ${KEY} root@web`,
      `\t@revoked  * ${KEY}`,
      `@new-marker web ${KEY}`,
      "web",
      "web ssh-ed25519",
    ].join("\n");
    const entries = parseKnownHosts(text, "known_hosts");
    expect(entries.map(({ marker, names, type, where }) => ({ marker, names, type, where }))).to.deep.equal([
      { marker: "", names: "web", type: "ssh-ed25519", where: "known_hosts:3" },
      { marker: "@revoked", names: "*", type: "ssh-ed25519", where: "known_hosts:4" },
    ]);
    expect(entries[0]?.key.toString("base64")).to.equal(KEY.split(" ")[1]);
  });

  // Each answer is `ssh-keygen -F`'s.
  const patterns = "*.example.org,!bad.example.org,WEB?,[10.0.0.*]:2222";
  for (const { names, name, named } of [
    { names: patterns, name: "web.example.org", named: true },
    { names: patterns, name: "a.b.example.org", named: true },
    { names: patterns, name: "bad.example.org", named: false },
    { names: patterns, name: "example.org", named: false },
    { names: patterns, name: "web1", named: true },
    { names: patterns, name: "web", named: false },
    { names: patterns, name: "[10.0.0.7]:2222", named: true },
    { names: patterns, name: "[10.0.0.7]:22", named: false },
    { names: patterns, name: "10.0.0.7", named: false },
    { names: "webxexample", name: "web.example", named: false },
    { names: "web.example", name: "webxexample", named: false },
    { names: "|1|+XFPdxTIar01uf3EO9mBLUsQk7s=|6ijgohMLrA0Zs5Ju8kdSNvln8X4=", name: "web.example.org", named: true },
    { names: "|1|+XFPdxTIar01uf3EO9mBLUsQk7s=|6ijgohMLrA0Zs5Ju8kdSNvln8X4=", name: "[web.example.org]:2222", named: false },
    { names: "|1|ZujZ2tN4Mzz7a7bqxf1Vt40YPgY=|+HAL6Vw6RQEXJIUxEgYYnq6kIDA=", name: "[web.example.org]:2222", named: true },
    { names: "|2|ZujZ2tN4Mzz7a7bqxf1Vt40YPgY=|+HAL6Vw6RQEXJIUxEgYYnq6kIDA=", name: "[web.example.org]:2222", named: false },
  ]) {
    it(`${named ? "finds" : "does not find"} ${name} in ${names}`, () => {
      const [entry] = parseKnownHosts(`${names} ${KEY}`, "known_hosts");
      expect(entry && isNamed(entry, name)).to.equal(named);
    });
  }

  it("knows a host by its name in small letters, with the port unless it is 22", () => {
    expect(knownHostName("Web", 22)).to.equal("web");
    expect(knownHostName("fd00::1", 2222)).to.equal("[fd00::1]:2222");
  });
});
