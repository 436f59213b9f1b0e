import { expect } from "chai";
import { accessRules } from "../../src/formats/firewall-rules.ts";
import { renderFirewall } from "../../src/formats/nftables.ts";

const text = renderFirewall({
  rules: accessRules({
    interfaces: ["wg*"],
    trustedOnly: [{ port: 22, protocol: "tcp" }],
    ranges: ["10.0.0.0/8", "fc00::/7"],
    ports: [
      { port: 80, protocol: "tcp", comment: "web" },
      { port: "6000-6010", protocol: "udp", from: ["192.0.2.1", "192.0.2.4"] },
    ],
  }),
  bridges: ["docker0"],
  own: ["tcp dport 7 drop"],
});

describe("renderFirewall", () => {
  it("replaces a table of its own, whether or not it is there", () => {
    expect(text)
      .to.match(/^#.*\ntable inet infra\ndelete table inet infra\n\ntable inet infra \{\n/)
      .and.not.to.include("flush");
    expect(text.endsWith("\n}\n")).to.equal(true);
  });

  it("declares each counter once", () => {
    expect(text.match(/counter \w+ \{ \}/g)).to.deep.equal(
      ["invalid", "input_dropped", "published_dropped", "routed_dropped", "interface_wg_", "trusted_only_22_tcp", "ranges", "port_80_tcp"]
        .concat("port_6000_6010_udp")
        .map((name) => `counter ${name} { }`),
    );
  });

  it("lets in to the host what is declared, and drops the rest", () => {
    const [, input = ""] = /chain input \{\n([^}]*(?:\{[^}]*\}[^}]*)*)\t\}\n\n/.exec(text) ?? [];
    const lines = input.split("\n").map((line) => line.trim());
    expect(lines[0]).to.equal("type filter hook input priority filter; policy drop;");
    expect(lines.indexOf("ct state established,related accept")).to.be.lessThan(lines.indexOf("tcp dport 7 drop"));
    expect(lines.slice(-8)).to.deep.equal([
      'iifname "wg*" counter name "interface_wg_" accept',
      'tcp dport 22 counter name "trusted_only_22_tcp" drop',
      'ip saddr { 10.0.0.0/8 } counter name "ranges" accept',
      'ip6 saddr { fc00::/7 } counter name "ranges" accept',
      'tcp dport 80 counter name "port_80_tcp" accept comment "web"',
      'ip saddr { 192.0.2.1, 192.0.2.4 } udp dport 6000-6010 counter name "port_6000_6010_udp" accept',
      'counter name "input_dropped" drop',
      "",
    ]);
  });

  it("judges what is published by the port that it came to, before any other filter", () => {
    expect(
      text
        .slice(text.indexOf("chain published"))
        .split("\n")
        .map((line) => line.trim()),
    ).to.deep.equal([
      "chain published {",
      "type filter hook forward priority filter - 1; policy accept;",
      "ct state established,related accept",
      'iifname "docker0" accept',
      'iifname "wg*" counter name "interface_wg_" accept',
      'ct status dnat meta l4proto tcp ct original proto-dst 22 counter name "trusted_only_22_tcp" drop',
      'ip saddr { 10.0.0.0/8 } counter name "ranges" accept',
      'ip6 saddr { fc00::/7 } counter name "ranges" accept',
      'ct status dnat meta l4proto tcp ct original proto-dst 80 counter name "port_80_tcp" accept comment "web"',
      'ip saddr { 192.0.2.1, 192.0.2.4 } ct status dnat meta l4proto udp ct original proto-dst 6000-6010 counter name "port_6000_6010_udp" accept',
      'ct status dnat counter name "published_dropped" drop',
      'oifname "docker0" counter name "routed_dropped" drop',
      'oifname "wg*" counter name "routed_dropped" drop',
      "}",
      "}",
      "",
    ]);
  });
});
