// Clients of the demo: they ask the sandbox's name servers as somebody in a country would.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** The name servers, which are the hosts that serve too. */
export const SERVERS = ["eu", "us", "in"];

const COUNTRIES = ["DE", "FR", "ZA", "RU", "US", "CA", "BR", "MX", "IN", "JP", "AU", "ID"];
const NAME = "redlib.example.org";

/** An address of each country, as the country database has it. */
export async function clientsFrom(root) {
  const { loadGeo } = await import(join(root, "dist/src/run/load-geo.js"));
  const { orders } = await loadGeo({ folder: root });
  return COUNTRIES.map((view) => ({ country: view, address: orders.probes.find((probe) => probe.view === view).v4 }));
}

/** Asks one name server as each of the clients (ECS, RFC 7871). */
export function ask(server, clients, name = NAME) {
  const questions = clients.flatMap(({ address }) => [name, "A", `+subnet=${address}/32`]);
  return docker("exec", "geosteer-lab", "kdig", `@${addressOf(server)}`, "+short", "+timeout=2", ...questions)
    .trim()
    .split("\n");
}

/** Waits until `eu` is in no answer of the others; gives the seconds. */
export async function untilGone(clients) {
  const hosts = hostsByAddress();
  const isServed = () => ["us", "in"].some((server) => ask(server, clients).some((address) => hosts.get(address) === "eu"));
  return await until(() => !isServed(), "eu is still in the answers after 60 s");
}

/** Waits until something is so, and says how many seconds that took. */
export async function until(isSo, otherwise) {
  const begun = Date.now();
  while (!isSo()) {
    if (Date.now() - begun > 60_000) throw new Error(`Cannot show the failover: ${otherwise}`);
    await sleep(500);
  }
  return Math.round((Date.now() - begun) / 1000);
}

const known = new Map();

/** Address → host. */
export function hostsByAddress() {
  return new Map(SERVERS.map((name) => [addressOf(name), name]));
}

function addressOf(name) {
  const format = '{{(index .NetworkSettings.Networks "geosteer").IPAddress}}';
  const address = known.get(name) ?? docker("inspect", "--format", format, `geosteer-${name}`).trim();
  known.set(name, address);
  return address;
}

/** Runs Docker's command and returns what it printed. */
export function docker(...words) {
  const { status, stdout, stderr } = spawnSync("docker", words, { encoding: "utf8" });
  if (status !== 0) throw new Error(`Cannot go on: docker ${words[0]}: ${stderr}`);
  return stdout;
}
