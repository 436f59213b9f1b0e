import { expect } from "chai";
import type { Event } from "../../../src/model/event.ts";
import { type Ended, startInfra, summaryOf } from "../../support/controller.ts";
import { type DnsFleet, dnsFleet, nameServers } from "../../support/dns-fleet.ts";

const PROGRAM = "/usr/local/lib/geosteer/geo";
const FOLDER = "/var/lib/geosteer/geo";

describe("a push of the map to real name servers", () => {
  let fleet: DnsFleet;
  let ttl = 40;
  before(async function () {
    this.timeout(900_000);
    fleet = await dnsFleet("geo");
    await fleet.apply();
  });

  /** Another map each time. */
  const another = (): object => ({ geo_map: { ttl: (ttl += 1) } });
  const live = (): readonly string[] => nameServers.map((name) => fleet.sh(name, `readlink ${FOLDER}/live`).trim());
  const push = (vars: object, ...words: readonly string[]): Promise<Ended> =>
    fleet.infra(["geo", "push", "--yes", "--json", "--no-check", ...words], vars);

  function failuresOf({ stdout }: Ended): readonly string[] {
    const events = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Event);
    return events.flatMap((event) => (event.type === "failure" ? [`${event.host ?? ""} ${event.failure.code}`] : [])).sort();
  }

  async function pushed(vars: object): Promise<Ended> {
    const ended = await push(vars);
    expect(ended.status, ended.stdout.slice(-3000)).to.equal(0);
    expect(new Set(live()).size).to.equal(1);
    expect(await fleet.infra(["geo", "check"])).to.include({ status: 0 });
    return ended;
  }

  /** Makes a host's program do something else at a word; `real` is what it would have done. */
  function wrap(name: string, word: string, line: (real: string) => string): () => void {
    fleet.sh(name, `cp -a ${PROGRAM} ${PROGRAM}.real`);
    const real = `${PROGRAM}.real "$@"`;
    const wrapper = `#!/bin/sh\\n[ "$1" != ${word} ] || { ${line(real)}; }\\nexec ${real}\\n`;
    fleet.sh(name, `printf '${wrapper}' >${PROGRAM}.new && chmod 0755 ${PROGRAM}.new && mv ${PROGRAM}.new ${PROGRAM}`);
    return () => fleet.sh(name, `mv ${PROGRAM}.real ${PROGRAM}`);
  }

  /** Pushes, and does something once a phase has ended on a host. */
  async function interruptedPush(
    vars: object,
    { host, phase }: { host: string; phase: number },
    act: (kill: () => void) => void,
  ): Promise<Ended> {
    const vars_ = ["-e", JSON.stringify(vars)];
    const controller = startInfra(["geo", "push", "--yes", "--json", "--no-check", "-i", "inventory", "-i", fleet.inventoryFile, ...vars_]);
    let seen = "";
    let isDone = false;
    controller.process.stdout?.on("data", (bytes: Buffer) => {
      seen += bytes.toString();
      const ended = new RegExp(`"type":"change-end","host":"${host}".*"phase":\\{"number":${phase},`);
      if (isDone || !ended.test(seen)) return;
      isDone = true;
      act(() => controller.process.kill("SIGKILL"));
    });
    const ended = await controller.ended;
    expect(isDone, ended.stdout.slice(-2000)).to.equal(true);
    return ended;
  }

  async function untilBack(before: readonly string[]): Promise<void> {
    for (let tries = 0; tries < 45; tries++) {
      try {
        if (live().join() === before.join()) return;
      } catch {
        // A host that starts has no shell yet.
      }
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    expect(live()).to.deep.equal(before);
  }

  it("is the step of an apply and nothing else, and costs one exchange where there is nothing to do", async () => {
    const vars = another();
    await pushed(vars);
    const again = summaryOf(await push(vars));
    for (const name of nameServers) expect(again[name]).to.include({ resources: 1, changed: 0, exchanges: 1, outcome: "unchanged" });
    const planned = await fleet.infra(["plan", "dns", "--json", "--no-check"], vars);
    expect(planned.stdout).to.include('"type":"summary"').and.not.include('"resource":"geoMap:');
  });

  for (const word of ["stage", "swap", "confirm"]) {
    it(`leaves the old map on all where one name server fails to ${word} it`, async () => {
      const [before, vars] = [live(), another()];
      const mend = wrap("us", word, (real) => `${real}; exit 7`);
      const ended = await push(vars);
      mend();
      expect(ended.status).to.equal(1);
      expect(failuresOf(ended)).to.deep.equal(["eu GROUP_INCOMPLETE", "in GROUP_INCOMPLETE", "us CHANGE_FAILED"]);
      expect(live()).to.deep.equal(before);
      await pushed(vars);
    });
  }

  it("leaves the old map on all where a name server is started anew between the phases", async function () {
    this.timeout(180_000);
    const [before, vars] = [live(), another()];
    const mend = wrap("us", "confirm", () => "sleep 3");
    const ended = await interruptedPush(vars, { host: "us", phase: 2 }, () => {
      fleet.sh("us", "systemd-run --quiet --on-active=0 systemctl --force --force reboot");
    });
    expect(ended.status).to.equal(1);
    await untilBack(before);
    mend();
    await pushed(vars);
  });

  it("leaves the old map on all where the controller is killed between the phases", async function () {
    this.timeout(120_000);
    const [before, vars] = [live(), another()];
    const mend = wrap("in", "swap", (real) => `${real} || exit; sleep 3; exit 0`);
    const { signal } = await interruptedPush(vars, { host: "eu", phase: 2 }, (kill) => {
      kill();
    });
    expect(signal).to.equal("SIGKILL");
    await untilBack(before);
    mend();
    expect((await pushed(vars)).stdout.match(/Map [0-9a-f]{16} was taken back here at [^ ]+: it was not confirmed/g)).to.have.length(3);
    expect((await push(vars)).stdout).to.not.include("was taken back");
  });

  it("is refused where a name server is not reached, unless that is left out on purpose", async () => {
    const [before, vars] = [live(), another()];
    fleet.sh("in", "systemctl stop ssh.socket ssh.service 2>/dev/null || systemctl stop ssh.service");
    const refused = await push(vars, "--connect-timeout", "3");
    expect(failuresOf(refused)).to.deep.equal(["eu GROUP_INCOMPLETE", "in UNREACHABLE", "us GROUP_INCOMPLETE"]);
    expect(live()).to.deep.equal(before);
    expect(await push(vars, "--without", "in")).to.include({ status: 0 });
    fleet.sh("in", "systemctl start ssh.service");
    expect(live()[2]).to.equal(before[2]);
    const { status, stdout } = await fleet.infra(["geo", "check"]);
    expect(status).to.equal(1);
    expect(stdout).to.match(/^orders +differs +eu /m);
    await pushed(vars);
  });

  it("copies orders and drains of one name server to all", async () => {
    const vars = another();
    expect(await push(vars, "--without", "us", "--without", "in")).to.include({ status: 0 });
    expect(await fleet.infra(["geo", "drain", "us", "--without", "us", "--without", "in"])).to.include({ status: 0 });
    expect(new Set(live()).size).to.equal(2);
    expect(await push({}, "--from", "eu")).to.include({ status: 0 });
    expect(new Set(live()).size).to.equal(1);
    const check = await fleet.infra(["geo", "check", "--json"]);
    expect(check.stdout).to.include('{"type":"comparison","what":"drained","same":true,"values":{"eu":"us","us":"us","in":"us"}}');
    const { stdout } = await fleet.infra(["geo", "status"]);
    expect(stdout.match(/us is drained since \S+ by \S+/g)).to.have.length(3);
    expect((await fleet.infra(["geo", "undrain", "us"])).stdout).to.equal("us is back in the map on eu, us, in\n");
    expect((await fleet.infra(["geo", "drain", "uss"])).status).to.equal(64);
  });
});
