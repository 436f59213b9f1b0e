import { expect } from "chai";
import { type Access, accessRules, type Arrival, letsIn, portsOf } from "../../src/formats/firewall-rules.ts";

const access: Access = {
  interfaces: ["tailscale0", "wg*"],
  trustedOnly: [{ port: 9090, protocol: "tcp" }],
  ranges: ["10.0.0.0/8", "fc00::/7"],
  ports: [
    { port: 443, protocol: "both", comment: "web" },
    { port: "6000-6010", protocol: "tcp", from: ["192.0.2.0/24", "2001:db8::/32"] },
    { port: 53, protocol: "udp" },
  ],
};

describe("accessRules", () => {
  it("puts trusted interfaces first, then what is for them alone, then ranges and open ports", () => {
    expect(accessRules(access)).to.deep.equal([
      { interface: "tailscale0", verdict: "accept", counter: "interface_tailscale0" },
      { interface: "wg*", verdict: "accept", counter: "interface_wg_" },
      { ports: { protocol: "tcp", first: 9090, last: 9090 }, verdict: "drop", counter: "trusted_only_9090_tcp" },
      { from: ["10.0.0.0/8"], verdict: "accept", counter: "ranges" },
      { from: ["fc00::/7"], verdict: "accept", counter: "ranges" },
      { ports: { protocol: "tcp", first: 443, last: 443 }, verdict: "accept", counter: "port_443_tcp", comment: "web" },
      { ports: { protocol: "udp", first: 443, last: 443 }, verdict: "accept", counter: "port_443_udp", comment: "web" },
      { from: ["192.0.2.0/24"], ports: { protocol: "tcp", first: 6000, last: 6010 }, verdict: "accept", counter: "port_6000_6010_tcp" },
      { from: ["2001:db8::/32"], ports: { protocol: "tcp", first: 6000, last: 6010 }, verdict: "accept", counter: "port_6000_6010_tcp" },
      { ports: { protocol: "udp", first: 53, last: 53 }, verdict: "accept", counter: "port_53_udp" },
    ]);
  });
});

describe("letsIn", () => {
  const cases: readonly { title: string; arrival: Partial<Arrival>; expected: boolean }[] = [
    { title: "an open port", arrival: { tcpPort: 443 }, expected: true },
    { title: "a closed port", arrival: { tcpPort: 22 }, expected: false },
    { title: "a port that is open over UDP alone", arrival: { tcpPort: 53 }, expected: false },
    { title: "a port of a range, from where it is open to", arrival: { tcpPort: 6010, address: "192.0.2.9" }, expected: true },
    { title: "a port above a range", arrival: { tcpPort: 6011, address: "192.0.2.9" }, expected: false },
    { title: "a port below a range", arrival: { tcpPort: 5999, address: "192.0.2.9" }, expected: false },
    { title: "a port of a range, from elsewhere", arrival: { tcpPort: 6010 }, expected: false },
    { title: "IPv6 from where it is open to", arrival: { tcpPort: 6000, address: "2001:db8::5" }, expected: true },
    { title: "a trusted range", arrival: { tcpPort: 22, address: "10.9.8.7" }, expected: true },
    {
      title: "a port for trusted interfaces alone, from a trusted range",
      arrival: { tcpPort: 9090, address: "10.9.8.7" },
      expected: false,
    },
    { title: "a port for trusted interfaces alone, from one", arrival: { tcpPort: 9090, interface: "tailscale0" }, expected: true },
    { title: "an interface by the beginning of its name", arrival: { tcpPort: 22, interface: "wg17" }, expected: true },
    { title: "an interface with a name that goes on", arrival: { tcpPort: 22, interface: "tailscale01" }, expected: false },
    { title: "an interface that is not known", arrival: { tcpPort: 22, interface: undefined }, expected: false },
    { title: "loopback", arrival: { tcpPort: 22, interface: "lo", address: "127.0.0.1" }, expected: true },
  ];
  for (const { title, arrival, expected } of cases) {
    it(`says ${String(expected)} of ${title}`, () => {
      const all = { interface: "eth0", address: "198.51.100.7", tcpPort: 22, ...arrival };
      expect(letsIn(accessRules(access), all)).to.equal(expected);
    });
  }
});

describe("portsOf", () => {
  it("reads one port and a range", () => {
    expect([portsOf(22), portsOf("22"), portsOf("6000-6010")]).to.deep.equal([
      { first: 22, last: 22 },
      { first: 22, last: 22 },
      { first: 6000, last: 6010 },
    ]);
  });
});
