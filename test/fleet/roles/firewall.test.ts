import { expect } from "chai";
import type { z } from "zod";
import { firewall } from "../../../roles/firewall/role.ts";
import type { Resource } from "../../../src/model/resource.ts";
import { aptPackages } from "../../../src/resources/apt-packages.ts";
import { directory } from "../../../src/resources/directory.ts";
import { file } from "../../../src/resources/file.ts";
import { applyTo, type Fleet, fleetUp, planOn } from "../../support/fleet.ts";
import { openOf } from "../../support/reachability.ts";
import { releases } from "../../support/releases.ts";
import { roleOn } from "../../support/role-on.ts";
import { settle } from "../../support/settle.ts";

type Vars = z.input<typeof firewall.vars>;

/** On us Docker sends IPv6 on by DNAT as well; on in its proxy takes it, a program of the host itself. */
const DAEMON = '{ "ipv6": true, "fixed-cidr-v6": "fd00:d0c::/64", "ip6tables": true, "experimental": true }\n';

/** A service whose ports 8080 and 8081 Docker publishes, and programs of the host itself on 9001 and 9002. */
const SERVICES = String.raw`set -e
mkdir -p /srv/image/bin /srv/image/www && cp /bin/busybox /srv/image/bin/ && echo hello >/srv/image/www/index.html
tar -C /srv/image -c . | docker import - stand-in:1 >/dev/null
docker run -d --name web -p 8080:80 -p 8081:80 stand-in:1 /bin/busybox httpd -f -p 80 -h /www >/dev/null
for port in 9001 9002; do systemd-run --quiet --unit=web-$port busybox httpd -f -p "[::]:$port" -h /srv/image/www; done
for name in wg0 lan0; do
  ip netns add $name; ip link add $name type veth peer name end0 netns $name
done
ip addr add 192.0.2.1/30 dev wg0; ip link set wg0 up; ip -n wg0 addr add 192.0.2.2/30 dev end0; ip -n wg0 link set end0 up
ip addr add 192.0.2.5/30 dev lan0; ip link set lan0 up; ip -n lan0 addr add 192.0.2.6/30 dev end0; ip -n lan0 link set end0 up`;

