import { expect } from "chai";
import { applyTo, type Fleet, planOn } from "../../support/fleet.ts";
import {
  ask,
  caddyFleet,
  caddyOn,
  type GivenCaddy,
  given,
  lacking,
  lackingFailure,
  ONION,
  ownCaddy,
  startServices,
} from "../../support/caddy-fleet.ts";
import { addressOf, lendAddress } from "../../support/geo-proxy.ts";
import { releases } from "../../support/releases.ts";
import { reactionsOf, refusalOf } from "../../support/role-fleet.ts";
import { settle } from "../../support/settle.ts";

const FILES = "/var/lib/certificates/example.org";
for (const name of releases("us", "in")) {
  describe(`role caddy on ${name}`, () => {
    let fleet: Fleet;
    before(async function () {
      this.timeout(600_000);
      fleet = await caddyFleet();
      fleet.sh(name, "apt-get -qq update");
      await refusesWhatIsLacking();
      expect(fleet.sh(name, "command -v caddy || echo none")).to.equal("none\n");
      await settle(fleet.host(name), ...declare());
      fleet.sh(name, "command -v curl >/dev/null || apt-get install -qq -y --no-install-recommends curl >/dev/null 2>&1");
      startServices(fleet, name);
    });

    function declare(changes: Partial<GivenCaddy> = {}): ReturnType<typeof caddyOn> {
      return caddyOn(fleet.host(name), changes);
    }

    function get(url: string, words = ""): ReturnType<typeof ask> {
      return ask(fleet, name, url, words);
    }

    const closed = (url: string, words = "") => {
      expect(get(url, words), url).to.deep.equal({ status: 0, sentTo: "", text: "" });
    };
    const pid = () => fleet.sh(name, "systemctl show -P MainPID caddy");
    const state = () => fleet.sh(name, "systemctl show -P ActiveState caddy; cksum /etc/caddy/*; ls -A /etc/caddy /var/lib/infra/config");
    const shown = "openssl s_client -connect 127.0.0.1:443 -servername page.example.org </dev/null 2>/dev/null";
    const servedKey = () => fleet.sh(name, `${shown} | openssl x509 -noout -fingerprint`);
    const keyOnDisk = () => fleet.sh(name, `openssl x509 -noout -fingerprint -in ${FILES}/fullchain.pem`);

    async function refusesWhatIsLacking(): Promise<void> {
      const { failures, summary } = await applyTo(fleet.host(name), declare(lacking));
      expect(summary).to.include({ changed: 0, failed: 1, exchanges: 1 });
      expect(failures.map(({ code, message, hint }) => ({ code, message, hint }))).to.deep.equal([lackingFailure]);
    }

    it("serves each site by all of its names, over HTTPS with its zone's certificate, and sends HTTP there", () => {
      for (const host of ["redlib.example.org", `redlib.${name}.example.org`, "rl.example.net", `rl.${name}.example.net`]) {
        expect(get(`https://${host}/a?b=c`).text).to.match(new RegExp(`^${host.replaceAll(".", "\\.")}/a\\?b=c for=`));
        expect(get(`http://${host}/a?b=c`)).to.include({ status: 308, sentTo: `https://${host}/a?b=c` });
      }
      expect(servedKey()).to.equal(keyOnDisk());
      expect(fleet.sh(name, `stat -c '%U %a' ${FILES}/privkey.pem`)).to.equal("caddy 600\n");
    });

    it("closes the connection to whoever asks for a name that it does not have", () => {
      for (const url of ["https://none.example.org/", "http://none.example.org/", "https://none.test/", "http://none.test/"]) closed(url);
      closed(`http://${fleet.host(name).address.host}/`);
      closed(`https://${fleet.host(name).address.host}/`);
      closed("https://page.example.org/", "-H 'Host: none.test'");
    });

    it("sets headers for privacy whatever the service says, and a site's own", () => {
      const { text } = get("https://redlib.example.org/", "-D -");
      const headers = text.toLowerCase();
      for (const line of [
        "strict-transport-security: max-age=31536000; includesubdomains",
        "x-content-type-options: nosniff",
        "referrer-policy: no-referrer",
        "x-frame-options: deny",
        "x-robots-tag: noindex, nofollow",
        `onion-location: http://redlib.${ONION}/`,
      ]) {
        expect(headers).to.include(`${line}\r\n`);
      }
      expect(headers).to.not.match(/^(?:server|x-upstream|x-powered-by):/m);
      expect(get("https://redlib.example.org/robots.txt").text).to.equal("User-agent: *\nDisallow: /");
    });

    it("keeps no client's address, query, cookie or browser in its log, and whole addresses where a site asks for it", () => {
      const client = addressOf(fleet, "lab");
      const telling = "-H 'Cookie: tell=tale' -H 'X-Forwarded-For: 203.0.113.9' -A telltale -e https://tell.example/tale";
      get("https://page.example.org/seen?tell=tale", telling);
      get("https://limited.example.org/seen?tell=tale", telling);
      fleet.sh(name, "sleep 0.2");
      const [cut, whole] = ["access", "ratelimiters"].map((log) =>
        fleet.sh(name, `grep '"/seen"' /var/log/caddy/${log}.log | tail -n 1`),
      ) as [string, string];
      for (const line of [cut, whole])
        expect(line)
          .to.include('"status":200')
          .and.not.match(/tell|tale|203\.0\.113/);
      expect(cut)
        .to.include(`"remote_ip":"${client.replace(/\.\d+\.\d+$/, ".0.0")}"`)
        .and.not.include(client);
      expect(whole).to.match(new RegExp(`"ts":\\d+\\..*"remote_ip":"${client.replaceAll(".", "\\.")}",.*"status":200[,}]`));
      expect(fleet.sh(name, "stat -c '%U %a' /var/log/caddy/*.log")).to.equal("caddy 640\ncaddy 640\n");
      fleet.sh(name, "systemctl stop services");
      get("https://limited.example.org/broken?tell=tale", telling);
      startServices(fleet, name);
      const journal = fleet.sh(name, "journalctl -u caddy | grep -F '/broken'");
      expect(journal)
        .to.include('"status":502')
        .and.not.match(/tell|tale/)
        .and.not.include(client);
    });

    it("has somebody else decide, and passes on no header that a client made up", () => {
      expect(get("https://admin.example.org/", "-H 'X-User: root'").status).to.equal(401);
      expect(get("https://admin.example.org/", "-H 'X-User: root' -H 'Cookie: pass=yes'").text).to.match(/ user=alice$/);
      expect(get("https://admin.example.org/login").text).to.equal("log in here");
    });

    it("sends dead services on for good, and those of another host there for now", () => {
      expect(get("https://old.example.org/a?b")).to.include({ status: 301, sentTo: "https://new.example.org/a?b" });
      for (const host of ["nitter.example.org", `nitter.${name}.example.org`]) {
        expect(get(`https://${host}/a?b`)).to.include({ status: 307, sentTo: "https://nitter.elsewhere.example.org/a?b" });
      }
    });

    it("blocks networks by the address of the connection, before anybody is asked to log in", () => {
      lendAddress(fleet, name, "198.51.100.7");
      for (const host of ["page", "admin", "old"]) {
        expect(get(`https://${host}.example.org/`, "--interface 198.51.100.7 -H 'X-Forwarded-For: 192.0.2.1'").status).to.equal(403);
      }
      expect(get("https://page.example.org/", "-H 'X-Forwarded-For: 198.51.100.7'").status).to.equal(200);
    });

    it("serves the onion service on loopback alone, without HTTPS or what belongs to it", () => {
      const line = `curl -s -m 5 -D - -H 'Host: redlib.${ONION}' http://127.0.0.1:8081/a`;
      expect(fleet.sh(name, line))
        .to.match(new RegExp(`redlib.${ONION}/a for=127.0.0.1`))
        .and.not.match(/strict-transport|onion-location/i);
      expect(fleet.sh(name, "curl -s -m 5 -H 'Host: none.onion' http://127.0.0.1:8081/ || echo closed")).to.equal("closed\n");
      closed(`http://redlib.${ONION}:8081/`);
    });

    it("tells Prometheus its metrics, and vnstat's, at the interface's address alone", () => {
      fleet.sh(
        name,
        "mkdir -p /var/lib/prometheus/node-exporter; echo 'vnstat_traffic_bytes 1' >/var/lib/prometheus/node-exporter/vnstat.prom",
      );
      expect(get("http://metrics.test:8093/metrics").text).to.include("caddy_http_requests_total{");
      expect(get("http://metrics.test:8093/vnstat").text).to.equal("vnstat_traffic_bytes 1\n");
      expect(get("http://metrics.test:8093/other").status).to.equal(404);
      expect(fleet.sh(name, "curl -s -m 5 http://127.0.0.1:8093/metrics || echo nothing")).to.equal("nothing\n");
    });

    it("is reloaded and never restarted, and no request fails meanwhile", async () => {
      const before = pid();
      const asking = `curl -sk -m 5 -o /dev/null -w '%{http_code}\\n' --connect-to ::${fleet.host(name).address.host}: https://redlib.example.org/`;
      fleet.sh(
        "lab",
        `rm -f /tmp/stop /tmp/codes; (while [ ! -e /tmp/stop ]; do ${asking}; done >/tmp/codes.new 2>&1; mv /tmp/codes.new /tmp/codes) >/dev/null 2>&1 &`,
      );
      for (const words of ["first", "second", "third"]) {
        const sites = { ...given.sites, page: { extra: `respond "${words}"` } };
        expect(await reactionsOf(fleet.host(name), declare({ sites }))).to.deep.equal([]);
        expect(get("https://page.example.org/").text).to.equal(words);
      }
      await settle(fleet.host(name), ...declare());
      const codes = fleet.sh("lab", "touch /tmp/stop; until [ -e /tmp/codes ]; do sleep 0.1; done; cat /tmp/codes").trim().split("\n");
      expect(codes.length).to.be.above(50);
      expect(codes.filter((code) => code !== "200")).to.deep.equal([]);
      expect(pid()).to.equal(before);
    });

    it("changes nothing where its checker refuses, as Caddy's own account", async () => {
      const before = [state(), pid()];
      expect(await refusalOf(fleet.host(name), declare({ extras: { bad: "http://a.test {\n\tnosuch\n}" } }))).to.include("nosuch");
      fleet.sh(name, `install -d /srv/closed && cp ${FILES}/*.pem /srv/closed && chown root: /srv/closed/*`);
      const closedKey = "https://a.example.org {\n\ttls /srv/closed/fullchain.pem /srv/closed/privkey.pem\n}";
      expect(await refusalOf(fleet.host(name), declare({ extras: { closed: closedKey } }))).to.include("permission denied");
      expect([state(), pid()]).to.deep.equal(before);
      expect(get("https://page.example.org/").text).to.equal("a page");
    });

    it("has the old configuration back at once where Caddy refuses what its checker took", async () => {
      fleet.sh(name, "systemd-run -q --unit=busy systemd-socket-activate -l 9999 cat; sleep 0.3");
      const before = state();
      expect(before).to.match(/^active\n/);
      const page = { extra: 'respond "refused"' };
      const busy = declare({ sites: { ...given.sites, page }, extras: { busy: "http://:9999 {\n\trespond busy\n}" } });
      expect(await refusalOf(fleet.host(name), busy))
        .to.include("address already in use")
        .and.include("is in force again");
      expect(state()).to.equal(before);
      expect(fleet.sh(name, "ss -Hltnp | grep -F caddy | awk '{ print $4, $6 }' | sort | uniq -d")).to.equal("");
      for (let round = 0; round < 20; round += 1) expect(get("https://page.example.org/").text).to.equal("a page");
      await settle(fleet.host(name), ...declare());
      fleet.sh(name, "systemctl stop busy; timeout 20 systemctl reload caddy");
      const now = pid();
      await settle(fleet.host(name), ...busy);
      await settle(fleet.host(name), ...declare());
      expect([state(), pid()]).to.deep.equal([before, now]);
    });

    it("loads certificates that something else has renewed, at the next apply; broken ones leave the old in force", async () => {
      const before = [pid(), keyOnDisk()];
      const renew = `cd ${FILES} && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 9 -subj /CN=new -addext subjectAltName=DNS:*.example.org,DNS:example.org`;
      fleet.sh(name, `${renew} -keyout other.pem -out fullchain.pem 2>/dev/null`);
      const { failures } = await applyTo(fleet.host(name), declare());
      expect(failures[0]?.output).to.include("private key does not match public key");
      expect([state().split("\n")[0], pid(), servedKey()]).to.deep.equal(["active", ...before]);
      fleet.sh(name, `cd ${FILES} && cat other.pem >privkey.pem`);
      expect(await planOn(fleet.host(name), declare())).to.deep.equal(["reload caddy.service"]);
      expect(await reactionsOf(fleet.host(name), declare())).to.deep.equal(["reload caddy.service"]);
      expect(servedKey()).to.equal(keyOnDisk()).and.not.equal(before[1]);
      await settle(fleet.host(name), ...declare());
      expect(pid()).to.equal(before[0]);
    });

    it("runs a Caddy of your own instead, and the package's again, each by a restart", async () => {
      const path = ownCaddy(fleet, name);
      const own = declare({ binary: { path, sha256: fleet.sh(name, "sha256sum </usr/bin/caddy").slice(0, 64) } });
      const running = () => fleet.sh(name, "readlink /proc/$(systemctl show -P MainPID caddy)/exe");
      expect(await reactionsOf(fleet.host(name), own)).to.deep.equal(["restart caddy.service"]);
      await settle(fleet.host(name), ...own);
      expect(running()).to.match(/^\/usr\/local\/lib\/caddy\/caddy-[0-9a-f]{64}\n$/);
      expect(get("https://page.example.org/").text).to.equal("a page");
      expect(await reactionsOf(fleet.host(name), declare())).to.deep.equal(["restart caddy.service"]);
      expect(running()).to.equal("/usr/bin/caddy\n");
      await settle(fleet.host(name), ...declare());
    });

    it("refuses what the installed Caddy lacks before it changes anything", async () => {
      const before = state();
      await refusesWhatIsLacking();
      const tls = { issuer: "rfc2136" as const, rfc2136: { server: "192.0.2.1:53", key: "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0" } };
      const { failures } = await applyTo(fleet.host(name), declare({ tls }));
      expect(failures.map(({ message }) => message).join()).to.include(
        "need Caddy 2.10 and the module dns.providers.rfc2136 of github.com/caddy-dns/rfc2136",
      );
      expect(state()).to.equal(before);
    });
  });
}
