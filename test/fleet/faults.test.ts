import { expect } from "chai";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { aptPackages } from "../../src/resources/apt-packages.ts";
import { command } from "../../src/resources/command.ts";
import { file } from "../../src/resources/file.ts";
import { localFile } from "../../src/run/local-file.ts";
import { applyTo, type Fleet, fleetUp } from "../support/fleet.ts";
import { infra, startInfra, summaryOf, writePlaybook } from "../support/controller.ts";
import { tcpProxy } from "../support/tcp-proxy.ts";

const MB = 1024 * 1024;

describe("faults of real hosts", () => {
  let fleet: Fleet;
  before(async () => {
    fleet = await fleetUp();
  });

  it("tell a full disk by its code and place, and leave the old content; other hosts finish", async () => {
    fleet.sh("eu", "mkdir -p /srv/full && mount -t tmpfs -o size=1m none /srv/full && echo old >/srv/full/a");
    try {
      const big = file({ path: "/srv/full/a", content: randomBytes(2 * MB) });
      const { summary, failures } = await applyTo(fleet.host("eu"), [big]);
      expect(summary).to.include({ failed: 1, changed: 0 });
      expect(failures[0]).to.include({ code: "DISK_FULL", where: "eu/file:/srv/full/a" });
      expect(failures[0]?.hint).to.be.a("string");
      expect(fleet.sh("eu", "cat /srv/full/a; ls -A /srv/full")).to.equal("old\na\n");
    } finally {
      fleet.sh("eu", "umount /srv/full");
    }
  });

  it("tell a full disk also where the files arrive", async () => {
    fleet.sh("eu", "mkdir -p /var/lib/infra && mount -t tmpfs -o size=1m none /var/lib/infra");
    try {
      const { failures } = await applyTo(fleet.host("eu"), [file({ path: "/srv/big", content: randomBytes(3 * MB) })]);
      expect(failures[0]).to.include({ code: "DISK_FULL", where: "eu" });
      expect(fleet.sh("eu", "ls /srv/big 2>/dev/null || true")).to.equal("");
    } finally {
      fleet.sh("eu", "umount /var/lib/infra");
    }
  });

  it("tell that another package manager holds the lock, and who", async () => {
    const lock =
      'use Fcntl; open F, ">>/var/lib/dpkg/lock-frontend"; $l = pack("s s x4 q q i", F_WRLCK, 0, 0, 0, 0); fcntl(F, F_SETLK, $l) or die; sleep 200';
    const pid = fleet.sh("us", `perl -e '${lock}' >/dev/null 2>&1 & echo $!; sleep 0.5`).trim();
    const { failures } = await applyTo(fleet.host("us"), [aptPackages({ name: "hello", packages: ["hello"], lockTimeoutMs: 1000 })]);
    fleet.sh("us", `kill ${pid}`);
    expect(failures[0]).to.include({ code: "APT_LOCKED", where: "us/aptPackages:hello" });
    expect(failures[0]?.output).to.match(/held by process \d+ \(perl\)/);
  });

  it("bring a 20 MB file whole, or, cut at any moment, not at all", async () => {
    const folder = mkdtempSync(join(tmpdir(), "faults-"));
    const path = join(folder, "big");
    writeFileSync(path, randomBytes(20 * MB));
    const big = localFile(path);
    try {
      fleet.sh("eu", "echo old >/srv/big");
      for (const cutAfterBytes of [100_000, 5 * MB, 19 * MB]) {
        const proxy = await tcpProxy({ host: fleet.host("eu").address.host, port: 22 }, { cutAfterBytes });
        const cut = { ...fleet.host("eu"), address: { ...fleet.host("eu").address, host: "127.0.0.1", port: proxy.port } };
        const { failures } = await applyTo(cut, [file({ path: "/srv/big", content: big })]);
        proxy.close();
        expect(failures[0]).to.include({ code: "CONNECTION_LOST" });
        expect(fleet.sh("eu", "cat /srv/big")).to.equal("old\n");
      }
      const { summary } = await applyTo(fleet.host("eu"), [file({ path: "/srv/big", content: big })], { waitLockMs: 10_000 });
      expect(summary).to.include({ changed: 1, failed: 0 });
      expect(fleet.sh("eu", "sha256sum </srv/big")).to.equal(`${big.sha256}  -\n`);
      expect(fleet.sh("eu", "ls -A /run/infra /var/lib/infra /srv | grep -E 'stage|run[.]|blobs|infra-' || true")).to.equal("");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("free the lock of a controller that fell silent within the watchdog's time", async () => {
    const { host, port } = fleet.host("in").address;
    const proxy = await tcpProxy({ host, port: port ?? 22 });
    const through = { ...fleet.host("in"), address: { ...fleet.host("in").address, host: "127.0.0.1", port: proxy.port } };
    const stop = new AbortController();
    const slow = command({ name: "slow", run: ["sh", "-c", "sleep 2; touch /srv/slow-done"], creates: "/srv/slow-done" });
    const frozen = applyTo(through, [slow, file({ path: "/srv/after", content: "after\n" })], {
      idleSeconds: 4,
      cut: stop.signal,
      report: (event) => {
        if (event.type === "change-start") proxy.freeze();
      },
    });
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const begun = performance.now();
    const { summary, failures } = await applyTo(fleet.host("in"), [slow, file({ path: "/srv/after", content: "after\n" })], {
      waitLockMs: 30_000,
    });
    expect(failures).to.deep.equal([]);
    expect(summary.outcome).to.be.oneOf(["changed", "unchanged"]);
    expect(performance.now() - begun).to.be.lessThan(15_000);
    stop.abort();
    proxy.close();
    await frozen;
  });

  it("let one of two controllers work and tell the other who holds the lock", async () => {
    const playbook = writePlaybook(
      "slow",
      `import { command, playbook, role, z } from "geosteer";
const slow = role({ name: "slow-role", description: "Slow", vars: z.strictObject({}), resources: () =>
  [command({ name: "slow", run: ["sh", "-c", "touch /run/two-begun; until [ -e /run/two-told ]; do sleep 0.1; done; touch /run/two-done"], creates: "/run/two-done" })] });
export default playbook({ name: "slow", hosts: "eu", roles: [slow] });
`,
    );
    const args = ["apply", playbook, "-i", fleet.inventoryFile, "--yes", "--no-check", "--json"];
    const first = startInfra(args);
    fleet.sh("eu", "until [ -e /run/two-begun ]; do sleep 0.1; done");
    const second = await infra(args);
    fleet.sh("eu", "touch /run/two-told");
    expect(second.status).to.equal(1);
    expect(second.stdout)
      .to.include('"code":"LOCKED"')
      .and.to.match(/being worked on by [^"]+@[^"]+ \(pid \d+/);
    const ended = await first.ended;
    expect(ended.status).to.equal(0);
    expect(summaryOf(ended)["eu"]).to.include({ changed: 1 });
  });

  it("tell an unreachable host and a wrong host key by their codes, and finish the others", async () => {
    const playbook = writePlaybook(
      "reach",
      `import { file, playbook, role, z } from "geosteer";
const reach = role({ name: "reach-role", description: "Reach", vars: z.strictObject({}), resources: () => [file({ path: "/srv/reach", content: "1" })] });
export default playbook({ name: "reach", hosts: "all", roles: [reach] });
`,
    );
    const [gone, wrong] = [fleet.host("eu").address, fleet.host("in").address];
    const elsewhere = {
      all: {
        hosts: { eu: { ansible_host: gone.host.replace(/\d+$/, "200") }, us: {}, in: { host_key: fleet.host("us").address.hostKeys[0] } },
      },
    };
    const extra = writePlaybook("elsewhere", JSON.stringify(elsewhere)).replace(/\.ts$/, ".json");
    writeFileSync(extra, JSON.stringify(elsewhere));
    const ended = await infra([
      ...["apply", playbook, "-i", fleet.inventoryFile, "-i", extra, "--yes", "--no-check", "--json", "--connect-timeout", "2"],
    ]);
    expect(wrong.hostKeys).to.not.be.empty;
    expect(ended.status).to.equal(1);
    const failures = ended.stdout
      .split("\n")
      .filter((line) => line.includes('"type":"failure"'))
      .map((line) => JSON.parse(line) as { host: string; failure: { code: string; hint?: string } });
    expect(Object.fromEntries(failures.map(({ host, failure }) => [host, failure.code]))).to.deep.equal({
      eu: "UNREACHABLE",
      in: "HOST_KEY_MISMATCH",
    });
    for (const { failure } of failures) expect(failure.hint).to.be.a("string");
    expect(summaryOf(ended)["us"]).to.include({ failed: 0, outcome: "changed" });
  });
});
