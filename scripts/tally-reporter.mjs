// A mocha reporter that shows what another one shows, and writes the counts and what failed to the file named by TALLY_FILE.
import { appendFileSync } from "node:fs";
import mocha from "mocha";

/** Wraps mocha's reporter `--reporter-option show=…` (default: spec). */
export default class TallyReporter {
  constructor(runner, options) {
    const shown = mocha.reporters[options.reporterOption?.show ?? "spec"];
    this.shown = new shown(runner, options);
    const faults = [];
    runner.on("fail", (test, error) => faults.push({ title: test.fullTitle(), message: String(error?.message ?? error).slice(0, 2000) }));
    runner.once("end", () => {
      const { passes, failures } = runner.stats;
      appendFileSync(process.env.TALLY_FILE, `${JSON.stringify({ passes, failures, faults })}\n`);
    });
  }
}
