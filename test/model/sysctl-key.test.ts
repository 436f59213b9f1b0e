import { expect } from "chai";
import { sysctlFile, sysctlKey, sysctlPath } from "../../src/model/sysctl-key.ts";

describe("sysctlKey", () => {
  const good = [
    { key: "vm.swappiness", is: "vm.swappiness", path: "/proc/sys/vm/swappiness" },
    { key: "net/ipv4/ip_forward", is: "net.ipv4.ip_forward", path: "/proc/sys/net/ipv4/ip_forward" },
    { key: "net.ipv4.conf.eth0/1.forwarding", is: "net.ipv4.conf.eth0/1.forwarding", path: "/proc/sys/net/ipv4/conf/eth0.1/forwarding" },
    { key: "net/ipv4/conf/eth0.1/forwarding", is: "net.ipv4.conf.eth0/1.forwarding", path: "/proc/sys/net/ipv4/conf/eth0.1/forwarding" },
    { key: "net.ipv4.conf.br-1.rp_filter", is: "net.ipv4.conf.br-1.rp_filter", path: "/proc/sys/net/ipv4/conf/br-1/rp_filter" },
  ];
  for (const { key, is, path } of good) {
    it(`takes ${key}`, () => {
      expect([sysctlKey.parse(key), sysctlPath(is)]).to.deep.equal([is, path]);
    });
  }

  for (const key of [
    "",
    ".",
    "vm.",
    ".vm",
    "/vm/x",
    "-vm.x",
    "vm..x",
    "a.//.b",
    "net.*.x",
    "vm.x = 1",
    "vm x",
    "vm.x\nvm.y",
    "../etc/passwd",
  ]) {
    it(`refuses ${JSON.stringify(key)}`, () => {
      expect(sysctlKey.safeParse(key).success).to.equal(false);
    });
  }
});

describe("sysctlFile", () => {
  it("is a file of its own for each setting, read after 99-sysctl.conf", () => {
    expect(sysctlFile("net.ipv4.conf.eth0/1.forwarding")).to.equal("/etc/sysctl.d/99-zz-infra-net.ipv4.conf.eth0%2F1.forwarding.conf");
  });
});
