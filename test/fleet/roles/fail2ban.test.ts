import { expect } from "chai";
import { fail2ban } from "../../../roles/fail2ban/role.ts";
import { type Fleet, fleetUp } from "../../support/fleet.ts";
import { releases } from "../../support/releases.ts";
import { reactionsOf } from "../../support/role-fleet.ts";
import { roleOn } from "../../support/role-on.ts";
import { settle } from "../../support/settle.ts";

/** A site of the real Caddy that refuses some paths, and logs as the role wants it. */
const caddyfile = `{
  admin off
  auto_https off
}
:8088 {
  log {
    output file /var/log/caddy/bots.log
    format json
  }
  @bad path /bad*
  respond @bad "no" 403
  respond "yes" 200
}
`;

const jails = { bots: { log: "/var/log/caddy/bots.log", ports: [8088], max_retry: 3, find_time: "5m", ban_time: "10m" } };

for (const name of releases("in", "us")) {
  describe(`role fail2ban on ${name}`, () => {
    let fleet: Fleet;
    before(async function () {
      this.timeout(300_000);
      fleet = await fleetUp("roles");
      fleet.sh(
        name,
        "apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends caddy >/dev/null; systemctl disable -q --now caddy",
      );
      fleet.sh("eu", "command -v curl || { apt-get -qq update && apt-get -qq install -y --no-install-recommends curl; } >/dev/null");
      fleet.sh(name, `cat >/etc/caddy/Caddyfile <<'end'\n${caddyfile}end`);
    });
    after(() => {
      fleet.sh(name, "systemctl stop caddy; systemctl disable -q --now fail2ban; nft delete table inet f2b-table 2>/dev/null || true");
    });

    function declare(more: Parameters<typeof roleOn<typeof fail2ban.vars>>[2] = {}): ReturnType<typeof roleOn> {
      return roleOn(fail2ban, fleet.host(name), { jails, ignore: ["127.0.0.0/8"], ...more });
    }

    /** Statuses of requests that another host makes from an address; 000 where there is no answer. */
    function requests(from: string, path: string, count: number): readonly string[] {
      const url = `http://${fleet.host(name).address.host}:8088${path}`;
      const line = `curl -s -o /dev/null -m 2 -w '%{http_code}\\n' --interface ${from} '${url}' || true`;
      const printed = fleet.sh("eu", `ip address replace ${from}/32 dev eth0; for i in $(seq ${count}); do ${line}; done`);
      return printed.trim().split("\n");
    }

    /** Addresses of the fleet's own network that no host has. */
    const client = (last: number): string => fleet.host("eu").address.host.replace(/\d+$/, String(last));
    const bot = (): string => client(250);
    const human = (): string => client(251);

    const other = (): string => client(252);

    /** How long a client's present ban lasts. */
    function secondsOf(address: string): number {
      const printed = fleet.sh(name, "fail2ban-client get bots banip --with-time");
      const line = printed.split("\n").find((one) => one.startsWith(address)) ?? "";
      return Number(/\+ (\d+) =/.exec(line)?.[1]);
    }

    const banned = (): string => fleet.sh(name, "fail2ban-client get bots banip 2>&1 || true").trim();

    async function until(isSo: () => boolean): Promise<void> {
      for (const deadline = performance.now() + 20_000; !isSo(); ) {
        if (performance.now() > deadline) throw new Error(`it did not come to be: ${fleet.sh(name, "journalctl -u fail2ban -n 20")}`);
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
    }

    it("starts where there is neither a log of Caddy nor one of logins", async () => {
      fleet.sh(name, "rm -f /var/log/caddy/bots.log");
      await settle(fleet.host(name), ...declare());
      expect(fleet.sh(name, "systemctl is-active fail2ban; stat -c '%U %a' /var/log/caddy/bots.log")).to.equal("active\ncaddy 640\n");
      expect(fleet.sh(name, "fail2ban-client status")).to.match(/Jail list:\s*bots, sshd/);
    });

    it("keeps out a client that is refused again and again, and nobody else", async () => {
      fleet.sh(name, "systemctl start caddy");
      expect(requests(human(), "/good", 1)).to.deep.equal(["200"]);
      expect(requests(bot(), "/bad?x=%22remote_ip%22:%221.2.3.4%22", 3)).to.deep.equal(["403", "403", "403"]);
      await until(() => banned() === bot());
      expect(requests(bot(), "/good", 1)).to.deep.equal(["000"]);
      expect(requests(human(), "/good", 2)).to.deep.equal(["200", "200"]);
      expect(requests(human(), "/bad", 1), "a single one").to.deep.equal(["403"]);
      expect(requests(human(), "/good", 1)).to.deep.equal(["200"]);
    });

    it("keeps bans over reloads and restarts, and lets others go on", async () => {
      expect(await reactionsOf(fleet.host(name), declare({ max_ban_time: "2w" }))).to.deep.equal(["reload fail2ban.service"]);
      expect(banned()).to.equal(bot());
      expect(requests(bot(), "/good", 1)).to.deep.equal(["000"]);
      fleet.sh(name, "systemctl restart fail2ban");
      await until(() => banned() === bot());
      expect(requests(bot(), "/good", 1)).to.deep.equal(["000"]);
      expect(requests(human(), "/good", 1)).to.deep.equal(["200"]);
    });

    it("bans for longer each time", async () => {
      const short = { bots: { ...jails.bots, ban_time: "5s" } };
      await settle(fleet.host(name), ...declare({ jails: short }));
      const seconds: number[] = [];
      for (let ban = 0; ban < 2; ban++) {
        await until(() => requests(other(), "/good", 1)[0] === "200");
        expect(requests(other(), "/bad", 3)).to.deep.equal(["403", "403", "403"]);
        await until(() => banned().includes(other()));
        seconds.push(secondsOf(other()));
      }
      expect(seconds[0]).to.equal(5);
      expect(seconds[1]).to.be.greaterThan(5);
    });

    it("never bans addresses of the fleet", async () => {
      const eu = fleet.host("eu").address.host;
      await settle(fleet.host(name), ...declare({ ignore: ["127.0.0.0/8", eu] }));
      expect(requests(eu, "/bad", 6)).to.deep.equal(Array.from({ length: 6 }, () => "403"));
      expect(requests(human(), "/bad", 3).slice(-1)).to.deep.equal(["403"]);
      await until(() => banned().includes(human()));
      expect(banned()).to.not.include(eu);
    });
  });
}
