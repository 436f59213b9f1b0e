// Runs one gate or one mocha suite, prints its name and seconds, and returns what it counted. Node's built-ins only.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import process from "node:process";

export const root = join(import.meta.dirname, "..");

/** Runs a command that passes or fails as a whole: it counts as one. */
export function runGate({ name, command }) {
  const passed = timed(name, () => run(command) === 0);
  return passed ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/**
 * Runs compiled mocha tests and returns mocha's own counts; a run that ends without them, or badly though none failed, counts as one failed.
 * `wrapper` is put before mocha's command line, `show` is the reporter.
 */
export function runSuite({ name, files, wrapper = [], show = "spec", args = [], env = {} }) {
  if (files.length === 0) {
    console.error(`\n── ${name}: there are none`);
    return { passed: 0, failed: 1 };
  }
  const folder = mkdtempSync(join(tmpdir(), "geosteer-test-"));
  const tally = join(folder, "tally");
  const reporter = ["--reporter", "scripts/tally-reporter.mjs", "--reporter-option", `show=${show}`];
  let counts;
  timed(name, () => {
    const status = run([...wrapper, "mocha", ...reporter, ...args, ...files], { ...env, TALLY_FILE: tally });
    counts = existsSync(tally) ? readTally(tally) : { passed: 0, failed: 1 };
    if (status !== 0 && counts.failed === 0) counts.failed = 1;
    return counts.failed === 0;
  });
  rmSync(folder, { recursive: true });
  return counts;
}

/** The compiled test files below dist/test that `select` takes, by their path from there. */
export function testFiles(select) {
  const folder = join(root, "dist/test");
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .filter((path) => path.endsWith(".test.js") && select(path))
    .sort()
    .map((path) => join("dist/test", path));
}

function readTally(path) {
  const { passes, failures } = JSON.parse(readFileSync(path, "utf8"));
  return { passed: passes, failed: failures };
}

function timed(name, check) {
  console.log(`\n── ${name}`);
  const start = Date.now();
  const passed = check();
  console.log(`── ${name}: ${passed ? "passed" : "FAILED"} in ${((Date.now() - start) / 1000).toFixed(1)} s`);
  return passed;
}

function run([command, ...args], env = {}) {
  const path = [join(root, "node_modules/.bin"), process.env.PATH].join(delimiter);
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: "inherit", env: { ...process.env, PATH: path, ...env } });
  if (error) console.error(`Cannot run ${command}: ${error.message}`);
  return status;
}
