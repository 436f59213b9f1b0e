import { spawnSync } from "node:child_process";
import { expect } from "chai";
import { healthFunctions } from "../../src/shell/container-health.ts";
import { sh } from "../../src/shell/sh.ts";

const old = "2020-01-01T00:00:00.123456789Z";

/** A container as `docker inspect` tells it, and what a service is worth by it: 0 works, 1 not yet, 2 never. */
const cases: readonly { readonly title: string; readonly words: string; readonly impatient?: string; readonly verdict: number }[] = [
  { title: "healthy by the engine", words: `web id ${old} running 0 0 healthy always`, verdict: 0 },
  { title: "unhealthy by the engine", words: `web id ${old} running 0 0 unhealthy always`, verdict: 2 },
  { title: "checked by an image's own check later", words: `web id ${old} running 0 0 starting always`, verdict: 1 },
  { title: "without a check, for long", words: `web id ${old} running 0 0 none always`, verdict: 0 },
  { title: "without a check, since now", words: 'web id "$(date --iso-8601=ns)" running 0 0 none always', verdict: 1 },
  { title: "well by its own check, before the engine asks", words: `good id ${old} running 0 0 starting always`, verdict: 0 },
  { title: "not yet well by its own check", words: `ill id ${old} running 0 0 starting always`, verdict: 1 },
  { title: "started again and again", words: `web id ${old} running 3 0 none always`, impatient: "yes", verdict: 2 },
  { title: "started again and again, where that may be", words: `web id ${old} running 3 0 none always`, verdict: 0 },
  { title: "done", words: `web id ${old} exited 0 0 none no`, verdict: 0 },
  { title: "done, after a failure", words: `web id ${old} exited 1 0 none on-failure`, verdict: 0 },
  { title: "ended, for good", words: `web id ${old} exited 0 3 none no`, verdict: 2 },
  { title: "ended, to be started again", words: `web id ${old} exited 0 3 none always`, verdict: 1 },
  { title: "between two starts", words: `web id ${old} restarting 1 3 none always`, verdict: 1 },
  { title: "dead", words: `web id ${old} dead 0 0 none always`, verdict: 2 },
];

describe("healthFunctions", () => {
  const checks = [
    { service: "good", words: ["sh", "-c", "echo 'a b'"] },
    { service: "ill", words: ["false"] },
  ];
  for (const shell of ["dash", "bash"]) {
    it(`judges a container (${shell})`, () => {
      for (const { title, words, impatient = "", verdict } of cases) {
        const program = sh`timeout() { shift 6; "$@"; }
${healthFunctions(checks)}
impatient=${impatient}`.text;
        const { status, stderr } = spawnSync(shell, ["-c", `${program}\nverdict ${words}`], { encoding: "utf8" });
        expect(status, `${title}: ${stderr}`).to.equal(verdict);
      }
    });
  }
});
