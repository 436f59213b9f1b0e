import { expect } from "chai";
import { infra } from "../../support/controller.ts";
import { recordFigure } from "../../support/figures.ts";
import { type FrontEndsFleet, frontEndHosts, frontEndsFleet } from "../../support/front-ends-fleet.ts";
import { Client } from "../../support/page-client.ts";

const STACKS = 15;

/** A service that changes, and others beside it. */
const ports = { redlib: 6464, rimgo: 9016, searxng: 8081, breezewiki: 10_416 } as const;

const THEMES = ["dark", "black", "nord", "dracula", "laserwave"] as const;

describe("front ends on three hosts", () => {
  let fleet: FrontEndsFleet;
  before(async () => {
    fleet = await frontEndsFleet("prove-frontends");
  });

  it("come up on fresh hosts, all of them, and stay as they are", async () => {
    const first = await fleet.applied();
    for (const host of frontEndHosts) {
      fleet.sh(host, "for try in $(seq 90); do docker ps --format '{{.Status}}' | grep -q starting || exit 0; sleep 1; done; exit 1");
      const stacks = fleet.sh(host, "docker compose ls -q | wc -l").trim();
      const ill = fleet.sh(host, "docker ps -a --format '{{.Names}} {{.Status}}' | grep -vE ' Up [^()]*(\\(healthy\\))?$' || true").trim();
      const failed = first[host]?.failed ?? -1;
      record(
        `stacks on ${host} that run, every service that has a check healthy`,
        `${stacks}, ill: ${ill || "none"}, failed: ${failed}`,
        `${STACKS}`,
        Number(stacks) >= STACKS && ill === "" && failed === 0,
      );
    }
    const again = Object.values(await fleet.applied());
    const still = again.filter(({ changed, failed, exchanges }) => changed + failed === 0 && exchanges === 1).length;
    record("hosts that a second run left as they are, in one exchange", `${still} of 3`, "all", still === 3);
  });

  it("are planned about as quickly as the playbook all", async () => {
    const all = await fastest(async () => infra(["plan", "all", "-i", "inventory", "-i", fleet.inventoryFile, "--json"]));
    const own = await fastest(async () => fleet.run("plan"));
    const ratio = own / all;
    record(
      "time of an unchanged plan of privfrontends / of a plan of all (best of 5)",
      `${own} / ${all} ms = ${ratio.toFixed(2)}`,
      "1.5",
      ratio <= 1.5,
    );
  });

  it("are away for a moment when one of them changes, and no other is", async () => {
    const gaps: number[] = [];
    let failed = 0;
    let asked = 0;
    for (const theme of THEMES) {
      for (const host of frontEndHosts) {
        const client = await Client.start(fleet, host, ports, "redlib");
        const summary = await fleet.applied({ values: { redlib: { theme } } }, "--limit", host);
        const { redlib, ...others } = await client.end();
        expect(summary[host]).to.include({ changed: 1, failed: 0 });
        gaps.push(redlib.gapMs);
        failed += Object.values(others).reduce((sum, one) => sum + one.failed, 0);
        asked += Object.values(others).reduce((sum, one) => sum + one.asked, 0);
      }
    }
    gaps.sort((a, b) => a - b);
    const [median, longest] = [gaps[Math.floor(gaps.length / 2)] ?? 0, gaps.at(-1) ?? 0];
    record("requests to other services of the host that failed meanwhile", `${failed} of ${asked}`, "0", failed === 0);
    record(
      `longest time without a page of a service that changed, ${gaps.length} changes`,
      `median ${median} ms, longest ${longest} ms`,
      "500 ms",
      longest <= 500,
    );
  });
});

async function fastest(run: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 5; round++) {
    const begun = performance.now();
    await run();
    times.push(performance.now() - begun);
  }
  return Math.round(Math.min(...times));
}

function record(figure: string, measured: string, bar: string, met: boolean): void {
  recordFigure({ figure, measured, bar, met });
  expect(met, `${figure}: ${measured}`).to.equal(true);
}
