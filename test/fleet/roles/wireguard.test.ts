import { generateKeyPairSync } from "node:crypto";
import { expect } from "chai";
import { wireguard } from "../../../roles/wireguard/role.ts";
import { aptPackages } from "../../../src/resources/apt-packages.ts";
import { type Fleet, fleetUp, planOn } from "../../support/fleet.ts";
import { reactionsOf, refusalOf } from "../../support/role-fleet.ts";
import { roleOn } from "../../support/role-on.ts";
import { settle } from "../../support/settle.ts";

type Interfaces = NonNullable<Parameters<typeof roleOn<typeof wireguard.vars>>[2]["interfaces"]>;
type Peers = NonNullable<Interfaces[string]["peers"]>;

const keys = { eu: keyPair(), in: keyPair(), other: keyPair() };
const shared = Buffer.alloc(32, 8).toString("base64");

/** Waits for an answer through the tunnel. */
const PING = "for i in $(seq 30); do ping -c 1 -W 1 -q $1 >/dev/null && exit; done; exit 1";

describe("role wireguard", () => {
  let fleet: Fleet;
  before(async () => {
    fleet = await fleetUp("pizza");
    fleet.sh("us", "systemd-run --quiet systemd-socket-activate --listen=2298 --accept --inetd sleep 5");
    const tools = aptPackages({ name: "tools", packages: ["iputils-ping", "iptables"], recommends: false });
    await Promise.all([settle(fleet.host("eu"), tools, ...server()), settle(fleet.host("in"), tools, ...client())]);
  });

  /** On Debian 13; peers reach the world by it. */
  function server(peers: Peers = {}, more: Partial<Interfaces[string]> = {}): ReturnType<typeof roleOn> {
    const client = { public_key: keys.in.publicKey, preshared_key: shared, allowed_ips: ["10.9.0.2/32", "fd00:9::2/128"] };
    const wg9 = { ...interfaceOf("eu", ["10.9.0.1/24", "fd00:9::1/64"]), nat: true, peers: { client, ...peers }, ...more };
    return roleOn(wireguard, fleet.host("eu"), { userspace: true, interfaces: { wg9 } });
  }

  /** On Debian 12; it reaches `us` by the tunnel only. */
  function client(): ReturnType<typeof roleOn> {
    const way = [addressOf("us", 4), addressOf("us", 6)].map((one) => `${one}/${one.includes(":") ? 128 : 32}`);
    const server = {
      public_key: keys.eu.publicKey,
      preshared_key: shared,
      allowed_ips: ["10.9.0.1/32", "fd00:9::1/128", ...way],
      endpoint: `${fleet.host("eu").address.host}:51999`,
      keepalive: 25,
    };
    const wg9 = { ...interfaceOf("in", ["10.9.0.2/24", "fd00:9::2/64"]), peers: { server } };
    return roleOn(wireguard, fleet.host("in"), { userspace: true, interfaces: { wg9 } });
  }

  function addressOf(name: string, family: 4 | 6): string {
    return fleet.sh(name, `ip -${family} -o address show scope global dev eth0 | awk '{ sub(/\\/.*/, "", $4); print $4; exit }'`).trim();
  }

  /** Connections that `us` has when `in` opens one, at a port where nobody else comes. */
  function sees(family: 4 | 6): string {
    const us = addressOf("us", family);
    fleet.sh("in", `bash -c 'exec 3<>/dev/tcp/${us}/2298; sleep 3' >/dev/null 2>&1 & sleep 1`);
    return fleet.sh("us", "ss -Htn state established 'sport = 2298'");
  }

  it("carries packets between two hosts", () => {
    for (const address of ["10.9.0.1", "fd00:9::1"]) fleet.sh("in", `set -- ${address}; ${PING}`);
    expect(fleet.sh("eu", "wg show wg9 transfer")).to.match(/^\S+\t[1-9]\d+\t[1-9]\d+$/m);
  });

  it("brings no kernel", () => {
    for (const name of ["eu", "in"]) expect(fleet.sh(name, "ls /boot")).to.not.include("vmlinuz");
  });

  it("lets a peer out under the host's own address", () => {
    for (const family of [4, 6] as const) {
      const seen = sees(family);
      expect(seen).to.include(addressOf("eu", family)).and.not.include(addressOf("in", family));
    }
  });

  it("lets a peer out past a filter such as Docker's, which drops what it does not know", async () => {
    const tools = ["iptables", "ip6tables"];
    const make = (tool: string): string => `${tool} -N DOCKER-USER; ${tool} -I FORWARD -j DOCKER-USER; ${tool} -P FORWARD DROP`;
    fleet.sh("eu", tools.map(make).join("; "));
    expect(await planOn(fleet.host("eu"), server())).to.deep.equal(["run way of wg9 past Docker"]);
    await settle(fleet.host("eu"), ...server());
    for (const family of [4, 6] as const) expect(sees(family)).to.include(addressOf("eu", family));
    const list = tools.map((tool) => `${tool} -S DOCKER-USER`).join("; ");
    const rules = fleet.sh("eu", list);
    expect(rules.match(/wg9/g)).to.have.length(4);
    fleet.sh("eu", "systemctl stop wg-quick@wg9");
    expect(fleet.sh("eu", list)).to.not.include("wg9");
    fleet.sh("eu", `systemctl start wg-quick@wg9; systemctl reload wg-quick@wg9`);
    expect(fleet.sh("eu", list)).to.equal(rules);
    fleet.sh("eu", tools.map((tool) => `${tool} -P FORWARD ACCEPT; ${tool} -F FORWARD; ${tool} -F DOCKER-USER; ${tool} -X`).join("; "));
    fleet.sh("in", `systemctl restart wg-quick@wg9; set -- 10.9.0.1; ${PING}`);
  });

  it("takes a peer by a reload, without a cut; a route and an address by a restart", async () => {
    const look = "cat /sys/class/net/wg9/ifindex";
    const before = fleet.sh("eu", look);
    const other = { public_key: keys.other.publicKey, allowed_ips: ["10.9.0.3/32"] };
    expect(await reactionsOf(fleet.host("eu"), server({ other }))).to.deep.equal(["reload wg-quick@wg9.service"]);
    expect(fleet.sh("eu", "wg show wg9 allowed-ips")).to.include("10.9.0.3/32");
    expect(fleet.sh("eu", look)).to.equal(before);
    fleet.sh("in", `set -- 10.9.0.1; ${PING}`);
    expect(await reactionsOf(fleet.host("eu"), server({ other }, { nat: { out: "eth0", source4: addressOf("eu", 4) } }))).to.deep.equal([
      "reload wg-quick@wg9.service",
    ]);
    expect(fleet.sh("eu", "nft list table inet infra-nat-wg9")).to.include(`snat ip to ${addressOf("eu", 4)}`);
    const routed = { ...other, allowed_ips: ["10.9.0.3/32", "198.51.100.0/24"] };
    expect(await reactionsOf(fleet.host("eu"), server({ other: routed }))).to.deep.equal(["restart wg-quick@wg9.service"]);
    expect(fleet.sh("eu", "ip route show dev wg9")).to.include("198.51.100.0/24");
    expect(await reactionsOf(fleet.host("eu"), server())).to.deep.equal(["restart wg-quick@wg9.service"]);
  });

  it("stays as it was where wg refuses the configuration", async () => {
    const look = "cksum /etc/wireguard/wg9.conf; wg show wg9 allowed-ips; cat /sys/class/net/wg9/ifindex";
    const before = fleet.sh("eu", look);
    const lost = { public_key: keys.other.publicKey, allowed_ips: ["10.9.0.3/32"], endpoint: "nosuch.test:51999" };
    const words = await refusalOf(fleet.host("eu"), server({ lost }));
    expect(words).to.include("nosuch.test:51999").and.not.include(keys.eu.privateKey);
    expect(fleet.sh("eu", look)).to.equal(before);
  });

  it("is brought up again where somebody took it away, with its NAT", async () => {
    await settle(fleet.host("eu"), ...server());
    fleet.sh("eu", "ip link delete wg9");
    expect(await planOn(fleet.host("eu"), server())).to.deep.equal(["run interface wg9"]);
    await settle(fleet.host("eu"), ...server());
    fleet.sh("eu", "nft delete table inet infra-nat-wg9");
    expect(await planOn(fleet.host("eu"), server())).to.deep.equal(["run NAT of wg9"]);
    await settle(fleet.host("eu"), ...server());
    // A peer takes up to 15 s to see that the other side has started anew.
    fleet.sh("in", `systemctl restart wg-quick@wg9; set -- 10.9.0.1; ${PING}`);
  });

  it("goes with all that it brought, and leaves others' rules", async () => {
    fleet.sh("eu", "nft add table inet others");
    await settle(fleet.host("eu"), ...roleOn(wireguard, fleet.host("eu"), { userspace: true, absent: ["wg9"] }));
    expect(fleet.sh("eu", "ls /etc/wireguard; ls -d /etc/systemd/system/wg-quick@wg9* 2>/dev/null; wg show interfaces")).to.not.include(
      "wg9",
    );
    expect(fleet.sh("eu", "nft list tables")).to.include("table inet others").and.not.include("wg9");
    fleet.sh("eu", "nft delete table inet others");
  });
});

function interfaceOf(name: "eu" | "in", addresses: string[]): Interfaces[string] {
  return { private_key: keys[name].privateKey, addresses, listen_port: 51_999 };
}

function keyPair(): { readonly privateKey: string; readonly publicKey: string } {
  const { d = "", x = "" } = generateKeyPairSync("x25519").privateKey.export({ format: "jwk" });
  const [privateKey = "", publicKey = ""] = [d, x].map((text) => Buffer.from(text, "base64url").toString("base64"));
  return { privateKey, publicKey };
}
