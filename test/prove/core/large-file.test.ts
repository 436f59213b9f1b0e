import { expect } from "chai";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { file } from "../../../src/resources/file.ts";
import { localFile } from "../../../src/run/local-file.ts";
import { startInfra, summaryOf, writePlaybook } from "../../support/controller.ts";
import { recordFigure } from "../../support/figures.ts";
import { applyTo, type Fleet, fleetUp } from "../../support/fleet.ts";
import { tcpProxy } from "../../support/tcp-proxy.ts";

const MB = 1024 * 1024;
const CUTS = 30;

describe("large files", () => {
  let fleet: Fleet;
  const folder = mkdtempSync(join(tmpdir(), "large-"));
  before(async () => {
    fleet = await fleetUp();
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it("of 20 MB arrive whole or, cut at any of 30 moments, not at all", async () => {
    writeFileSync(join(folder, "twenty"), randomBytes(20 * MB));
    const content = localFile(join(folder, "twenty"));
    fleet.sh("us", "echo old >/srv/twenty");
    const address = fleet.host("us").address;
    let torn = 0;
    for (let cut = 0; cut < CUTS; cut++) {
      const proxy = await tcpProxy(
        { host: address.host, port: address.port ?? 22 },
        { cutAfterBytes: Math.floor(Math.random() * 20 * MB) },
      );
      const through = { ...fleet.host("us"), address: { ...address, host: "127.0.0.1", port: proxy.port } };
      await applyTo(through, [file({ path: "/srv/twenty", content })], { waitLockMs: 10_000 });
      proxy.close();
      if (fleet.sh("us", "head -c 4 /srv/twenty") !== "old\n") torn += 1;
    }
    recordFigure({
      figure: "20 MB files that were cut and are not the old one",
      measured: `${torn} of ${CUTS}`,
      bar: "0",
      met: torn === 0,
    });
    const { failures } = await applyTo(fleet.host("us"), [file({ path: "/srv/twenty", content })], { waitLockMs: 10_000 });
    expect(failures).to.deep.equal([]);
    expect(fleet.sh("us", "sha256sum </srv/twenty")).to.equal(`${content.sha256}  -\n`);
    expect(torn).to.equal(0);
  });

  it("of 64 MB need no more memory than one of 16 MB, on either side", async () => {
    const small = await peakOf(16 * MB);
    const large = await peakOf(64 * MB);
    const controllerMb = (large.controllerKb - small.controllerKb) / 1024;
    const hostMb = (large.hostKb - small.hostKb) / 1024;
    recordFigure({
      figure: "controller's memory for 64 MB more than for 16 MB",
      measured: `${controllerMb.toFixed(0)} MB`,
      bar: "≤ 24 MB",
      met: controllerMb <= 24,
    });
    recordFigure({
      figure: "host's shells' memory for 64 MB more than for 16 MB",
      measured: `${hostMb.toFixed(1)} MB`,
      bar: "≤ 4 MB",
      met: hostMb <= 4,
    });
    expect(controllerMb).to.be.lessThan(24);
    expect(hostMb).to.be.lessThan(4);
  });

  async function peakOf(size: number): Promise<{ controllerKb: number; hostKb: number }> {
    const path = join(folder, `file-${size}`);
    writeFileSync(path, randomBytes(size));
    const playbook = writePlaybook(`large-${size}`, largePlaybook(path, size));
    const args = ["apply", playbook, "-i", fleet.inventoryFile, "--yes", "--no-check", "--json"];
    const controller = startInfra(args);
    let [controllerKb, hostKb, running] = [0, 0, true];
    const ended = controller.ended.finally(() => (running = false));
    while (running) {
      controllerKb = Math.max(controllerKb, peakKb(String(controller.process.pid)));
      const shells = fleet.sh("us", "ps -C sh,head -o rss= || true").trim().split("\n").map(Number);
      hostKb = Math.max(hostKb, ...shells);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(summaryOf(await ended)["us"]).to.include({ changed: 1, failed: 0 });
    return { controllerKb, hostKb };
  }
});

function peakKb(pid: string): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

function largePlaybook(path: string, size: number): string {
  return `import { file, localFile, playbook, role, z } from "geosteer";
const large = role({ name: "large-role", description: "Large", vars: z.strictObject({}),
  resources: () => [file({ path: "/srv/large-${size}", content: localFile(${JSON.stringify(path)}) })] });
export default playbook({ name: "large", hosts: "us", roles: [large] });
`;
}
