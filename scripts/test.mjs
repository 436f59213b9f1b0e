// `npm test [gates | unit | fleet [pattern]]`: every gate and test, or a part of them. Goes on after a failure, so that one run shows them all.
// Starts on a fresh clone with Node's built-ins only. The last line is `N passed, N failed`.
import process from "node:process";
import { runGate, runSuites, testFiles } from "./suite.mjs";

const covered = ["shell", "model", "facts", "resources", "engine", "geo"];

const gates = [
  { name: "lint", command: ["eslint", ".", "--max-warnings", "0"] },
  { name: "format", command: ["biome", "format", "."] },
  { name: "unused code", command: ["knip"] },
  { name: "package", command: ["publint", "--strict"] },
];

const parts = { gates: runGates, unit: runUnit, fleet: runFleet };

await main(process.argv.slice(2));

async function main([part, pattern]) {
  if (part !== undefined && !Object.hasOwn(parts, part)) {
    console.error(`Cannot test "${part}": expected one of ${Object.keys(parts).join(", ")}`);
    process.exitCode = 64;
    return;
  }
  const counts = [await prepare(), runGate({ name: "types and build", command: ["node", "scripts/build.mjs"] })];
  for (const name of part ? [part] : Object.keys(parts)) counts.push(...(await parts[name](pattern)));
  const passed = sum(counts, "passed");
  const failed = sum(counts, "failed");
  process.exitCode = failed === 0 ? 0 : 1;
  tellFaults(counts.flatMap(({ faults = [] }) => faults));
  console.log(`\n${passed} passed, ${failed} failed`);
}

/** Installs what is missing; without it nothing below can work, but each says so for itself. */
async function prepare() {
  try {
    const { setup } = await import("./setup.mjs");
    await setup();
    const { installMissing, isDebian, isRoot } = await import("./engine.mjs");
    if (isDebian() && isRoot()) installMissing(["busybox", "ansible-core"]); // One of the shells in which quoting is tried, and the judge of inventories.
    return { passed: 0, failed: 0 };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1, faults: [{ title: "what the tests need", message: String(error) }] };
  }
}

function runGates() {
  return gates.map(runGate);
}

/**
 * Two suites side by side: what is covered by its own tests, in four processes, for most of them wait for shells; and all else, which takes
 * long under c8.
 */
async function runUnit() {
  const isCovered = (path) => covered.includes(path.split("/")[0]);
  const isOther = (path) => !isCovered(path) && !/^(fleet|prove|bench)\//.test(path);
  const counts = await runSuites([
    {
      name: `unit tests of ${covered.join(", ")}`,
      files: testFiles(isCovered),
      args: ["--parallel", "--jobs", "4"],
      show: "dot",
      wrapper: ["c8", "--reporter", "none"],
    },
    { name: "other unit tests", files: testFiles(isOther), show: "dot" },
  ]);
  const folders = covered.flatMap((folder) => ["--include", `dist/src/${folder}/**`]);
  return [
    ...counts,
    runGate({
      name: `coverage of ${covered.join(", ")}`,
      command: ["c8", "report", "--check-coverage", "--100", "--reporter", "text", ...folders],
    }),
  ];
}

/** Suites side by side, each on hosts of its own: much of their time is waiting for hosts. */
async function runFleet(pattern) {
  const args = ["--require", "./dist/test/fleet/hooks.js", "--timeout", "300000", "--exit", ...(pattern ? ["--grep", pattern] : [])];
  const isOfStacks = (path) =>
    /^fleet\/(privfrontends|stand-ins|in-node|stacks-command|kinds\/compose-stack|roles\/certificates)/.test(path);
  const isOfRole = (path) => path.startsWith("fleet/roles/") && !isOfStacks(path);
  const isOfGeo = (path) => /^fleet\/(geo|rolling|canary)/.test(path);
  return await runSuites([
    { name: "fleet tests of roles", files: testFiles(isOfRole), args },
    { name: "fleet tests of GeoDNS and of secrets", files: testFiles(isOfGeo), args },
    { name: "fleet tests of stacks and certificates", files: testFiles(isOfStacks), args },
    {
      name: "fleet tests",
      files: testFiles((path) => path.startsWith("fleet/") && ![isOfRole, isOfGeo, isOfStacks].some((is) => is(path))),
      args,
    },
  ]);
}

/** Once more, where a reader looks first: of a log of this length often the end alone is kept. */
function tellFaults(faults) {
  if (faults.length > 0) console.log("\n── what failed");
  for (const { title, message } of faults) console.log(`\n${title}\n${message.replaceAll(/^/gm, "  ")}`);
}

function sum(counts, field) {
  return counts.reduce((total, count) => total + count[field], 0);
}
