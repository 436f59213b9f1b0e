import { expect } from "chai";
import { chrony } from "../../../roles/chrony/role.ts";
import { goaccess } from "../../../roles/goaccess/role.ts";
import { nodeExporter } from "../../../roles/node-exporter/role.ts";
import { vnstat } from "../../../roles/vnstat/role.ts";
import { aptPackages } from "../../../src/resources/apt-packages.ts";
import { applyTo, type Fleet, fleetUp } from "../../support/fleet.ts";
import { releases } from "../../support/releases.ts";
import { roleOn } from "../../support/role-on.ts";
import { settle } from "../../support/settle.ts";

/** A tailnet's interface, as tailscaled makes one; `in` has none. */
const TAILNET = " && ip tuntap add tailscale0 mode tun && ip address add 100.64.0.7/32 dev tailscale0 && ip link set tailscale0 up";

const TUNNEL = "ip tuntap add tun9 mode tun";

const LOG_LINE = '192.0.2.77 - - [10/Jan/2026:10:00:00 +0000] "GET /page HTTP/1.1" 200 512 "-" "Mozilla/5.0"';

/** Where the exporter of each host is to listen. */
const addresses = { us: "100.64.0.7:9100", in: "127.0.0.1:9100" };

for (const name of releases("us", "in")) {
  describe(`roles that watch a host, on ${name}`, () => {
    let fleet: Fleet;
    before(async () => {
      fleet = await fleetUp("monitoring");
      fleet.sh(name, `${TUNNEL}${name === "us" ? TAILNET : ""}`);
      await settle(fleet.host(name), aptPackages({ name: "curl", packages: ["curl"], recommends: false }));
    });

    it("node-exporter listens on the tailnet, else on loopback, and never anywhere else", async () => {
      const watch = `while [ ! -e /run/stop ]; do ss -Hltn 'sport = 9100' | awk '{ print $4 }'; done | sort -u >/run/listened`;
      fleet.sh(name, `(${watch}) >/dev/null 2>&1 & :`);
      await settle(fleet.host(name), ...roleOn(nodeExporter, fleet.host(name), { args: ["--collector.systemd"] }));
      fleet.sh(name, "touch /run/stop; sleep 0.5");
      expect(fleet.sh(name, "cat /run/listened")).to.equal(`${addresses[name]}\n`);
      expect(metrics()).to.include('node_systemd_unit_state{name="prometheus-node-exporter.service",state="active"');
    });

    it("node-exporter moves when it is told to", async () => {
      await settle(fleet.host(name), ...roleOn(nodeExporter, fleet.host(name), { address: "::1", port: 9101 }));
      expect(fleet.sh(name, "ss -Hltn 'sport = 9101 or sport = 9100' | awk '{ print $4 }'")).to.equal("[::1]:9101\n");
      await settle(fleet.host(name), ...roleOn(nodeExporter, fleet.host(name), {}));
    });

    it("vnstat's counts are among the exporter's metrics", async () => {
      await settle(fleet.host(name), ...roleOn(vnstat, fleet.host(name), { interfaces: ["eth0", "tun9"], settings: { MonthRotate: 5 } }));
      // What came in before vnstat first looked at the interface does not count, and nobody says when it has.
      const knock = `timeout 2 bash -c 'head -c 4 </dev/tcp/${fleet.host("eu").address.host}/22' >/dev/null`;
      const counts = "systemctl restart vnstat; systemctl start vnstat-metrics.service";
      const counted = /^vnstat_traffic_bytes_total\{direction="rx",interface="eth0"\} [1-9]/m;
      for (let tries = 0; tries < 15 && (tries === 0 || !counted.test(metrics())); tries++) fleet.sh(name, `${knock}; sleep 2; ${counts}`);
      expect(fleet.sh(name, "systemctl is-active vnstat-metrics.timer; vnstat --dbiflist 1 | grep -v tailscale0 | sort")).to.equal(
        "active\neth0\ntun9\n",
      );
      const shown = metrics();
      expect(shown).to.match(counted);
      expect(shown).to.match(/^vnstat_traffic_bytes\{direction="tx",interface="eth0",period="month"\} [1-9]/m);
      expect(shown).to.include("node_textfile_scrape_error 0");
      expect(fleet.sh(name, "stat -c %U:%a /usr/local/lib/vnstat-metrics")).to.equal("root:755\n");
    });

    it("chrony asks the servers that are declared, and keeps them when its next configuration is wrong", async () => {
      const want = { pools: [], servers: ["192.0.2.123"], options: "iburst maxpoll 8" };
      await settle(fleet.host(name), ...roleOn(chrony, fleet.host(name), want));
      expect(fleet.sh(name, "chronyc -n -c sources")).to.match(/^\^,\?,192\.0\.2\.123,[^\n]*\n$/);
      const pid = fleet.sh(name, "systemctl show -p MainPID chrony");
      const { failures } = await applyTo(fleet.host(name), roleOn(chrony, fleet.host(name), { ...want, extra: ["nosuchdirective 1"] }));
      expect(failures[0]).to.include({ code: "VALIDATION_FAILED", where: `${name}/config:chrony` });
      expect(failures[0]?.output).to.include("Invalid directive");
      expect(fleet.sh(name, "systemctl show -p MainPID chrony; grep -c nosuch /etc/chrony/chrony.conf || :")).to.equal(`${pid}0\n`);
    });

    it("goaccess makes a report of a log, for those alone who may read it", async () => {
      fleet.sh(
        name,
        `mkdir -p /var/log/site; printf '%s\\n' '${LOG_LINE}' >/var/log/site/access.log; chgrp adm /var/log/site/access.log; chmod 640 /var/log/site/access.log`,
      );
      const reports = { site: { logs: ["/var/log/site/access.log"], log_format: "COMBINED", readers: "www-data" } };
      await settle(fleet.host(name), ...roleOn(goaccess, fleet.host(name), { reports }));
      fleet.sh(name, "systemctl start goaccess-site.service || { journalctl -u goaccess-site -n 20 --no-pager; exit 1; }");
      const page = fleet.sh(name, "setpriv --reuid=www-data --regid=www-data --init-groups cat /var/lib/goaccess/site/index.html");
      expect(page).to.include("/page").and.to.include("192.0.2.0").and.not.to.include("192.0.2.77");
      expect(
        fleet.sh(name, "stat -c %A:%G /var/lib/goaccess/site /var/lib/goaccess/site/db; systemctl is-active goaccess-site.timer"),
      ).to.equal("drwxr-s---:www-data\ndrwx------:goaccess\nactive\n");
    });

    function metrics(): string {
      return fleet.sh(name, `curl -fsS http://${addresses[name]}/metrics`);
    }
  });
}
