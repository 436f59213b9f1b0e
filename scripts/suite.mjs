// Runs gates and mocha suites, prints their names and seconds, and returns what they counted. Node's built-ins only.
import { Buffer } from "node:buffer";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import process from "node:process";

export const root = join(import.meta.dirname, "..");

/** Runs a command that passes or fails as a whole: it counts as one. */
export function runGate({ name, command }) {
  console.log(`\n── ${name}`);
  const start = Date.now();
  const { status, error } = spawnSync(...commandLine(command), { ...surroundings(), stdio: "inherit" });
  if (error) console.error(`Cannot run ${command[0]}: ${error.message}`);
  const counts = status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1, faults: [{ title: name, message: command.join(" ") }] };
  tell(name, counts, start);
  return counts;
}

/**
 * Runs compiled mocha tests and returns mocha's own counts and what failed; a run that ends without them, or badly though none failed, counts as one failed.
 * `wrapper` is put before mocha's command line, `show` is the reporter.
 */
export async function runSuite(suite) {
  console.log(`\n── ${suite.name}`);
  return await runMocha(suite, "inherit");
}

/** Runs suites side by side; what each has to say is shown in one piece, when it has ended. */
export async function runSuites(suites) {
  console.log(`\n── ${suites.map(({ name }) => name).join(", ")}`);
  return await Promise.all(suites.map((suite) => runMocha(suite, "pipe")));
}

async function runMocha({ name, files, wrapper = [], show = "spec", args = [], env = {} }, stdio) {
  if (files.length === 0) {
    console.error(`── ${name}: there are none`);
    return { passed: 0, failed: 1, faults: [{ title: name, message: "there are no tests" }] };
  }
  const start = Date.now();
  const folder = mkdtempSync(join(tmpdir(), "geosteer-test-"));
  const tally = join(folder, "tally");
  const reporter = ["--reporter", "scripts/tally-reporter.mjs", "--reporter-option", `show=${show}`];
  const command = [...wrapper, "mocha", ...reporter, ...args, ...files];
  const status = await run(command, { ...surroundings({ ...env, TALLY_FILE: tally }), stdio: ["inherit", stdio, stdio] });
  const counts = existsSync(tally) ? readTally(tally) : { passed: 0, failed: 0, faults: [] };
  if (counts.failed === 0 && (status !== 0 || !existsSync(tally))) {
    Object.assign(counts, { failed: 1, faults: [{ title: name, message: `mocha ended with status ${status}` }] });
  }
  rmSync(folder, { recursive: true });
  tell(name, counts, start);
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
  const { passes, failures, faults } = JSON.parse(readFileSync(path, "utf8"));
  return { passed: passes, failed: failures, faults };
}

/** Runs a command to its end and returns its exit status; output that is not inherited is shown in one piece. */
async function run(command, options) {
  const child = spawn(...commandLine(command), options);
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (bytes) => output.push(bytes));
  try {
    const [status] = await once(child, "close");
    return status;
  } catch (error) {
    console.error(`Cannot run ${command[0]}: ${error.message}`);
    return undefined;
  } finally {
    process.stdout.write(Buffer.concat(output));
  }
}

function commandLine([command, ...args]) {
  return [command, args];
}

function surroundings(env = {}) {
  const path = [join(root, "node_modules/.bin"), process.env.PATH].join(delimiter);
  return { cwd: root, env: { ...process.env, PATH: path, ...env } };
}

function tell(name, { failed }, start) {
  console.log(`── ${name}: ${failed === 0 ? "passed" : "FAILED"} in ${((Date.now() - start) / 1000).toFixed(1)} s`);
}
