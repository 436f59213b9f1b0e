import { expect } from "chai";
import { interfaceAddresses } from "../../src/facts/interface-addresses.ts";
import { missing } from "../../src/model/fact.ts";
import { askLocally, type LocalHost, localHost, standIn } from "../support/local-host.ts";

const ROWS = String.raw`2: eth0    inet 192.0.2.12/24 brd 192.0.2.255 scope global eth0\       valid_lft forever preferred_lft forever
2: eth0    inet6 2001:db8::c/64 scope global nodad \       valid_lft forever preferred_lft forever
7: tailscale0    inet 100.64.0.7/32 scope global tailscale0\       valid_lft forever preferred_lft forever
9: ppp0    inet 198.51.100.1 peer 198.51.100.2/32 scope global ppp0\       valid_lft forever preferred_lft forever`;

describe("interfaceAddresses", () => {
  let host: LocalHost;
  beforeEach(() => {
    host = localHost();
  });
  afterEach(() => {
    host.remove();
  });

  it("answers any number of interfaces by one call, and one that is not there by none", () => {
    standIn(host, "ip", `[ "$*" = "-oneline address show scope global" ] && cat <<'END'\n${ROWS}\nEND`);
    const names = ["tailscale0", "eth0", "ppp0", "wg0", "eth"];
    expect(askLocally(host, interfaceAddresses, names)).to.deep.equal([
      ["100.64.0.7"],
      ["192.0.2.12", "2001:db8::c"],
      ["198.51.100.1"],
      [],
      [],
    ]);
  });

  it("is missing where there is no ip", () => {
    const script = { text: `PATH=${host.bin}\n${interfaceAddresses.script([""]).text}` };
    expect(askLocally(host, { ...interfaceAddresses, script: () => script }, ["lo"])).to.deep.equal([missing]);
  });
});
