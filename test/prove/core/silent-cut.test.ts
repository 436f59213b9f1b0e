import { expect } from "chai";
import { IDLE_SECONDS } from "../../../src/engine/loader.ts";
import { command } from "../../../src/resources/command.ts";
import { recordFigure } from "../../support/figures.ts";
import { applyTo, fleetUp } from "../../support/fleet.ts";
import { tcpProxy } from "../../support/tcp-proxy.ts";

describe("a controller that falls silent", () => {
  for (const name of ["eu", "in"]) {
    it(`frees ${name}'s lock within the watchdog's time, with nothing shortened`, async () => {
      const fleet = await fleetUp();
      const { host, port } = fleet.host(name).address;
      const proxy = await tcpProxy({ host, port: port ?? 22 });
      const address = { ...fleet.host(name).address, host: "127.0.0.1", port: proxy.port };
      const slow = command({ name: "slow", run: ["touch", "/srv/silent-done"], creates: "/srv/silent-done" });
      const cut = new AbortController();
      const frozen = applyTo({ ...fleet.host(name), address }, [slow], {
        cut: cut.signal,
        report: (event) => {
          if (event.type === "change-start") proxy.freeze();
        },
      });
      while (!fleet.sh(name, "ls /srv").includes("silent-done")) await new Promise((resolve) => setTimeout(resolve, 100));
      const begun = performance.now();
      const { failures } = await applyTo(fleet.host(name), [slow], { waitLockMs: 2 * IDLE_SECONDS * 1000 });
      const seconds = (performance.now() - begun) / 1000;
      const met = failures.length === 0 && seconds <= IDLE_SECONDS + 5;
      recordFigure({
        figure: `lock of ${name} freed after a silent cut`,
        measured: `${seconds.toFixed(0)} s`,
        bar: `≤ ${IDLE_SECONDS + 5} s`,
        met,
      });
      cut.abort();
      proxy.close();
      await frozen;
      expect(failures).to.deep.equal([]);
      expect(seconds).to.be.within(5, IDLE_SECONDS + 5);
    });
  }
});
