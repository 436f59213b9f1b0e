/**
 * `npm run demo`: from a fresh clone to three Debian hosts in the state that the playbook `all` describes, and the proof that applying it
 * once more changes nothing; then to GeoDNS by the playbook `dns`, to front ends with certificates by `privfrontends`, and what becomes of both when a
 * host dies. Uses Node's built-in modules only.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { demoDns } from "./demo-dns.mjs";
import { authority, demoFrontEnds } from "./demo-frontends.mjs";
import { setup } from "./setup.mjs";

const root = join(import.meta.dirname, "..");

try {
  await demo();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

async function demo() {
  await setup();
  const { build } = await import("./build.mjs");
  if (!build()) throw new Error("Cannot build the project: it does not type-check");
  infra("sandbox", "up");
  console.log("\n── apply all");
  infra("apply", "all", "--yes");
  console.log("\n── apply all, once more");
  const hosts = await applyQuietly("all");
  const changed = Object.keys(hosts).filter((host) => hosts[host].outcome !== "unchanged");
  if (changed.length > 0) throw new Error(`Cannot show that a second run changes nothing: it was not so on ${changed.join(", ")}`);
  const given = await authority(root);
  console.log("\n── apply dns");
  await applyQuietly("dns", ...given);
  await demoDns(root);
  console.log("\n── apply privfrontends: front ends in containers, certificates by DNS-01 from an authority in the sandbox");
  await applyQuietly("privfrontends", ...given);
  await demoFrontEnds(root);
  console.log("\nThe hosts stay until `npx infra sandbox down`. Go on with `npx infra --help`.");
}

/** Applies for the machine-readable summary, shows it as the command itself would and returns it. */
async function applyQuietly(playbook, ...options) {
  const [{ paint }, { renderSummary }] = await Promise.all(
    ["paint", "render-summary"].map((name) => import(`../dist/src/report/${name}.js`)),
  );
  const { hosts } = JSON.parse(
    infra("apply", playbook, "--yes", "--json", ...options)
      .trim()
      .split("\n")
      .at(-1),
  );
  console.log(renderSummary(hosts, { command: "apply", paint: paint(process.stdout.isTTY) }));
  return hosts;
}

/** Runs a command of the project, shown unless it is asked for JSON; returns what was not shown. */
function infra(...words) {
  const stdout = words.includes("--json") ? "pipe" : "inherit";
  const command = [join(root, "bin/infra.js"), ...words];
  const { status, stdout: output } = spawnSync(process.execPath, command, {
    cwd: root,
    stdio: ["inherit", stdout, "inherit"],
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`Cannot go on: infra ${words.join(" ")} ended with status ${status}`);
  return output;
}
