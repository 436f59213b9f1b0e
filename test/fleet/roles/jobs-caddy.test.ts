import { expect } from "chai";
import { aptPackages, role, z } from "geosteer";
import { jobs } from "../../../roles/jobs/role.ts";
import { fleetEnd } from "../../support/fleet.ts";
import { type JobsFleet, jobsFleet } from "../../support/jobs-fleet.ts";

const names = ["in", "us", "eu"] as const;

const vars = `jobs:
  tasks:
    caddy:
      type: caddy-build
      schedule: yearly
      check_every: yearly
      holder: in
      only: [in, us, eu]
      hosts: [in, us]
      version: v2.6.2
      modules: { github.com/caddy-dns/rfc2136: latest }
      xcaddy: /usr/local/bin/xcaddy
`;

const caddy = role({
  name: "caddy-package",
  description: "Debian's Caddy",
  vars: z.unknown(),
  resources: () => [aptPackages({ name: "caddy", packages: ["caddy"], recommends: false })],
});

/**
 * Stands in for xcaddy: its build is Debian's Caddy with some bytes behind it, which make it another one and do no harm, and with a module's line in
 * its build information, in place of others as long. `/srv/build-kind` says whether it is good, lacks the module, accepts no configuration, or does
 * not start.
 */
const XCADDY = `#!/bin/sh
printf '%s ' "$@" >/tmp/xcaddy-words
[ "$(id -un)" = geosteer-builder ] || exit 9
while [ $# -gt 0 ]; do
  if [ "$1" = --output ]; then out=$2; fi
  shift
done
read -r kind number </srv/build-kind
with_module() {
  LC_ALL=C sed -z 's|build\\t-compiler=gc\\nbuild\\t-trimpath=true\\n|dep\\tgithub.com/caddy-dns/rfc2136\\tv1.0.0\\n|' /srv/caddy
}
script() { printf '#!/bin/sh\\nif [ "$1" = %s ]; then echo "no: $1"; exit 1; fi\\nexec /srv/module "$@"\\n' "$1"; }
case $kind in
good) with_module >"$out" && echo "build $number" >>"$out" ;;
lacks) cp /srv/caddy "$out" ;;
refuses) script validate >"$out" ;;
dies) script run >"$out" ;;
fails) echo "go: no such module"; exit 1 ;;
esac
chmod +x "$out"
`;

/** What is installed, what runs, and since when. */
const STATE = `sha256sum /usr/bin/caddy | cut -c 1-64
sha256sum "/proc/$(systemctl show -P MainPID caddy)/exe" | cut -c 1-64
systemctl show -P ActiveEnterTimestampMonotonic caddy`;

