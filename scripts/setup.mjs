/**
 * Gives a fresh machine what the project needs: the npm packages of the lock file, an OpenSSH client and a Docker engine. Uses Node's
 * built-in modules only, and does nothing where all of it is there already: `node scripts/setup.mjs`.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { engine, hasCommand, installMissing, isDebian, isRoot } from "./engine.mjs";

const root = join(import.meta.dirname, "..");

/** Throws an Error that says what is missing where it cannot be installed. */
export async function setup() {
  if (!packagesFit()) installPackages();
  ensureSshClient();
  await engine();
}

/** Is in node_modules what the lock file says? npm keeps its own record there; it leaves out what is for another platform. */
function packagesFit() {
  const installed = readPackages("node_modules/.package-lock.json");
  const wanted = Object.entries(readPackages("package-lock.json")).filter(([path]) => path !== "");
  const same = wanted.every(([path, { version, optional }]) => (optional && !installed[path]) || installed[path]?.version === version);
  return same && Object.keys(installed).length <= wanted.length;
}

function readPackages(path) {
  const file = join(root, path);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).packages : {};
}

function installPackages() {
  console.log("Installing the npm packages");
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: root, stdio: "inherit" });
  if (status !== 0) throw new Error(`Cannot install the npm packages: npm ci ended with status ${status}`);
}

function ensureSshClient() {
  if (isDebian() && isRoot()) installMissing(["openssh-client"]);
  if (!hasCommand("ssh-keygen")) throw new Error("Cannot make keys for the sandbox: there is no ssh-keygen; install OpenSSH's client");
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  try {
    await setup();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
