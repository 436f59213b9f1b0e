import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { dockerUser, dockerUserOfUnit } from "../../roles/wireguard/docker-user.ts";
import { Interface, routesOf } from "../../roles/wireguard/interface.ts";
import { natRules } from "../../roles/wireguard/nat.ts";
import { wireguard } from "../../roles/wireguard/role.ts";
import { wgQuick } from "../../roles/wireguard/wg-quick.ts";
import { Secret } from "../../src/model/secret.ts";
import type { z } from "zod";
import { type LocalHost, localHost, standIn } from "../support/local-host.ts";
import { hostNamed, roleOn } from "../support/role-on.ts";

const [own, peer, shared] = [1, 2, 3].map((byte) => Buffer.alloc(32, byte).toString("base64"));
const base: z.input<typeof Interface> = { private_key: own ?? "", addresses: ["10.8.0.1/24", "2001:db8::1/64"] };

function peerWith(allowed_ips: string[], more: object = {}): { readonly peers: NonNullable<z.input<typeof Interface>["peers"]> } {
  return { peers: { laptop: { public_key: peer ?? "", allowed_ips, ...more } } };
}

describe("role wireguard", () => {
  it("writes an interface and its peers as wg-quick(8) reads them, all of it secret", () => {
    const more = { preshared_key: shared, endpoint: "vpn.example.org:51820", keepalive: 25 };
    const text = wgQuick(
      Interface.parse({ ...base, listen_port: 51_820, mtu: 1380, table: "off", ...peerWith(["10.8.0.2/32", "fd00::/8"], more) }),
    );
    expect(text).to.be.instanceOf(Secret);
    expect((text as Secret).reveal()).to.equal(`[Interface]
PrivateKey = ${own ?? ""}
ListenPort = 51820
Address = 10.8.0.1/24, 2001:db8::1/64
MTU = 1380
Table = off

# laptop
[Peer]
PublicKey = ${peer ?? ""}
AllowedIPs = 10.8.0.2/32, fd00::/8
Endpoint = vpn.example.org:51820
PersistentKeepalive = 25
PresharedKey = ${shared ?? ""}
`);
  });

  it("says the mark of a peer that is allowed everything aloud: a reload would take it away", () => {
    const text = wgQuick(Interface.parse({ ...base, ...peerWith(["0.0.0.0/0"]) }));
    expect((text as Secret).reveal()).to.include("FwMark = 51820");
  });

  it("knows which networks need a route of their own", () => {
    const allowed = ["10.8.0.2/32", "2001:db8::2/128", "198.51.100.0/24", "10.0.0.0/8"];
    expect(routesOf(Interface.parse({ ...base, ...peerWith(allowed) }))).to.deep.equal(["10.0.0.0/8", "198.51.100.0/24"]);
    expect(routesOf(Interface.parse({ ...base, table: 7, ...peerWith(["10.8.0.2/32"]) }))).to.deep.equal(["10.8.0.2/32"]);
    expect(routesOf(Interface.parse({ ...base, table: "off", ...peerWith(allowed) }))).to.deep.equal([]);
  });

  it("restarts for a route and not for a peer in the interface's own network", async () => {
    const dropIn = async (allowed: string[]): Promise<string> => {
      const interfaces = { wg0: { ...base, ...peerWith(allowed) } };
      const unit = roleOn(wireguard, hostNamed("eu"), { interfaces }).find(({ kind }) => kind === "systemdUnit");
      return (await unit?.digest(async () => await Promise.reject(new Error("nothing is asked")))) ?? "";
    };
    expect(await dropIn(["10.8.0.2/32"])).to.equal(await dropIn(["10.8.0.3/32"]));
    expect(await dropIn(["10.8.0.2/32"])).to.not.equal(await dropIn(["198.51.100.0/24"]));
  });

  it("has NAT in a table of its own, replaced as a whole", () => {
    expect(natRules("wg0", { out: "eth0", source4: "192.0.2.1", source6: "2001:db8::7" })).to.equal(`table inet infra-nat-wg0 { }
delete table inet infra-nat-wg0
table inet infra-nat-wg0 {
  chain postrouting {
    type nat hook postrouting priority srcnat; policy accept;
    iifname "wg0" oifname "eth0" meta nfproto ipv4 counter snat ip to 192.0.2.1
    iifname "wg0" oifname "eth0" meta nfproto ipv6 counter snat ip6 to 2001:db8::7
  }
}
`);
    expect(natRules("wg0", {})).to.include('oifname != "wg0" meta nfproto ipv4 counter masquerade');
  });

  describe("lets through Docker's filter what peers send and what answers them", () => {
    let host: LocalHost;
    beforeEach(() => {
      host = localHost();
    });
    afterEach(() => {
      host.remove();
    });

    /** Rules that are there after some verbs; a stand-in keeps each as a line of a file. */
    function rulesAfter(verbs: readonly Parameters<typeof dockerUser>[1][], tool = "ip6tables"): readonly string[] {
      const chain = join(host.folder, "chain");
      writeFileSync(chain, "-i other -j ACCEPT\n");
      standIn(
        host,
        tool,
        `verb=$2; [ "$verb" != -n ] || exit 0
shift 3
case $verb in
-I) printf '%s\\n' "$*" >>${chain} ;;
-C) grep -qxFe "$*" ${chain} ;;
-D) grep -qxFe "$*" ${chain} && { grep -vxFe "$*" ${chain} >${chain}.new; mv ${chain}.new ${chain}; } ;;
esac`,
      );
      for (const verb of verbs) execFileSync("sh", ["-c", dockerUser("wg0", verb)], { env: { PATH: `${host.bin}:/usr/bin:/bin` } });
      return readFileSync(chain, "utf8").trimEnd().split("\n");
    }

    it("once, whatever runs again, and takes it away with the interface", () => {
      expect(rulesAfter(["add", "add", "test"])).to.deep.equal([
        "-i other -j ACCEPT",
        "-i wg0 -j ACCEPT",
        "-o wg0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
      ]);
      expect(rulesAfter(["add", "remove", "remove"])).to.deep.equal(["-i other -j ACCEPT"]);
    });

    it("and notices where it does not", () => {
      expect(() => rulesAfter(["test"])).to.throw("Command failed");
    });

    it("and has nothing to do where there is no such chain", () => {
      expect(rulesAfter(["test", "add", "remove"], "none")).to.deep.equal(["-i other -j ACCEPT"]);
    });

    it("in words that systemd leaves as they are", () => {
      expect(dockerUserOfUnit("wg0", "test")).to.equal(`-/bin/sh -c '${dockerUser("wg0", "test").split("$").join("$$")}'`);
      expect(dockerUser("wg0", "add")).to.not.match(/['\\%]/);
    });
  });

  it("ends an interface before its files, and forwards only what it has addresses for", () => {
    const ids = roleOn(wireguard, hostNamed("eu"), { absent: ["wg9"], interfaces: { wg0: { ...base, addresses: ["10.8.0.1/24"] } } }).map(
      ({ id }) => id,
    );
    expect(ids.slice(-4)).to.deep.equal([
      "service:wg-quick@wg9.service",
      "file:/etc/wireguard/wg9.conf",
      "file:/etc/wireguard/wg9.nft",
      "systemdUnit:wg-quick@wg9.service.d/infra.conf",
    ]);
    expect(ids).to.include("sysctl:net.ipv4.ip_forward").and.not.include("sysctl:net.ipv6.conf.all.forwarding");
    expect(
      roleOn(wireguard, hostNamed("eu"), { forwarding: false, interfaces: { wg0: base } }).filter(({ kind }) => kind === "sysctl"),
    ).to.deep.equal([]);
  });

  it("refuses keys and networks that are none", () => {
    expect(() => Interface.parse({ ...base, private_key: "short" })).to.throw("wg genkey");
    expect(() => Interface.parse({ ...base, ...peerWith(["10.8.0.0/33"]) })).to.throw("must be a network");
    expect(() => roleOn(wireguard, hostNamed("eu"), { interfaces: { "wg 0": base } })).to.throw("interface's name");
  });
});
