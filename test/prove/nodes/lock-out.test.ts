import { expect } from "chai";
import { recordFigure } from "../../support/figures.ts";
import { fleetUp } from "../../support/fleet.ts";
import { LockOut, UNDONE_WITHIN_S, type Way } from "../../support/lock-out.ts";

const ROUNDS = 10;

/** What may happen while the controller is locked out. */
const cases: readonly { readonly title: string; readonly host: string; readonly way: Way; readonly reboots: boolean }[] = [
  { title: "all connections cut", host: "eu", way: "route", reboots: false },
  { title: "sshd takes no login, and the host is rebooted", host: "us", way: "sshd", reboots: true },
  { title: "all connections cut, and the host is rebooted", host: "in", way: "route", reboots: true },
];

describe("lock-outs", () => {
  it(`are undone within ${String(UNDONE_WITHIN_S)} s, ${String(ROUNDS)} of ${String(ROUNDS)}, and the run says so`, async () => {
    const fleet = await fleetUp("lock-outs");
    await Promise.all(
      cases.map(async ({ title, host, way, reboots }) => {
        const lockOut = await LockOut.on(fleet, host);
        const seconds: number[] = [];
        let said = 0;
        for (let round = 0; round < ROUNDS; round += 1) {
          const wait = Math.random() * 20_000;
          const { ended, seconds: taken } = await lockOut.lock(way, async () => {
            if (!reboots) return;
            await new Promise((resolve) => setTimeout(resolve, wait));
            lockOut.sh("reboot");
          });
          seconds.push(taken);
          const isSaid = ended.status === 1 && ended.stdout.includes("CONFIRM_TIMEOUT") && ended.stdout.includes("the host has undone: ");
          if (isSaid && lockOut.leftovers() === "") said += 1;
        }
        const inTime = seconds.filter((one) => one <= UNDONE_WITHIN_S).length;
        recordFigure({
          figure: `${title}: undone in time, and said`,
          measured: `${String(inTime)} and ${String(said)} of ${String(ROUNDS)}`,
          bar: `${String(ROUNDS)} of ${String(ROUNDS)}`,
          met: inTime === ROUNDS && said === ROUNDS,
        });
        recordFigure({
          figure: `${title}: the longest`,
          measured: `${Math.max(...seconds).toFixed(1)} s`,
          bar: `≤ ${String(UNDONE_WITHIN_S)} s`,
          met: Math.max(...seconds) <= UNDONE_WITHIN_S,
        });
        expect([inTime, said]).to.deep.equal([ROUNDS, ROUNDS]);
      }),
    );
  });
});
