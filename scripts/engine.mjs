/**
 * Sees to it that a Docker engine answers on this machine: on Debian, as root, it installs the distribution's and starts it; anywhere
 * else it says what to install. Uses Node's built-in modules only, and may be run again at any time: `node scripts/engine.mjs`.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const LOG = "/var/log/dockerd.log";
const ANSWER_TIMEOUT_MS = 60_000;

/** The engine itself, and what `infra sandbox up` makes its images and network guard with. */
const PACKAGES = ["docker.io", "iptables", "mmdebstrap"];

/** Each host of a sandbox takes about six of root's inotify instances, of which a kernel gives 128: several fleets would not start. */
const INOTIFY = "/proc/sys/fs/inotify/max_user_instances";
const INOTIFY_INSTANCES = 1024;

/** Throws an Error that says what to install where this machine has no engine and cannot be given one. */
export async function engine() {
  if (isDebian() && isRoot()) raiseInotifyLimit();
  if (await answers()) {
    if (isDebian() && isRoot()) installMissing(["mmdebstrap"]);
    return;
  }
  if (!isDebian() || !isRoot()) {
    throw new Error(`Cannot reach a Docker engine: nothing answers at ${address().url}
Install one and start it (https://docs.docker.com/engine/install), or run this as root on Debian, where it is installed for you.`);
  }
  installMissing(PACKAGES);
  startEngine();
  await untilItAnswers();
}

/** Installs those Debian packages whose command is not there yet. */
export function installMissing(packages) {
  const commands = { "ansible-core": "ansible-inventory", "docker.io": "dockerd", "openssh-client": "ssh" };
  const wanted = packages.filter((name) => !hasCommand(commands[name] ?? name));
  if (wanted.length === 0) return;
  // A kernel with AppArmor lets no container start without its parser, which docker.io only recommends.
  if (wanted.includes("docker.io") && readFile("/sys/module/apparmor/parameters/enabled") === "Y\n") wanted.push("apparmor");
  console.log(`Installing ${wanted.join(", ")}`);
  apt("update", "--quiet=2");
  apt("install", "--quiet=2", "--yes", "--no-install-recommends", ...wanted);
}

/** Where it cannot be raised (a container), the limit is its owner's. */
function raiseInotifyLimit() {
  if (Number(readFile(INOTIFY)) >= INOTIFY_INSTANCES) return;
  try {
    writeFileSync(INOTIFY, `${INOTIFY_INSTANCES}\n`);
  } catch (error) {
    console.error(`Cannot raise ${INOTIFY}, so that few sandboxes can be up at once: ${error.message}`);
  }
}

export function isDebian() {
  return /^ID=debian$/m.test(readFile("/etc/os-release"));
}

export function isRoot() {
  return process.getuid?.() === 0;
}

/** Is there a program of that name on the PATH or in the folders of the system administrator? */
export function hasCommand(name) {
  const folders = [...(process.env["PATH"] ?? "").split(":"), "/usr/sbin", "/sbin"];
  return folders.some((folder) => existsSync(`${folder}/${name}`));
}

function apt(...words) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", NEEDRESTART_MODE: "l" };
  const options = ["-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Use-Pty=0"];
  const { status } = spawnSync("apt-get", [...options, ...words], { env, stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0) throw new Error(`Cannot install packages: apt-get ${words.join(" ")} ended with status ${status}`);
}

function startEngine() {
  if (existsSync("/run/systemd/system")) {
    spawnSync("systemctl", ["enable", "--now", "docker"], { stdio: "inherit" });
    return;
  }
  // The package's init script may have started it already.
  const pid = readFile("/var/run/docker.pid").trim();
  if (pid !== "" && existsSync(`/proc/${pid}`)) return;
  const log = openSync(LOG, "a");
  spawn("dockerd", [], { detached: true, stdio: ["ignore", log, log], cwd: "/" }).unref();
}

async function untilItAnswers() {
  const deadline = Date.now() + ANSWER_TIMEOUT_MS;
  while (!(await answers())) {
    if (Date.now() > deadline) {
      throw new Error(
        `Cannot start the Docker engine: it does not answer at ${address().url}\n${readFile(LOG).split("\n").slice(-15).join("\n")}`,
      );
    }
    await sleep(200);
  }
}

/** Where dockerode, and so `infra sandbox`, looks for the engine. */
function address() {
  const url = process.env["DOCKER_HOST"] ?? "unix:///var/run/docker.sock";
  const { protocol, hostname, port, pathname } = new URL(url);
  return { url, options: protocol === "unix:" ? { socketPath: pathname } : { hostname, port: port || 2375 } };
}

function answers() {
  return new Promise((resolve) => {
    const request = get({ ...address().options, path: "/_ping", timeout: 5000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on("timeout", () => request.destroy());
    request.on("error", () => resolve(false));
  });
}

function readFile(path) {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await engine();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
