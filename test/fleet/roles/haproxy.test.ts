import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { expect } from "chai";
import { haproxy } from "../../../roles/haproxy/role.ts";
import { type Fleet, fleetUp } from "../../support/fleet.ts";
import { releases } from "../../support/releases.ts";
import { reactionsOf, refusalOf } from "../../support/role-fleet.ts";
import { roleOn } from "../../support/role-on.ts";
import { settle } from "../../support/settle.ts";

type Vars = Parameters<typeof roleOn<typeof haproxy.vars>>[2];

for (const name of releases("eu", "in")) {
  describe(`role haproxy on ${name}`, () => {
    let fleet: Fleet;
    before(async () => {
      fleet = await fleetUp("pizza");
    });

    function listens(options: readonly string[] = []): Vars["listens"] {
      const us = fleet.host("us").address.host;
      const often = { inter: "200ms" };
      const servers = { dead: { address: `${us}:2299`, ...often }, live: { address: `${us}:22`, ...often } };
      return { ssh: { bind: [":2200"], servers, options: [...options] } };
    }

    function declare(vars: Vars): ReturnType<typeof roleOn> {
      return roleOn(haproxy, fleet.host(name), vars);
    }

    async function greeting(): Promise<{ readonly socket: Socket; readonly text: string }> {
      const socket = connect(2200, fleet.host(name).address.host);
      const [bytes] = (await once(socket, "data")) as [Buffer];
      return { socket, text: bytes.toString() };
    }

    it("forwards every connection while one of two servers is dead", async () => {
      await settle(fleet.host(name), ...declare({ listens: listens() }));
      fleet.sh(name, "sleep 1.5");
      for (let round = 0; round < 10; round++) {
        const { socket, text } = await greeting();
        expect(text).to.match(/^SSH-2.0-OpenSSH/);
        socket.destroy();
      }
    });

    it("is reloaded for a change, and no open connection is lost by it", async () => {
      const { socket } = await greeting();
      const more = { listens: { ...listens(), echo: { bind: ["127.0.0.1:2201"], servers: { dead: { address: "127.0.0.1:9" } } } } };
      expect(await reactionsOf(fleet.host(name), declare(more))).to.deep.equal(["reload haproxy.service"]);
      expect(fleet.sh(name, "ss -Htln 'sport = 2201'")).to.include("127.0.0.1:2201");
      socket.write("SSH-2.0-test\r\n");
      expect(await once(socket, "data")).to.have.length(1);
      socket.destroy();
      expect(await reactionsOf(fleet.host(name), declare(more))).to.deep.equal([]);
      expect(await reactionsOf(fleet.host(name), declare({ listens: listens() }))).to.deep.equal(["reload haproxy.service"]);
    });

    it("stays as it was where HAProxy refuses the configuration", async () => {
      const look = "cksum /etc/haproxy/haproxy.cfg; systemctl show -p MainPID haproxy; pgrep -P $(systemctl show -P MainPID haproxy)";
      const before = fleet.sh(name, look);
      expect(await refusalOf(fleet.host(name), declare({ listens: listens(["nosuch keyword"]) }))).to.include("unknown keyword 'nosuch'");
      expect(fleet.sh(name, look)).to.equal(before);
      expect((await greeting()).text).to.match(/^SSH-2.0/);
    });
  });
}
