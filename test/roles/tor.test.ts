import { expect } from "chai";
import type { z } from "zod";
import { tor } from "../../roles/tor/role.ts";
import { onionServices, torrc } from "../../roles/tor/torrc.ts";
import { hostNamed, roleOn } from "../support/role-on.ts";

const key = Buffer.alloc(32, 1).toString("base64");

function ids(vars: z.input<typeof tor.vars>): readonly string[] {
  return roleOn(tor, hostNamed("eu"), vars).map(({ id }) => id);
}

describe("role tor", () => {
  it("writes options one a line, and the services under their folders", () => {
    expect(torrc({ SocksPort: 0, Log: ["notice syslog", "warn stderr"] }, "/etc/tor/torrc.d")).to.equal(
      "SocksPort 0\nLog notice syslog\nLog warn stderr\n%include /etc/tor/torrc.d/*.conf\n",
    );
    const ports = { 80: "127.0.0.1:8080", 22: 22 };
    expect(
      onionServices([
        { folder: "/var/lib/tor/web", ports, options: { HiddenServiceMaxStreams: 100 } },
        { folder: "/var/lib/tor/irc", ports: { 6697: "unix:/run/irc.sock" }, options: {} },
      ]),
    ).to.equal(`HiddenServiceDir /var/lib/tor/web
HiddenServicePort 22 22
HiddenServicePort 80 127.0.0.1:8080
HiddenServiceMaxStreams 100

HiddenServiceDir /var/lib/tor/irc
HiddenServicePort 6697 unix:/run/irc.sock
`);
  });

  it("has the keys of a service in its folder, and removes those of one that is gone", () => {
    expect(ids({ services: { web: { key, ports: { 80: 80 } } }, absent: ["old"] })).to.deep.equal([
      "aptPackages:tor",
      "directory:/etc/tor/torrc.d",
      "directory:/var/lib/tor/web",
      "file:/var/lib/tor/web/hs_ed25519_secret_key",
      "file:/var/lib/tor/web/hs_ed25519_public_key",
      "file:/var/lib/tor/web/hostname",
      "config:tor",
      "config:tor onion services",
      "service:tor.service",
      "service:tor@default.service",
      "directory:/var/lib/tor/old",
    ]);
  });

  it("refuses what would be another line of the file, or another folder", () => {
    expect(() => ids({ options: { ContactInfo: "me\nSocksPort 9050" } })).to.throw("one line");
    expect(() => ids({ services: { "../web": { key, ports: { 80: 80 } } } })).to.throw("folder's name");
    expect(() => ids({ services: { web: { key, ports: { http: 80 } } } })).to.throw("port's number");
  });
});
