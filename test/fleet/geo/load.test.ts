import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect } from "chai";
import { type DnsFleet, dnsFleet } from "../../support/dns-fleet.ts";
import { underLoad } from "../../support/dns-load.ts";

const FOLDER = "/var/lib/geosteer/geo";
const PROGRAM = "/usr/local/lib/geosteer/geo";

/** Where clients are: America, India, Germany, and nowhere that the database knows. */
const clients = ["8.8.8.8", "103.21.58.1", "88.198.0.1", "10.1.2.3"];

/** `npm run prove` loads for a minute. */
const seconds = Number(process.env["LOAD_SECONDS"] ?? 15);

/** Brings this map and another one by turns, one a second: in the other, us has the address of in. */
const turns = `#!/bin/sh
stage() {
  digest=$({ cat $1; printf '\\n'; sha256sum <database | cut -c 1-64 | tr -d '\\n'; } | sha256sum | cut -c 1-64)
  cat $1 database | ${PROGRAM} stage $digest $(stat -c %s $1) && echo $digest
}
cd /root && cp ${FOLDER}/live/orders one && cp ${FOLDER}/live/country.mmdb database || exit
in=$(sed -n 's/^host in //p' one)
sed "s/^host us .*/host us $in/" one >two
for second in $(seq $1); do
  [ $((second % 2)) = 0 ] && map=one || map=two
  begun=$(date +%s%N)
  digest=$(stage $map) && ${PROGRAM} swap $digest && ${PROGRAM} confirm $digest || exit
  left=$((1000 - ($(date +%s%N) - begun) / 1000000))
  [ $left -le 0 ] || sleep 0.$(printf %03d $((left % 1000)))
done
`;

describe("maps that are loaded under load", () => {
  let fleet: DnsFleet;
  before(async function () {
    this.timeout(900_000);
    fleet = await dnsFleet("geo");
    await fleet.apply();
  });
  after(async () => {
    await fleet.apply();
  });

  for (const server of ["eu", "in"]) {
    it(`lose no question on ${server}, and answer by the one map or the other`, async function () {
      this.timeout(seconds * 4000 + 60_000);
      const address = (host: string): string => fleet.host(host).address.host;
      const questions = clients.flatMap((client) => ["redlib", "search"].map((name) => ({ name: `${name}.example.org`, client })));
      fleet.sh(server, `cat >/root/turns <<'end'\n${turns}end\nrm -f ${FOLDER}/taken-back`);
      const load = await underLoad({ address: address(server), questions, perSecond: 2500 }, async () => {
        await promisify(execFile)("docker", ["exec", `${fleet.prefix}-${server}`, "sh", "/root/turns", String(seconds - (seconds % 2))]);
      });
      expect(load.perSecond).to.be.greaterThan(2000);
      expect({ asked: load.asked, lost: load.lost }).to.deep.equal({ asked: load.asked, lost: 0 });
      const [eu, us, indian] = [address("eu"), address("us"), address("in")];
      const wanted = [[us, indian], [indian], [eu], [eu]].flatMap((both) => [both, both]).map((both) => [...both].sort());
      expect(load.answers.map((seen) => [...seen].sort())).to.deep.equal(wanted);
    });
  }
});
