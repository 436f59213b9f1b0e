// `npm run prove [area]`: the long counts behind the figures that the project claims (test/prove/<area>/), an hour or more.
// Its last lines are a table: figure, measured, bar, met or not.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { runGate, runSuite, testFiles } from "./suite.mjs";

await main(process.argv[2]);

async function main(area) {
  const { setup } = await import("./setup.mjs");
  await setup();
  const built = runGate({ name: "types and build", command: ["node", "scripts/build.mjs"] });
  const areas = areasOfTests();
  if (area !== undefined && !areas.includes(area)) {
    console.error(`Cannot prove "${area}": expected one of ${areas.join(", ")}`);
    process.exitCode = 64;
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), "geosteer-prove-"));
  const file = join(folder, "figures");
  const files = testFiles((path) => path.startsWith(`prove/${area ?? ""}`));
  const { failed } = await runSuite({
    name: "proofs",
    files,
    args: ["--require", "./dist/test/fleet/hooks.js", "--timeout", "0", "--exit"],
    env: { FIGURES_FILE: file },
  });
  const figures = readFigures(file);
  rmSync(folder, { recursive: true });
  printTable(figures);
  process.exitCode = built.failed === 0 && failed === 0 && figures.every(({ met }) => met) ? 0 : 1;
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