for (const name of releases("us", "in")) {
  describe(`role firewall on ${name}`, () => {
    let fleet: Fleet;
    let [ipv4, ipv6, client, controller] = ["", "", "", ""];
    before(async () => {
      fleet = await fleetUp("net");
      const dockers = name === "us" ? ["docker.io", "docker-cli"] : ["docker.io"];
      const daemon = [
        directory({ path: "/etc/docker" }),
        file({ path: "/etc/docker/daemon.json", content: name === "us" ? DAEMON : "{}\n" }),
      ];
      const { failures } = await applyTo(fleet.host(name), [
        ...daemon,
        aptPackages({ name: "test", packages: [...dockers, "iptables", "busybox-static", "iputils-ping"], recommends: false }),
      ]);
      expect(failures).to.deep.equal([]);
      fleet.sh(name, SERVICES);
      [ipv4, ipv6] = addressesOf(name);
      [client] = addressesOf("eu");
      controller = fleet.sh(name, "ip -4 route show default").split(" ")[2] ?? "";
    });
    after(() => fleet.sh(name, "systemctl stop web-9001 web-9002; docker rm -f web; ip netns del wg0; ip netns del lan0"));

    function addressesOf(host: string): [string, string] {
      const words = fleet.sh(host, "ip -o addr show dev eth0 scope global").match(/(?<=inet6? )[^/]+/g) ?? [];
      return [words[0] ?? "", words[1] ?? ""];
    }

    function declare(vars: Vars): readonly Resource[] {
      return roleOn(firewall, fleet.host(name), { enabled: true, private_ranges: [`${controller}/32`], ...vars });
    }

    function typical(): readonly Resource[] {
      return declare({
        ports: [
          { port: 8080, proto: "both", comment: "what Docker publishes" },
          { port: "9002-9003", from: [`${client}/32`, "192.0.2.4/30"] },
        ],
      });
    }

    function both(...ports: readonly number[]): readonly string[] {
      return [ipv4, ipv6].flatMap((address) => ports.map((port) => `${address} ${port}`));
    }

    it("lets in what is declared and nothing else, to the host and to what Docker publishes, over IPv4 and IPv6", async () => {
      // A new bridge takes a while until its IPv6 addresses are its own.
      let tries = 0;
      while (openOf(fleet, "eu", both(22, 8080, 8081, 9001, 9002)).length < 10) expect((tries += 1)).to.be.lessThan(10);
      await settle(fleet.host(name), ...typical());
      expect(openOf(fleet, "eu", both(22, 8080, 8081, 9001, 9002))).to.deep.equal([`${ipv4} 8080`, `${ipv4} 9002`, `${ipv6} 8080`]);
      fleet.sh(name, `ping -c 1 -W 2 ${client} && ping -c 1 -W 2 ${addressesOf("eu")[1]}`);
      const counted = fleet.sh(name, "nft list counters table inet infra");
      for (const counter of ["input_dropped", "published_dropped", "port_8080_tcp", "port_9002_9003_tcp"]) {
        expect(counted, counter).to.match(new RegExp(`counter ${counter} \\{\\s+packets [1-9]`));
      }
    });

    it("keeps a container from being reached behind Docker's back, and what containers send from being held up", () => {
      const container = fleet.sh(name, "docker inspect -f '{{.NetworkSettings.IPAddress}}' web").trim();
      fleet.sh("eu", `ip route replace ${container}/32 via ${ipv4}`);
      expect(openOf(fleet, "eu", [`${container} 80`])).to.deep.equal([]);
      fleet.sh("eu", `ip route del ${container}/32`);
      expect(fleet.sh(name, `docker exec web /bin/busybox nc -w 2 ${client} 22 </dev/null`)).to.match(/^SSH-2/);
      expect(fleet.sh(name, "busybox wget -q -O - http://127.0.0.1:8081/")).to.equal("hello\n");
    });

    it("routes nobody from outside into WireGuard, and out of it whoever is behind it", () => {
      // Docker's own filter, which is not there on a host without Docker, would hide what is looked at.
      fleet.sh(
        name,
        "iptables -P FORWARD ACCEPT; ip -n wg0 route add 192.0.2.4/30 via 192.0.2.1; ip -n lan0 route add 192.0.2.0/30 via 192.0.2.5",
      );
      const pings = (from: string, to: string): string =>
        fleet.sh(name, `ip netns exec ${from} ping -c 1 -W 2 -q ${to} >/dev/null && echo reached || echo none`).trim();
      expect([pings("wg0", "192.0.2.6"), pings("lan0", "192.0.2.2")]).to.deep.equal(["reached", "none"]);
    });

    it("lives beside Docker's chains: those of a container that starts later are filtered too", () => {
      const chains = fleet.sh(name, "iptables-save -t nat | grep -c 'dport 808'");
      fleet.sh(name, "docker run -d --name later -p 8082:80 stand-in:1 /bin/busybox httpd -f -p 80 -h /www >/dev/null");
      expect(openOf(fleet, "eu", [`${ipv4} 8080`, `${ipv4} 8082`])).to.deep.equal([`${ipv4} 8080`]);
      fleet.sh(name, "docker rm -f later");
      expect(fleet.sh(name, "iptables-save -t nat | grep -c 'dport 808'")).to.equal(chains);
    });

    it("lets everything in from a WireGuard interface, and what is for it alone from nowhere else", async () => {
      expect(openOf(fleet, name, ["192.0.2.1 9001", "192.0.2.1 8081"], "ip netns exec wg0")).to.have.length(2);
      expect(openOf(fleet, name, ["192.0.2.5 9001", "192.0.2.5 9002", "192.0.2.5 8081"], "ip netns exec lan0")).to.deep.equal([
        "192.0.2.5 9002",
      ]);
      const closed = [{ port: 8080 }, { port: 9002, proto: "both" as const }];
      await applyTo(fleet.host(name), declare({ tailnet_only: closed, ports: [{ port: 8080 }, { port: 9002 }, { port: 9001 }] }));
      expect(openOf(fleet, "eu", both(8080, 9001, 9002))).to.deep.equal(both(9001));
      expect(openOf(fleet, name, ["192.0.2.1 9002", "192.0.2.1 8080"], "ip netns exec wg0")).to.have.length(2);
    });

    it("notices what somebody changed by nft, and puts it back", async () => {
      await applyTo(fleet.host(name), typical());
      for (const edit of ["insert rule inet infra input tcp dport 9001 accept", "delete table inet infra"]) {
        fleet.sh(name, `nft ${edit}`);
        const { events, failures } = await applyTo(fleet.host(name), typical());
        expect(failures).to.deep.equal([]);
        const planned = events.flatMap((event) =>
          event.type === "planned" && event.wave === 0 ? event.changes.map(({ title }) => title) : [],
        );
        expect(planned).to.deep.equal(["load the firewall", "reload infra-firewall.service"]);
      }
      expect(openOf(fleet, "eu", both(8081, 9001))).to.deep.equal([]);
      expect(await planOn(fleet.host(name), typical())).to.deep.equal([]);
    });

    it("stays as it was where nft refuses the rules, or where the controller would not get in any more", async () => {
      const before = fleet.sh(name, "nft list table inet infra; cat /etc/infra/firewall.nft");
      const refused: readonly [Vars, string, RegExp][] = [
        [{ rules: ["tcp dport nonsense accept"] }, "VALIDATION_FAILED", /nonsense[^]*nft refuses the rules/],
        [{ private_ranges: [], ports: [{ port: 443 }] }, "LOCK_OUT", /^$/],
        [{ private_ranges: [], ports: [{ port: 22, from: [client] }] }, "LOCK_OUT", /^$/],
        [{ tailnet_only: [{ port: 22 }] }, "LOCK_OUT", /^$/],
        [{ private_ranges: [], ports: [{ port: 22 }], ssh_ports: [222] }, "LOCK_OUT", /^$/],
      ];
      for (const [vars, code, words] of refused) {
        const { failures, summary } = await applyTo(fleet.host(name), declare(vars));
        expect(failures[0]).to.include({ code });
        expect(failures[0]?.output ?? "").to.match(words);
        expect(summary).to.include({ changed: 0, outcome: "failed" });
      }
      const lines = (text: string): string => text.replaceAll(/packets \d+ bytes \d+/g, "");
      expect(lines(fleet.sh(name, "nft list table inet infra; cat /etc/infra/firewall.nft"))).to.equal(lines(before));
    });

    it("goes as a whole", async () => {
      await applyTo(fleet.host(name), typical());
      await settle(fleet.host(name), ...roleOn(firewall, fleet.host(name), {}));
      expect(fleet.sh(name, "nft list tables; ls /etc/infra /etc/systemd/system; systemctl list-units --all")).to.not.match(
        /infra$|infra-firewall/m,
      );
      expect(openOf(fleet, "eu", both(22, 8081, 9001))).to.deep.equal(both(22, 8081, 9001));
    });

    // The last one: what it flushes are Docker's rules too.
    it("is loaded again when somebody restarts Debian's own nftables, which flushes everything", async () => {
      await applyTo(fleet.host(name), typical());
      fleet.sh(
        name,
        "systemctl start nftables; systemctl start infra-firewall; systemctl restart nftables; sleep 1; systemctl reload nftables; sleep 1",
      );
      expect(fleet.sh(name, "nft list tables")).to.include("table inet infra\n").and.to.include("table inet filter\n");
      fleet.sh(name, "systemctl stop nftables");
      expect((await applyTo(fleet.host(name), roleOn(firewall, fleet.host(name), {}))).failures).to.deep.equal([]);
    });
  });
}
