import { quote } from "../../src/shell/quote.ts";
import type { Fleet } from "./fleet.ts";

/** What the image's container runs: a cluster is made at the first start, as the official image does by the same variables. */
const START = `#!/bin/sh
set -e
data=/var/lib/postgresql/data bin=$(echo /usr/lib/postgresql/*/bin)
as() { runuser -u postgres -- "$@"; }
install -d -o postgres -g postgres -m 2775 /run/postgresql
install -d -o postgres -m 0700 "$data"
if [ ! -s "$data/PG_VERSION" ]; then
  (umask 077; printf %s "$POSTGRES_PASSWORD" >/run/password; chown postgres /run/password)
  as "$bin/initdb" -D "$data" -U "$POSTGRES_USER" --pwfile=/run/password -A scram-sha-256 --auth-local=trust
  echo 'host all all all scram-sha-256' >>"$data/pg_hba.conf"
  as "$bin/pg_ctl" -D "$data" -w start
  as psql -U "$POSTGRES_USER" -d postgres -c "CREATE DATABASE $POSTGRES_DB"
  as "$bin/pg_ctl" -D "$data" -w stop
fi
exec runuser -u postgres -- "$bin/postgres" -D "$data" -c 'listen_addresses=*'
`;

/** Makes an image of the host's own Debian with its PostgreSQL, which knows the official image's variables. The host keeps no server of it. */
export function makePostgresqlImage(fleet: Fleet, host: string, image: string): void {
  const excluded = [
    "proc",
    "sys",
    "dev",
    "run",
    "tmp",
    "srv",
    "var/lib/docker",
    "var/lib/containerd",
    "var/cache",
    "var/lib/apt",
    "usr/share/doc",
  ];
  fleet.sh(
    host,
    `export DEBIAN_FRONTEND=noninteractive
apt-get -qq update && apt-get -qqy install --no-install-recommends postgresql >/dev/null 2>&1 && systemctl disable -q --now postgresql
printf '%s' ${quote(START)} >/start && chmod 0755 /start
tar -c --one-file-system ${excluded.map((path) => `--exclude=./${path}/*`).join(" ")} -C / . | docker import -c 'CMD ["/start"]' - ${image} >/dev/null
rm /start`,
  );
}
