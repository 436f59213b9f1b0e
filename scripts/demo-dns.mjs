// The part of the demo that shows GeoDNS: who is sent where, before and after a host dies.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";

const NAME = "redlib.example.org";
const COUNTRIES = ["DE", "FR", "ZA", "RU", "US", "CA", "BR", "MX", "IN", "JP", "AU", "ID"];
const SERVERS = ["eu", "us", "in"];

/** Shows the answers of all name servers, then those of the others when `eu`, which is the primary, is stopped; starts it again. */
export async function demoDns(root) {
  const clients = await clientsFrom(root);
  const addresses = new Map(SERVERS.map((name) => [addressOf(name), name]));
  await untilWell(clients, addresses);
  console.log(`\n── ${NAME}, asked by a client in each country, at each name server`);
  show(clients, SERVERS, addresses);
  validate(root);
  console.log("\n── eu, which is the primary name server too, is stopped");
  docker("stop", "geosteer-eu");
  try {
    console.log(`the others leave it out of their answers after ${await untilGone(clients, addresses)} s`);
    show(clients, ["us", "in"], addresses);
  } finally {
    docker("start", "geosteer-eu");
  }
}

/** Gives lab's resolver the keys of the zones, as a registrar would be given them, and shows that it believes what is answered. */
function validate(root) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["bin/infra.js", "dns", "ds"], { cwd: root, encoding: "utf8" });
  if (status !== 0) throw new Error(`Cannot show signed zones: ${stderr}`);
  const script = `printf '%s' "$1" >/etc/unbound/lab-anchors && unbound-control -q reload && kdig @127.0.0.1 ${NAME} A +dnssec +noall +header +answer`;
  console.log("\n── the same name at a validating resolver that has the DS record: the flag `ad`");
  console.log(docker("exec", "geosteer-lab", "sh", "-c", script, "sh", stdout).trim());
}

/** An address of each country, as the country database has it. */
async function clientsFrom(root) {
  const { loadGeo } = await import(join(root, "dist/src/run/load-geo.js"));
  const { orders } = await loadGeo({ folder: root });
  return COUNTRIES.map((view) => ({ country: view, address: orders.probes.find((probe) => probe.view === view).v4 }));
}

function show(clients, servers, addresses) {
  console.log(["country", "client".padEnd(16), ...servers.map((server) => `by ${server}`)].join("  "));
  const answers = servers.map((server) => ask(server, clients).map((address) => addresses.get(address) ?? address));
  for (const [index, { country, address }] of clients.entries()) {
    console.log([country.padEnd(7), address.padEnd(16), ...answers.map((own) => own[index].padEnd(5))].join("  ").trimEnd());
  }
}

async function untilGone(clients, addresses) {
  const isServed = () => ["us", "in"].some((server) => ask(server, clients).some((address) => addresses.get(address) === "eu"));
  return await until(() => !isServed(), "eu is still in the answers after 60 s");
}

/** A name server that was set up before the others has taken them for dead so far. */
async function untilWell(clients, addresses) {
  const served = (server) => new Set(ask(server, clients).map((address) => addresses.get(address)));
  const isWell = () => SERVERS.every((server) => SERVERS.every((host) => served(server).has(host)));
  await until(isWell, "not all hosts are in the answers after 60 s");
}

/** Waits until something is so, and says how many seconds that took. */
async function until(isSo, otherwise) {
  const begun = Date.now();
  while (!isSo()) {
    if (Date.now() - begun > 60_000) throw new Error(`Cannot show the failover: ${otherwise}`);
    await sleep(500);
  }
  return Math.round((Date.now() - begun) / 1000);
}

/** Asks one name server as each of the clients (ECS, RFC 7871). */
function ask(server, clients) {
  const questions = clients.flatMap(({ address }) => [NAME, "A", `+subnet=${address}/32`]);
  return docker("exec", "geosteer-lab", "kdig", `@${addressOf(server)}`, "+short", "+timeout=2", ...questions)
    .trim()
    .split("\n");
}

const known = new Map();

function addressOf(name) {
  const format = '{{(index .NetworkSettings.Networks "geosteer").IPAddress}}';
  const address = known.get(name) ?? docker("inspect", "--format", format, `geosteer-${name}`).trim();
  known.set(name, address);
  return address;
}

function docker(...words) {
  const { status, stdout, stderr } = spawnSync("docker", words, { encoding: "utf8" });
  if (status !== 0) throw new Error(`Cannot go on: docker ${words[0]}: ${stderr}`);
  return stdout;
}
