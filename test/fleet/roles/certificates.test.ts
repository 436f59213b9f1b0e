import { setTimeout } from "node:timers/promises";
import { expect } from "chai";
import { fleetEnd } from "../../support/fleet.ts";
import { type CertificateFleet, certificateFleet, SERVED } from "../../support/certificate-fleet.ts";
import { nameServers } from "../../support/dns-fleet.ts";
import { type Pebble, stopPebble } from "../../../src/sandbox/pebble.ts";
import { secondsUntil } from "../../support/seconds-until.ts";

// A third of it is time enough for an order on a busy machine.
const LIFETIME_S = 270;
const SPOOL = "/var/lib/certificates-work";

describe("certificates of a fleet", () => {
  let fleet: CertificateFleet;
  let pebble: Pebble;
  before(async function () {
    this.timeout(900_000);
    fleet = await certificateFleet();
    pebble = fleet.authority(LIFETIME_S);
  });

  after(() => {
    for (const host of nameServers) fleet.sh(host, "systemctl stop certificates.timer");
    stopPebble(fleet);
  });
  after(async () => {
    await fleetEnd("certificates");
  });

  const reload = {
    interval: 5,
    reload: [
      ["nginx", "-tq"],
      ["systemctl", "reload", "nginx"],
    ],
  };
  const distinct = (see: (host: string) => string): readonly string[] => [...new Set(nameServers.map(see))];

  it("are obtained once, by one order, and are on all hosts when the first roll-out ends; the second changes nothing", async function () {
    this.timeout(300_000);
    for (const host of nameServers)
      fleet.sh(
        host,
        "apt-get -qq update && apt-get install -qq -y --no-install-recommends nginx-light >/dev/null 2>&1; rm -f /etc/nginx/sites-enabled/default",
      );
    await fleet.bring(reload);
    expect(distinct(fleet.serial)).to.have.length(1);
    expect(pebble.orders()).to.equal(1);
    expect(distinct((host) => fleet.sh(host, `stat -Lc '%U %a' ${SERVED}/privkey.pem ${SERVED}/fullchain.pem`))).to.deep.equal([
      "root 600\nroot 644\n",
    ]);
    const names = fleet.sh("us", `openssl x509 -noout -ext subjectAltName -in ${SERVED}/fullchain.pem`).match(/DNS:[^,\s]+/g);
    expect(names?.sort()).to.deep.equal(["*.eu", "*", "*.in", "*.us", ""].map((one) => `DNS:${one === "" ? "" : `${one}.`}example.org`));
    for (const host of nameServers) serve(host);
    const again = await fleet.bring(reload);
    expect(Object.values(again).map(({ changed, exchanges }) => [changed, exchanges])).to.deep.equal([
      [0, 1],
      [0, 1],
      [0, 1],
    ]);
  });

  it("come back by themselves to a host that lost its copy, ten times, without another order", function () {
    this.timeout(120_000);
    const before = fleet.serial("eu");
    for (let time = 0; time < 10; time++) {
      const host = nameServers[time % 3] ?? "eu";
      // Every other time the holder, too, has nothing left of what it obtained.
      fleet.sh(host, `rm -rf ${SERVED} ${time < 5 ? "" : `${SPOOL}/lego ${SPOOL}/obtained`}`);
      fleet.look(host);
      expect(fleet.serial(host), host).to.equal(before);
    }
    expect(pebble.orders()).to.equal(1);
  });

  it("are refused from others where key, chain, names or dates do not fit, whoever has the key", function () {
    this.timeout(60_000);
    const before = fleet.serial("us");
    const make = `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 9 -subj /CN=x -keyout /tmp/k -out /tmp/c`;
    const right = fleet.sh("eu", `openssl x509 -noout -ext subjectAltName -in ${SERVED}/fullchain.pem | tail -n 1`).replaceAll(/\s/g, "");
    const chain = `${SERVED}/fullchain.pem`;
    const cases = [
      { sent: `${make} -addext subjectAltName=${right} 2>/dev/null; cat /tmp/k /tmp/c`, words: "its chain does not lead to a root" },
      { sent: `${make} -addext subjectAltName=DNS:example.org 2>/dev/null; cat /tmp/k /tmp/c`, words: 'its names are "example.org"' },
      { sent: `${make} 2>/dev/null; cat /tmp/k ${chain}`, words: "the key is not that of the certificate" },
      { sent: `cat ${chain}`, words: "there is no certificate" },
      { sent: "echo nonsense", words: "there is no certificate" },
      { sent: `cat ${SERVED}/privkey.pem ${chain}`, words: "it is in force already" },
    ];
    for (const { sent, words } of cases) expect(sendTo("us", "receive example.org", sent)).to.include(words);
    expect(sendTo("us", "receive ../example.org", "echo")).to.include('there is no zone "../example.org" here');
    expect(sendTo("us", "ask example.org lab 0 0", "echo")).to.include('there is no host "lab" here');
    expect(sendTo("us", "cat /etc/shadow", "echo")).to.include("this key may run nothing but receive and ask");
    expect(fleet.serial("us")).to.equal(before);
  });

  it("are renewed by the timer, handed on and loaded without a restart, while a client of each host sees no failed request", async function () {
    this.timeout(400_000);
    const before = fleet.serial("eu");
    const pids = distinct((host) => fleet.sh(host, "systemctl show -P MainPID nginx"));
    for (const host of nameServers) ask(host);
    await secondsUntil("renewed", () => (nameServers.every((host) => fleet.serial(host) !== before) ? "renewed" : ""), {
      patienceS: LIFETIME_S,
    });
    expect(distinct(fleet.serial)).to.have.length(1);
    expect(pebble.orders()).to.equal(2);
    expect(fleet.left("eu")).to.be.greaterThan(LIFETIME_S / 2);
    await setTimeout(2000);
    fleet.sh("lab", "rm -f /srv/asking; sleep 2");
    for (const host of nameServers) {
      const [asked = 0, ...failed] = fleet.sh("lab", `cat /srv/asked-${host}`).trim().split(" ").map(Number);
      expect(asked, host).to.be.greaterThan(100);
      expect(failed, `${host}: why curl failed`).to.deep.equal([]);
      const shown = fleet.sh(
        "lab",
        `openssl s_client -connect ${fleet.host(host).address.host}:443 -servername example.org </dev/null 2>/dev/null | openssl x509 -noout -serial`,
      );
      expect(shown.trim(), host).to.equal(fleet.serial("eu"));
    }
    expect(distinct((host) => fleet.sh(host, "systemctl show -P MainPID nginx"))).to.deep.equal(pids);
    expect(fleet.status("eu")).to.include({ state: "in-force", last_result: "ok" });
  });

  /** Sends what a shell line prints to the account of a host, from `eu`, with the fleet's key. */
  function sendTo(host: string, words: string, sent: string): string {
    const options = `-F none -i /etc/certificates/key -o BatchMode=yes -o HostKeyAlias=${host} -o UserKnownHostsFile=/etc/certificates/known_hosts`;
    return fleet.sh("eu", `{ ${sent}; } | ssh ${options} certificates@${fleet.host(host).address.host} ${words} 2>&1 || :`);
  }

  /** nginx, which reads the files. */
  function serve(host: string): void {
    const tls = `ssl_certificate ${SERVED}/fullchain.pem; ssl_certificate_key ${SERVED}/privkey.pem;`;
    fleet.sh(
      host,
      `echo 'server { listen 443 ssl; ${tls} return 200 "${host}\\n"; }' >/etc/nginx/conf.d/site.conf; systemctl restart nginx`,
    );
  }

  /** Asks a host again and again from lab, each time by a new connection, until `/srv/asking` is gone. */
  function ask(host: string): void {
    const curl = `curl -sf -m 5 --cacert /srv/roots.pem --resolve example.org:443:${fleet.host(host).address.host} -o /dev/null https://example.org/`;
    fleet.sh("lab", `printf %s '${pebble.roots}' >/srv/roots.pem; : >/srv/asking`);
    const loop = `n=0 f=; while [ -e /srv/asking ]; do n=$((n + 1)); ${curl} || f="$f $?"; sleep 0.1; done; echo $n $f >/srv/asked-${host}`;
    fleet.sh("lab", `systemd-run -q --unit=asking-${host} sh -c '${loop.replaceAll("$", "$$$$")}'`);
  }
});
