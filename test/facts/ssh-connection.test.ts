import { expect } from "chai";
import { sshConnection } from "../../src/facts/ssh-connection.ts";
import { missing } from "../../src/model/fact.ts";
import { Failure } from "../../src/model/failure.ts";
import { lines, sh } from "../../src/shell/sh.ts";
import { askLocally, type LocalHost, localHost, standIn } from "../support/local-host.ts";

describe("sshConnection", () => {
  let host: LocalHost;
  beforeEach(() => {
    host = localHost();
    standIn(
      host,
      "ip",
      `case $4 in 198.51.100.7) echo '198.51.100.7 via 192.0.2.1 dev eth1 src 192.0.2.7 uid 0 \\    cache' ;; *) exit 2 ;; esac`,
    );
  });
  afterEach(() => {
    host.remove();
  });

  function ask(way: string): unknown {
    const script = lines(sh`SSH_CONNECTION=${way}`, sshConnection.script([""]));
    return askLocally(host, { ...sshConnection, script: () => script }, [""])[0];
  }

  it("tells who came in, by which address, port and interface", () => {
    expect(ask("198.51.100.7 50123 192.0.2.7 222")).to.deep.equal({
      clientAddress: "198.51.100.7",
      serverAddress: "192.0.2.7",
      serverPort: 222,
      interface: "eth1",
    });
  });

  it("takes the interface of a link-local address from its zone", () => {
    expect(ask("fe80::1%wg0 50123 fe80::2%wg0 22")).to.include({ clientAddress: "fe80::1", interface: "wg0" });
  });

  it("knows no interface where there is no route, or no ip(8)", () => {
    expect(ask("2001:db8::1 50123 2001:db8::2 22")).to.include({ clientAddress: "2001:db8::1", interface: undefined });
  });

  it("is missing where the login is none by SSH", () => {
    expect(ask("")).to.equal(missing);
    expect(askLocally(host, sshConnection, [""])).to.deep.equal([missing]);
  });

  for (const way of ["nonsense", "198.51.100.7"]) {
    it(`makes up nothing of "${way}"`, () => {
      expect(ask(way)).to.be.instanceOf(Failure).with.property("code", "FACT_FAILED");
    });
  }
});
