import { expect } from "chai";
import { isLinkCutting } from "../../src/model/link-cutting.ts";

describe("isLinkCutting", () => {
  for (const key of ["net.ipv4.ip_forward", "net.ipv4.conf.all.rp_filter", "net.ipv6.conf.eth0/1.disable_ipv6"]) {
    it(`is true of ${key}`, () => expect(isLinkCutting(key)).to.equal(true));
  }
  for (const key of [
    "vm.swappiness",
    "net.core.somaxconn",
    "net.ipv4.conf.all.log_martians",
    "net.ipv4.ip_forward.x",
    "net.ipv4.conf.lo.rp_filter",
  ]) {
    it(`is false of ${key}`, () => expect(isLinkCutting(key)).to.equal(false));
  }
});
