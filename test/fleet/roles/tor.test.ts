import { expect } from "chai";
import { tor } from "../../../roles/tor/role.ts";
import { onionService } from "../../../src/formats/onion-service.ts";
import { Secret } from "../../../src/model/secret.ts";
import { type Fleet, fleetUp } from "../../support/fleet.ts";
import { releases } from "../../support/releases.ts";
import { reactionsOf, refusalOf } from "../../support/role-fleet.ts";
import { roleOn } from "../../support/role-on.ts";
import { settle } from "../../support/settle.ts";

type Services = Parameters<typeof roleOn<typeof tor.vars>>[2]["services"];

const [first, second] = [1, 2].map((byte) => Buffer.alloc(32, byte).toString("base64"));

function address(key = ""): string {
  return `${onionService(new Secret(["key"], key)).address}\n`;
}

for (const name of releases("eu", "in")) {
  describe(`role tor on ${name}`, () => {
    let fleet: Fleet;
    before(async () => {
      fleet = await fleetUp("pizza");
    });

    function declare(services: Services, vars: object = {}): ReturnType<typeof roleOn> {
      return roleOn(tor, fleet.host(name), { services, ...vars });
    }

    it("gives a service the address that Tor itself makes of the key", async () => {
      await settle(fleet.host(name), ...declare({ shop: { key: first ?? "", ports: { 80: "127.0.0.1:8080", 22: 22 } } }));
      expect(fleet.sh(name, "cat /var/lib/tor/shop/hostname")).to.equal(address(first));
      fleet.sh(name, "cd /var/lib/tor/shop && rm hostname hs_ed25519_public_key && systemctl restart tor@default");
      expect(fleet.sh(name, "cat /var/lib/tor/shop/hostname; stat -c '%U %a' /var/lib/tor/shop /var/lib/tor/shop/hs*")).to.equal(
        `${address(first)}debian-tor 2700\ndebian-tor 600\ndebian-tor 600\n`,
      );
      await settle(fleet.host(name), ...declare({ shop: { key: first ?? "", ports: { 80: "127.0.0.1:8080", 22: 22 } } }));
    });

    it("is reloaded for services and keys, restarted for options, and left alone otherwise", async () => {
      const services = {
        shop: { key: second ?? "", ports: { 80: 8080 } },
        wiki: { key: first ?? "", ports: { 80: "unix:/run/wiki.sock" } },
      };
      expect(await reactionsOf(fleet.host(name), declare(services))).to.deep.equal(["reload tor@default.service"]);
      fleet.sh(name, "rm /var/lib/tor/*/hostname; systemctl reload tor@default; sleep 1");
      expect(fleet.sh(name, "cat /var/lib/tor/shop/hostname /var/lib/tor/wiki/hostname")).to.equal(address(second) + address(first));
      expect(await reactionsOf(fleet.host(name), declare(services))).to.deep.equal([]);
      const options = { options: { ContactInfo: "tor@example.org" } };
      expect(await reactionsOf(fleet.host(name), declare(services, options))).to.deep.equal(["restart tor@default.service"]);
    });

    it("stays as it was where Tor refuses the configuration", async () => {
      const services = {
        shop: { key: second ?? "", ports: { 80: 8080 } },
        wiki: { key: first ?? "", ports: { 80: "unix:/run/wiki.sock" } },
      };
      const options = { ContactInfo: "tor@example.org" };
      const look = "cksum /etc/tor/torrc /etc/tor/torrc.d/*; systemctl show -p MainPID -p ExecMainStartTimestamp tor@default";
      const before = fleet.sh(name, look);
      expect(await refusalOf(fleet.host(name), declare(services, { options: { ...options, NoSuchOption: 1 } }))).to.include(
        "Unknown option 'NoSuchOption'",
      );
      const wrong = { ...services, shop: { ...services.shop, options: { HiddenServiceMaxStreams: "perhaps" } } };
      expect(await refusalOf(fleet.host(name), declare(wrong, { options }))).to.include("HiddenServiceMaxStreams");
      expect(fleet.sh(name, look)).to.equal(before);
    });

    it("forgets a service with its key", async () => {
      await settle(fleet.host(name), ...declare({ wiki: { key: first ?? "", ports: { 80: 8080 } } }, { absent: ["shop"] }));
      expect(fleet.sh(name, "ls /var/lib/tor; cat /etc/tor/torrc.d/*")).to.include("wiki").and.not.include("shop");
    });
  });
}