describe("a build of Caddy that is handed on", function () {
  this.timeout(300_000);
  let made: JobsFleet;
  before(async function () {
    this.timeout(900_000);
    made = await jobsFleet("jobs-caddy", { "group_vars/all.yml": vars });
    await made.applied(names, [caddy, jobs]);
    made.fleet.sh("in", `cp /usr/bin/caddy /srv/caddy; cat >/usr/local/bin/xcaddy <<'EOF'\n${XCADDY}EOF\nchmod +x /usr/local/bin/xcaddy`);
    made.fleet.sh(
      "in",
      "echo good 0 >/srv/build-kind; setpriv --reuid=geosteer-builder --regid=geosteer-builder --clear-groups xcaddy build --output /tmp/module; mv /tmp/module /srv/module",
    );
    for (const name of ["in", "us"]) {
      const folder = "/var/log/caddy";
      made.fleet.sh(
        name,
        `mkdir -p ${folder} && chown caddy ${folder}; printf ':8080 {\\nrespond hello\\nlog {\\noutput file ${folder}/a.log\\n}\\n}\\n' >/etc/caddy/Caddyfile; systemctl restart caddy`,
      );
    }
  });
  after(async () => {
    made.remove();
    await fleetEnd("jobs-caddy");
  });

  function run(name: string, kind?: string): string {
    if (kind !== undefined) made.fleet.sh(name, `echo ${kind} >/srv/build-kind`);
    made.fleet.sh(name, "systemctl start geosteer-job-caddy 2>/dev/null || true");
    return `${made.fleet.sh(name, "systemctl show -P Result geosteer-job-caddy").trim()}: ${made.fleet.sh(name, "journalctl -q -o cat -n 8 -u geosteer-job-caddy")}`;
  }
  const state = (name: string): readonly string[] => made.fleet.sh(name, STATE).trim().split("\n");
  const page = (name: string): string => made.fleet.sh(name, "curl -s http://127.0.0.1:8080/");

  it("is looked for in vain before there is one", () => {
    expect(run("us")).to.match(/^success: (?:.*\n)*in has no build yet\n/);
  });

  it("is built by an account of its own, rolled out on its holder and handed out", () => {
    const packaged = state("in")[0];
    expect(run("in", "good 1")).to.match(/^success: (?:.*\n)*caddy.service runs [0-9a-f]{64}\n(?:.*\n)*handed out: /);
    const [installed, running] = state("in");
    expect(installed).to.equal(running).and.not.to.equal(packaged);
    expect(page("in")).to.equal("hello");
    expect(
      made.fleet.sh(
        "in",
        "tail -c 8 /usr/bin/caddy; dpkg-divert --truename /usr/bin/caddy; sha256sum </usr/bin/caddy.packaged | cut -c 1-64",
      ),
    ).to.equal(`build 1\n/usr/bin/caddy.packaged\n${packaged ?? ""}\n`);
  });

  it("is taken by another host, with the sha256 that the holder signed", () => {
    const packaged = state("us")[0];
    expect(run("us")).to.match(/^success: (?:.*\n)*caddy.service runs [0-9a-f]{64}\n/);
    const [installed, running] = state("us");
    expect([installed, running]).to.deep.equal(state("in").slice(0, 2));
    expect(made.fleet.sh("us", "sha256sum /usr/bin/caddy.old | cut -c 1-64").trim()).to.equal(packaged);
    expect(page("us")).to.equal("hello");
  });

  it("restarts nothing where it is there already", () => {
    const before = names.slice(0, 2).map(state);
    expect(run("in", "good 1")).to.match(/^success: (?:.*\n)*nothing new: /);
    expect(run("us")).to.match(/^success: /);
    expect(names.slice(0, 2).map(state)).to.deep.equal(before);
  });

  it("reaches no host whose configuration does not pass with it", () => {
    run("in", "good 2");
    const before = state("us");
    made.fleet.sh("us", "cp /etc/caddy/Caddyfile /srv/; echo 'nonsense {' >>/etc/caddy/Caddyfile");
    expect(run("us")).to.match(/^exit-code: (?:.*\n)*the build does not accept \/etc\/caddy\/Caddyfile: the old one stays\n/);
    expect(state("us")).to.deep.equal(before);
    made.fleet.sh("us", "cp /srv/Caddyfile /etc/caddy/");
    expect(run("us")).to.match(/^success: /);
    expect(state("us")[1]).to.equal(state("in")[0]);
  });

  it("is judged by the account that Caddy runs as: a key that only root reads is refused", () => {
    run("in", "good 3");
    const before = state("us");
    made.fleet.sh(
      "us",
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 9 -subj /CN=a.test -keyout /etc/caddy/k.pem -out /etc/caddy/c.pem 2>/dev/null; chmod 600 /etc/caddy/k.pem; printf 'https://a.test:8443 {\\ntls /etc/caddy/c.pem /etc/caddy/k.pem\\n}\\n' >>/etc/caddy/Caddyfile",
    );
    expect(run("us")).to.match(/^exit-code: (?:.*\n)*.*permission denied.*\n(?:.*\n)*the build does not accept /);
    expect(state("us")).to.deep.equal(before);
    made.fleet.sh("us", "cp /srv/Caddyfile /etc/caddy/");
  });

  for (const { kind, says } of [
    { kind: "lacks", says: "the build lacks github.com/caddy-dns/rfc2136" },
    { kind: "refuses", says: "the build does not accept /etc/caddy/Caddyfile: the old one stays" },
    { kind: "fails", says: "xcaddy does not build" },
    { kind: "dies", says: "the old program is back and runs" },
  ]) {
    it(`is handed to nobody when it ${kind} on its holder`, () => {
      const offered = made.fleet.sh("in", "cat /var/lib/geosteer-jobs/caddy/offer/build; ls /var/lib/geosteer-jobs/caddy/offer");
      const before = state("in");
      expect(run("in", kind))
        .to.match(/^exit-code: /)
        .and.to.include(says);
      expect(state("in").slice(0, 2)).to.deep.equal(before.slice(0, 2));
      expect(page("in")).to.equal("hello");
      expect(made.fleet.sh("in", "cat /var/lib/geosteer-jobs/caddy/offer/build; ls /var/lib/geosteer-jobs/caddy/offer")).to.equal(offered);
    });
  }

  it("that died is not tried a second time", () => {
    const before = state("in");
    expect(run("in", "dies")).to.include("did not come up with").and.to.include("it is not tried again");
    expect(state("in")).to.deep.equal(before);
  });

  it("is refused where somebody else signed it, or where it is not what was signed", () => {
    run("in", "good 3");
    const before = state("us");
    const offer = "/var/lib/geosteer-jobs/caddy/offer";
    made.fleet.sh(
      "in",
      `cp -r ${offer} /srv/offer; cd /srv; rm -f other*; ssh-keygen -q -t ed25519 -N '' -f other; head -n 3 ${offer}/build >note; rm -f note.sig; ssh-keygen -q -Y sign -n geosteer-caddy -f other note; cat note note.sig >${offer}/build`,
    );
    expect(run("us")).to.match(/^exit-code: (?:.*\n)*what is handed out as a build of in is not signed by it\n/);
    made.fleet.sh("in", `cp /srv/offer/build ${offer}/build; echo more >>${offer}/$(sed -n 2p ${offer}/build)`);
    made.fleet.sh("us", "rm -f /var/lib/geosteer-jobs/caddy/build");
    expect(run("us")).to.match(/^exit-code: (?:.*\n)*what was fetched does not have the sha256 /);
    expect(state("us")).to.deep.equal(before);
    made.fleet.sh("in", `cp /srv/offer/* ${offer}/`);
    expect(run("us")).to.match(/^success: /);
  });

  it("is refused where it is older than the one before", () => {
    const note = "/var/lib/geosteer-jobs/caddy/offer/build";
    made.fleet.sh("in", `cp ${note} /srv/old-note`);
    made.fleet.sh("in", "sleep 1.1");
    run("in", "good 4");
    expect(run("us")).to.match(/^success: /);
    made.fleet.sh("in", `cp /srv/old-note ${note}`);
    expect(run("us")).to.match(/^exit-code: (?:.*\n)*in hands out a build that is older than the last one\n/);
  });

  it("finishes what was cut off between the new program and its restart", () => {
    const wanted = made.fleet.sh("us", "sha256sum /usr/bin/caddy | cut -c 1-64").trim();
    run("in", "good 4");
    made.fleet.sh(
      "us",
      "cp /usr/bin/caddy.packaged /usr/bin/caddy.x; mv /usr/bin/caddy.x /usr/bin/caddy; systemctl restart caddy; cp /var/lib/geosteer-jobs/caddy/build /usr/bin/caddy.x; mv /usr/bin/caddy.x /usr/bin/caddy",
    );
    expect(state("us")[1]).not.to.equal(wanted);
    made.fleet.sh("in", "rm /var/lib/geosteer-jobs/caddy/offer/build");
    run("in", "good 4");
    expect(run("us")).to.match(/^success: /);
    expect(state("us").slice(0, 2)).to.deep.equal([wanted, wanted]);
  });

  it("hands out nothing else that lies on its holder", () => {
    for (const path of ["/", "/signers", "/../note", "/etc/passwd", "/%2e%2e/note", "/0123abcd"]) {
      expect(
        made.fleet.sh(
          "us",
          `curl -s --path-as-is -o /dev/null -w '%{http_code}' 'http://${made.fleet.host("in").address.host}:8094${path}'`,
        ),
      ).to.equal("404");
    }
  });

  it("changes nothing when it is applied again, and is no job of a host that neither builds nor takes", async () => {
    const hosts = await made.applied(names, [caddy, jobs]);
    for (const name of names) expect(hosts[name]).to.include({ changed: 0, exchanges: 1 });
    const { stdout, status } = await made.infra("jobs", "--json");
    expect(status).to.equal(0);
    expect(stdout.match(/"host":"(\w+)","job":"caddy"/g)).to.have.length(2);
  });
});
