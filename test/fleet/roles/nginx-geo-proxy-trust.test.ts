import { once } from "node:events";
import { connect } from "node:net";
import { connect as connectTls } from "node:tls";
import { expect } from "chai";
import { geoProxyBackend } from "../../../roles/geo-proxy-backend/role.ts";
import type { Fleet } from "../../support/fleet.ts";
import {
  addressOf,
  asking,
  folderOf,
  type GivenProxy,
  known,
  lendAddress,
  proxyFleet,
  proxyOn,
  regions,
  startBackend,
} from "../../support/geo-proxy.ts";
import { releases } from "../../support/releases.ts";
import { reactionsOf } from "../../support/role-fleet.ts";
import { roleOn } from "../../support/role-on.ts";
import { settle } from "../../support/settle.ts";

const GERMAN = "192.0.2.1";
const AMERICAN = "192.0.2.17";
const INDIAN = "192.0.2.33";

for (const name of releases("in", "us")) {
  describe(`whom nginx-geo-proxy believes on ${name}`, () => {
    let fleet: Fleet;
    before(async function () {
      this.timeout(600_000);
      fleet = await proxyFleet();
      await settle(fleet.host(name), ...declare());
      for (const region of ["eu", "us", "in"] as const) startBackend(fleet, name, region);
      await settle(fleet.host(name), ...declare({ sites: { ...plain(), ...secure } }));
      lendAddress(fleet, name, AMERICAN);
    });

    const secure: GivenProxy["sites"] = {
      safe: {
        names: ["safe.example.org"],
        upstream: { port: 8443, ca: "/srv/tls/web.pem" },
        certificate: "/srv/tls/web.pem",
        key: "/srv/tls/web.key",
        websockets: true,
      },
      unsafe: { names: ["unsafe.example.org"], upstream: { port: 8443 } },
    };

    function plain(): GivenProxy["sites"] {
      return { shop: { names: ["shop.example.org"], upstream: { scheme: "http", port: 8080 } } };
    }

    function declare(changes: Partial<GivenProxy> = {}, networks = known): ReturnType<typeof proxyOn> {
      const failover = { connect_timeout: "300ms", read_timeout: "500ms", fail_timeout: "2s" };
      const vars = { regions, failover, trusted_proxies: [addressOf(fleet, "lab")], sites: plain(), ...changes };
      return proxyOn(fleet.host(name), vars, { folder: folderOf(fleet), networks });
    }

    function ask(...words: readonly string[]): string {
      return fleet.sh("lab", asking(fleet, name, words));
    }

    /** What comes back for a text on a plain connection until it is closed. */
    async function answerTo(text: string, port: number): Promise<string> {
      const socket = connect(port, fleet.host(name).address.host);
      const parts: string[] = [];
      socket.on("data", (bytes: Buffer) => parts.push(bytes.toString()));
      socket.on("error", () => undefined);
      socket.write(text);
      // What nginx has not read makes it a reset.
      await new Promise((resolve) => socket.on("close", resolve));
      return parts.join("");
    }

    /** How a handshake for a name ends: with a certificate's subject, or an alert. */
    async function handshake(servername: string): Promise<string> {
      const { host } = fleet.host(name).address;
      const socket = connectTls({ host, port: 443, rejectUnauthorized: false, ...(servername !== "" && { servername }) });
      try {
        await once(socket, "secureConnect");
        return String(socket.getPeerCertificate().subject.CN);
      } catch (error) {
        return error instanceof Error ? error.message : "";
      } finally {
        socket.destroy();
      }
    }

    it("closes a connection that asks for no site, without a word", async () => {
      const requests = {
        "no host, HTTP/1.1": "GET / HTTP/1.1\r\n\r\n",
        "no host, HTTP/1.0": "GET / HTTP/1.0\r\n\r\n",
        "an unknown host": "GET / HTTP/1.1\r\nHost: other.example.net\r\n\r\n",
        "an address": `GET / HTTP/1.1\r\nHost: ${fleet.host(name).address.host}\r\n\r\n`,
        "a version that there is not": "GET / HTTP/7.0\r\nHost: shop.example.org\r\n\r\n",
        "a method for proxies of another sort": "CONNECT other.example.net:443 HTTP/1.1\r\nHost: other.example.net\r\n\r\n",
        "a long name": `GET /${"a".repeat(40_000)} HTTP/1.1\r\nHost: other.example.net\r\n\r\n`,
        "a long header": `GET / HTTP/1.1\r\nX-A: ${"a".repeat(40_000)}\r\n\r\n`,
        "no HTTP": "\x16\x03\x01 hello\r\n\r\n",
      };
      for (const [title, text] of Object.entries(requests)) expect(await answerTo(text, 80), title).to.equal("");
      expect(await answerTo("GET / HTTP/1.1\r\nHost: other.example.net\r\n\r\n", 443), "HTTP on the port of HTTPS").to.equal("");
      expect(await answerTo("GET / HTTP/1.0\r\nHost: shop.example.org\r\n\r\n", 80)).to.include("HTTP/1.1 200");
    });

    it("shows no certificate to who names no site", async () => {
      expect(await handshake("safe.example.org")).to.equal("safe.example.org");
      for (const other of ["", "other.example.net", "shop.example.org"])
        expect(await handshake(other), other).to.match(/unrecognized name/);
    });

    it("lets no forged header choose the region, nor reach a host", () => {
      const forged = [`-H 'X-Forwarded-For: ${INDIAN}'`, `-H 'X-Real-IP: ${INDIAN}'`, `-H 'Forwarded: for=${INDIAN}'`];
      expect(ask(`--interface ${AMERICAN}`, ...forged, "http://shop.example.org/")).to.equal(
        `us host=shop.example.org for=${AMERICAN} real=${AMERICAN} proto=http forwarded= upgrade= uri=/`,
      );
      const chain = [`-H 'X-Forwarded-For: ${INDIAN}, ${AMERICAN}'`, "http://shop.example.org/"];
      expect(ask(...chain), "before what a trusted proxy added").to.match(new RegExp(`^us .* for=${AMERICAN} `));
      expect(ask("http://shop.example.org/"), "nobody knows where").to.match(/^eu /);
    });

    it("serves HTTPS, HTTP/2 and WebSockets, and asks hosts over TLS that it verifies", () => {
      const shown = ["-o /dev/null", "-w '%{http_code} %{redirect_url}'"];
      expect(ask(...shown, "http://safe.example.org/a?b=c")).to.equal("301 https://safe.example.org/a?b=c");
      const believed = ["-k", `-H 'X-Forwarded-For: ${GERMAN}'`];
      expect(ask(...believed, "https://safe.example.org/")).to.include(
        `eu host=safe.example.org for=${GERMAN} real=${GERMAN} proto=https `,
      );
      expect(ask(...believed, "-o /dev/null -w '%{http_version}'", "https://safe.example.org/")).to.equal("2");
      const upgrade = (to: string): string =>
        ask(...believed, "--http1.1", `-H 'Upgrade: ${to}' -H 'Connection: Upgrade'`, "https://safe.example.org/");
      expect(upgrade("websocket")).to.include(" upgrade=websocket ");
      expect(upgrade("h2c")).to.include(" upgrade= ");
      expect(ask("-o /dev/null -w '%{http_code}'", "http://unsafe.example.org/"), "a certificate of nobody that is known").to.equal("502");
    });

    it("reads a renewed certificate by itself, and goes on with the old one where the key is another's", async () => {
      const pid = fleet.sh(name, "systemctl show -P MainPID nginx");
      const renew =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=new.example.org -addext subjectAltName=DNS:safe.example.org";
      fleet.sh(name, `cd /srv/tls; cp -p web.pem old.pem; cp -p web.key old.key; ${renew} -keyout new.key -out new.pem 2>/dev/null`);
      fleet.sh(name, "cd /srv/tls; cp new.pem half.pem; mv half.pem web.pem; sleep 4");
      expect(await handshake("safe.example.org")).to.equal("safe.example.org");
      fleet.sh(name, "cd /srv/tls; cp new.key half.key; mv half.key web.key; sleep 4");
      expect(await handshake("safe.example.org")).to.equal("new.example.org");
      fleet.sh(name, "cd /srv/tls; cp -p old.pem web.pem; cp -p old.key web.key; sleep 4");
      expect(await handshake("safe.example.org")).to.equal("safe.example.org");
      expect(fleet.sh(name, "systemctl show -P MainPID nginx")).to.equal(pid);
    });

    it("does not send a POST twice, and writes region and country into its log", () => {
      const pids = "$(cat /run/backend-eu.pid) $(pgrep -P $(cat /run/backend-eu.pid))";
      fleet.sh(name, `sleep 2.5; kill -STOP ${pids}`);
      const status = [`-H 'X-Forwarded-For: ${GERMAN}'`, "-o /dev/null -w '%{http_code}'"];
      const posted = ask(...status, "-X POST -d a=b", "http://shop.example.org/post");
      const got = ask(...status, "http://shop.example.org/get");
      fleet.sh(name, `kill -CONT ${pids}; sleep 2.5`);
      expect([posted, got]).to.deep.equal(["504", "200"]);
      const log = fleet.sh(name, "grep -E '/(post|get) ' /var/log/nginx/geo-proxy.log | tail -n 2").trim().split("\n");
      expect(log[0]).to.match(
        new RegExp(`^${GERMAN} .* shop.example.org "POST /post HTTP/1.1" 504 .* country=DE region=eu upstream="127.0.0.11:8080"`),
      );
      expect(log[1]).to.match(/" 200 .* country=DE region=eu upstream="127.0.0.11:8080, 127.0.0.1[23]:8080" answered="504, 200"$/);
    });

    it("reads a new database without a restart", async () => {
      const pid = fleet.sh(name, "systemctl show -P MainPID nginx");
      const sites = { ...plain(), ...secure };
      const moved = declare({ sites }, [["192.0.2.0/28", { country_code: "US" }]]);
      expect(await reactionsOf(fleet.host(name), moved)).to.deep.equal(["reload nginx.service"]);
      fleet.sh(name, "sleep 0.5");
      expect(ask(`-H 'X-Forwarded-For: ${GERMAN}'`, "http://shop.example.org/")).to.match(/^us /);
      expect(await reactionsOf(fleet.host(name), declare({ sites }))).to.deep.equal(["reload nginx.service"]);
      expect(fleet.sh(name, "systemctl show -P MainPID nginx")).to.equal(pid);
    });

    it("tells an application host who the client is, which believes the proxy alone (role geo-proxy-backend)", async () => {
      const app = `server { listen 8088; server_name shop.example.org; return 200 "app client=$remote_addr host=$host"; }`;
      await settle(fleet.host("eu"), ...roleOn(geoProxyBackend, fleet.host("eu"), { proxies: [addressOf(fleet, name)] }));
      fleet.sh("eu", `printf '%s' '${app}' >/etc/nginx/conf.d/app.conf; nginx -t 2>/dev/null && systemctl reload nginx; sleep 0.5`);
      const away = { eu: { ...regions.eu, hosts: [addressOf(fleet, "eu")] } };
      const shop = { names: ["shop.example.org"], upstream: { scheme: "http" as const, port: 8088 } };
      await settle(fleet.host(name), ...declare({ regions: away, sites: { shop } }));
      fleet.sh(name, "sleep 0.5");
      expect(ask(`--interface ${AMERICAN}`, `-H 'X-Forwarded-For: ${INDIAN}'`, "http://shop.example.org/")).to.equal(
        `app client=${AMERICAN} host=shop.example.org`,
      );
      const past = `curl -s -H 'Host: shop.example.org' -H 'X-Forwarded-For: ${INDIAN}' http://${addressOf(fleet, "eu")}:8088/`;
      expect(fleet.sh("lab", past)).to.equal(`app client=${addressOf(fleet, "lab")} host=shop.example.org`);
    });
  });
}
