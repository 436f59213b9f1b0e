// The part of the demo that shows front ends: certificates by DNS-01, a page for clients of three continents, and what they get when a host dies.
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { docker, ask, clientsFrom, hostsByAddress, SERVERS, untilGone } from "./demo-clients.mjs";

const NAMES = ["redlib.example.org", "search.example.org", "rl.example.net"];

/** Starts an authority in lab, lets the hosts ask lab's resolver, and gives the options by which playbooks know of it. */
export async function authority(root) {
  const { labAddress, pebbleOn } = await import(join(root, "dist/src/sandbox/pebble.js"));
  const fleet = { sh: (name, line) => docker("exec", `geosteer-${name}`, "sh", "-c", line) };
  const { directory, directoryCa: directory_ca, roots } = pebbleOn(fleet);
  const resolver = labAddress(fleet);
  for (const name of SERVERS) fleet.sh(name, `echo nameserver ${resolver} >/etc/resolv.conf`);
  fleet.sh("lab", `cat >/srv/pebble/roots.pem <<'END'\n${roots}\nEND`);
  const key = `/tmp/key-${randomBytes(6).toString("hex")}`;
  const certificates = {
    directory,
    directory_ca,
    roots,
    resolver,
    email: "hostmaster@example.org",
    owner: "caddy",
    key: fleet.sh("lab", `ssh-keygen -q -t ed25519 -N '' -C certificates -f ${key} && cat ${key} && rm ${key} ${key}.pub`),
    reload: [["caddy", "reload", "--config", "/etc/caddy/Caddyfile", "--force"]],
  };
  const file = join(root, ".infra", "demo.json");
  mkdirSync(join(root, ".infra"), { recursive: true });
  writeFileSync(file, JSON.stringify({ certificates }), { mode: 0o600 });
  return ["-e", `@${file}`];
}

/** Shows which host each client gets its page from; then `eu`, which is the primary name server too, is stopped, and who serves its clients. */
export async function demoFrontEnds(root) {
  const clients = (await clientsFrom(root)).filter(({ country }) => ["DE", "US", "IN"].includes(country));
  console.log("\n── a client in each country asks for a name, and gets the page from the nearest host, over TLS");
  showPages(clients, "eu");
  console.log("\n── eu, which is the primary name server too, is stopped");
  docker("stop", "geosteer-eu");
  try {
    console.log(`the others leave it out of their answers after ${await untilGone(clients)} s`);
    showPages(clients, "us");
  } finally {
    docker("start", "geosteer-eu");
  }
}

function showPages(clients, server) {
  console.log(["client in", "name".padEnd(18), "host", "status", "certificate of", "what the page says of itself"].join("  "));
  for (const { country, address } of clients) {
    for (const name of NAMES) {
      const [answer] = ask(server, [{ address }], name);
      const page = docker("exec", "geosteer-lab", "sh", "-c", script(name, answer)).trim().split("\n");
      const [status = "", issuer = "", words = ""] = page;
      const row = [
        country.padEnd(9),
        name.padEnd(18),
        (hostsByAddress().get(answer) ?? answer).padEnd(4),
        status.padEnd(6),
        issuer.padEnd(14),
        words,
      ];
      console.log(row.join("  ").trimEnd());
    }
  }
}

/** Status, who signed the certificate, and the line of the page that names the host: a stand-in shows its environment. */
function script(name, address) {
  const curl = `curl -s --cacert /srv/pebble/roots.pem --resolve ${name}:443:${address}`;
  return `${curl} -o /tmp/page -w '%{http_code}\\n' https://${name}/ || exit
echo | openssl s_client -connect ${address}:443 -servername ${name} 2>/dev/null | openssl x509 -noout -issuer | sed 's/.*CN *= *//; s/ Intermediate.*//'
grep -m 1 -o 'https://[a-z]*\\.[a-z]*\\.example\\.[a-z]*' /tmp/page || head -n 1 /tmp/page`;
}
