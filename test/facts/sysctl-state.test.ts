import { readFileSync } from "node:fs";
import { expect } from "chai";
import { sysctlState } from "../../src/facts/sysctl-state.ts";
import { Failure } from "../../src/model/failure.ts";
import { askLocally, type LocalHost, localHost } from "../support/local-host.ts";
import { put, rooted } from "../support/rooted.ts";

describe("sysctlState", () => {
  let host: LocalHost;
  beforeEach(() => {
    host = localHost();
  });
  afterEach(() => {
    host.remove();
  });

  it("reads this machine's kernel and the files that keep its settings", () => {
    put(host, {
      "/etc/sysctl.d/99-zz-infra-kernel.printk.conf": "kernel.printk = 3 4 1 3\n",
      "/etc/sysctl.d/99-zz-infra-net.ipv4.conf.eth0%2F1.forwarding.conf": "one\n\ntwo",
    });
    const keys = ["net.ipv4.route.flush", "kernel.ostype", "kernel.printk", "net.ipv4.conf.eth0/1.forwarding", "kernel", "no.such"];
    expect(askLocally(host, rooted(host, sysctlState), keys)).to.deep.equal([
      { live: undefined, persisted: undefined },
      { live: "Linux\n", persisted: undefined },
      { live: readFileSync("/proc/sys/kernel/printk", "utf8"), persisted: "kernel.printk = 3 4 1 3\n" },
      { live: undefined, persisted: "one\n\ntwo" },
      { live: undefined, persisted: undefined },
      { live: undefined, persisted: undefined },
    ]);
  });

  it("fails where a file went meanwhile", () => {
    expect(sysctlState.parse(Buffer.from("0 1 \0a\0"), ["vm.swappiness"])[0]).to.be.instanceOf(Failure);
  });
});
