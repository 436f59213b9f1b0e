import { expect } from "chai";
import { isClash, portText, type TakenPort } from "../../src/model/taken-port.ts";

function port(address: string, first: number, last = first, protocol: TakenPort["protocol"] = "tcp"): TakenPort {
  return { address, ports: [first, last], protocol };
}

describe("a taken port", () => {
  for (const { title, one, other, is } of [
    { title: "the same", one: port("127.0.0.1", 80), other: port("127.0.0.1", 80), is: true },
    { title: "all addresses of the family", one: port("127.0.0.1", 80), other: port("0.0.0.0", 80), is: true },
    { title: "all addresses of IPv6", one: port("::", 80), other: port("::1", 80), is: true },
    { title: "the same address, written in another way", one: port("2001:db8::1", 80), other: port("2001:db8:0::1", 80), is: true },
    { title: "ports that overlap", one: port("0.0.0.0", 80, 90), other: port("0.0.0.0", 90, 95), is: true },
    { title: "another address", one: port("127.0.0.1", 80), other: port("127.0.0.2", 80), is: false },
    { title: "another family", one: port("0.0.0.0", 80), other: port("::", 80), is: false },
    { title: "another protocol", one: port("0.0.0.0", 80), other: port("0.0.0.0", 80, 80, "udp"), is: false },
    { title: "ports below", one: port("0.0.0.0", 80, 90), other: port("0.0.0.0", 70, 79), is: false },
  ])
    it(`${is ? "cannot be had beside" : "can be had beside"}: ${title}`, () => {
      expect([isClash(one, other), isClash(other, one)]).to.deep.equal([is, is]);
    });

  it("is written with its address", () => {
    expect([port("127.0.0.1", 80), port("::1", 80, 89, "udp")].map(portText)).to.deep.equal([
      "port 127.0.0.1:80/tcp",
      "port [::1]:80-89/udp",
    ]);
  });
});
