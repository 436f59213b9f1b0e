// The part of the demo that shows GeoDNS: who is sent where, and that a resolver believes it.
import { spawnSync } from "node:child_process";
import process from "node:process";
import { ask, clientsFrom, docker, hostsByAddress, SERVERS, until } from "./demo-clients.mjs";

const NAME = "redlib.example.org";

/** Shows the answers of all name servers. */
export async function demoDns(root) {
  const clients = await clientsFrom(root);
  const hosts = hostsByAddress();
  await untilWell(clients, hosts);
  console.log(`\n── ${NAME}, asked by a client in each country, at each name server`);
  show(clients, hosts);
  validate(root);
}

/** Gives lab's resolver the keys of the zones, as a registrar would be given them, and shows that it believes what is answered. */
function validate(root) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["bin/infra.js", "dns", "ds"], { cwd: root, encoding: "utf8" });
  if (status !== 0) throw new Error(`Cannot show signed zones: ${stderr}`);
  const script = `printf '%s' "$1" >/etc/unbound/lab-anchors && unbound-control -q reload && kdig @127.0.0.1 ${NAME} A +dnssec +noall +header +answer`;
  console.log("\n── the same name at a validating resolver that has the DS record: the flag `ad`");
  console.log(docker("exec", "geosteer-lab", "sh", "-c", script, "sh", stdout).trim());
}

function show(clients, hosts) {
  console.log(["country", "client".padEnd(16), ...SERVERS.map((server) => `by ${server}`)].join("  "));
  const answers = SERVERS.map((server) => ask(server, clients).map((address) => hosts.get(address) ?? address));
  for (const [index, { country, address }] of clients.entries()) {
    console.log([country.padEnd(7), address.padEnd(16), ...answers.map((own) => own[index].padEnd(5))].join("  ").trimEnd());
  }
}

/** A name server that was set up before the others has taken them for dead so far. */
async function untilWell(clients, hosts) {
  const served = (server) => new Set(ask(server, clients).map((address) => hosts.get(address)));
  const isWell = () => SERVERS.every((server) => SERVERS.every((host) => served(server).has(host)));
  await until(isWell, "not all hosts are in the answers after 60 s");
}
