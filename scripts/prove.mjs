// `npm run prove [area]`: the long counts behind the figures that the project claims (test/prove/<area>/), an hour or more.
// Its last lines are a table: figure, measured, bar, met or not.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { root, runGate, runSuite, runSuites, testFiles } from "./suite.mjs";

/** An area without tests of its own. */
const RELEASES = "releases";

const FLEET = ["--require", "./dist/test/fleet/hooks.js", "--exit"];

await main(process.argv[2]);

async function main(area) {
  const { setup } = await import("./setup.mjs");
  await setup();
  const built = runGate({ name: "types and build", command: ["node", "scripts/build.mjs"] });
  const areas = [...areasOfTests(), RELEASES];
  if (area !== undefined && !areas.includes(area)) {
    console.error(`Cannot prove "${area}": expected one of ${areas.join(", ")}`);
    process.exitCode = 64;
    return;
  }
  const proofs = area === RELEASES ? { failed: 0, figures: [] } : await prove(area ?? "");
  const onReleases = area === undefined || area === RELEASES ? await proveReleases() : [];
  const figures = [...proofs.figures, ...onReleases];
  printTable(figures);
  process.exitCode = built.failed === 0 && proofs.failed === 0 && figures.every(({ met }) => met) ? 0 : 1;
}

async function prove(area) {
  const folder = mkdtempSync(join(tmpdir(), "geosteer-prove-"));
  const file = join(folder, "figures");
  const { failed } = await runSuite({
    name: "proofs",
    files: testFiles((path) => path.startsWith(`prove/${area}`)),
    args: [...FLEET, "--timeout", "0"],
    env: { FIGURES_FILE: file },
  });
  const figures = readFigures(file);
  rmSync(folder, { recursive: true });
  return { failed, figures };
}

/** The tests of one host, which `npm test` runs on one Debian release, on each; in two parts side by side. */
async function proveReleases() {
  const files = testFiles((path) => readFileSync(join(root, "dist/test", path), "utf8").includes("support/releases.js"));
  const isOfRole = (path) => path.includes("/roles/");
  const parts = { "fleet tests of roles": isOfRole, "other fleet tests": (path) => !isOfRole(path) };
  const suites = Object.entries(parts).map(([name, isPart]) => ({
    name: `${name}, on each Debian release`,
    files: files.filter(isPart),
    args: [...FLEET, "--timeout", "300000"],
    env: { RELEASES: "all" },
  }));
  const counts = await runSuites(suites);
  return counts.map(({ passed, failed }, index) => ({
    figure: `${suites[index].name}, that pass`,
    measured: `${passed} of ${passed + failed}`,
    bar: "all",
    met: failed === 0,
  }));
}

/** The part of a test's path behind prove/: a folder or a file without its ending. */
function areasOfTests() {
  const names = testFiles((path) => path.startsWith("prove/")).map((path) => path.split("/")[3].replace(/\.test\.js$/, ""));
  return [...new Set(names)];
}

/** One JSON object a line, as test/support/figures.ts writes them. */
function readFigures(path) {
  if (!existsSync(path)) return [];
  return readFileSync(path, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

function printTable(figures) {
  const rows = [
    ["figure", "measured", "bar", ""],
    ...figures.map(({ figure, measured, bar, met }) => [figure, measured, bar, met ? "met" : "NOT MET"]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column].length)));
  console.log();
  for (const row of rows)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    );
}
