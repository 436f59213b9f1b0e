import type { Fleet } from "./fleet.ts";

/** An authority that stands in `lab`. */
export interface Pebble {
  /** URL of its ACME directory. */
  readonly directory: string;
  /** Certificate (PEM) that its server is trusted by. */
  readonly directoryCa: string;
  /** Root certificates (PEM) that its chains lead to; others at each start. */
  readonly roots: string;
  /** How many orders it has got since it started, by the names that they were for, joined by blanks. */
  orders(): number;
  /** How many certificates it has issued since it started. */
  issued(): number;
}

const FOLDER = "/srv/pebble";

/** The address of `lab` in IPv4. */
export function labAddress(fleet: Fleet): string {
  return fleet.sh("lab", "hostname -I | tr ' ' '\\n' | grep -m 1 -F .").trim();
}

/**
 * Starts pebble, an authority for tests that speaks ACME (RFC 8555), in `lab`; one that runs there is replaced. It asks lab's unbound, which forgets all
 * answers at once from then on. Certificates are valid for `lifetimeS` seconds; default: a day.
 */
export function pebbleOn(fleet: Fleet, { lifetimeS = 86_400 }: { readonly lifetimeS?: number } = {}): Pebble {
  const address = labAddress(fleet);
  const config = {
    pebble: {
      listenAddress: "0.0.0.0:14000",
      managementListenAddress: "0.0.0.0:15000",
      certificate: `${FOLDER}/tls.pem`,
      privateKey: `${FOLDER}/tls.key`,
      httpPort: 5002,
      tlsPort: 5001,
      certificateValidityPeriod: lifetimeS,
      retryAfter: { authz: 1, order: 1 },
    },
  };
  fleet.sh("lab", setUp(address));
  fleet.sh("lab", `printf %s '${JSON.stringify(config)}' >${FOLDER}/pebble.json; ${START}`);
  const since = fleet.sh("lab", "systemctl show -P InvocationID pebble-test").trim();
  const count = (words: string): number =>
    Number(fleet.sh("lab", `journalctl -q -o cat _SYSTEMD_INVOCATION_ID=${since} | grep -c '${words}' || :`));
  return {
    directory: `https://${address}:14000/dir`,
    directoryCa: fleet.sh("lab", `cat ${FOLDER}/tls.pem`),
    roots: fleet.sh("lab", "curl -sk https://127.0.0.1:15000/roots/0"),
    orders: () => count("Added order"),
    issued: () => count("Issued certificate"),
  };
}

/** Stops it. */
export function stopPebble(fleet: Fleet): void {
  fleet.sh(
    "lab",
    "systemctl stop pebble-test; for o in cache-max-ttl=86400 cache-max-negative-ttl=3600; do unbound-control -q set_option ${o%=*}: ${o#*=}; done",
  );
}

function setUp(address: string): string {
  return `set -e
command -v pebble curl openssl >/dev/null || {
  apt-get -qq update
  apt-get install -qq -y --no-install-recommends pebble curl openssl >/dev/null 2>&1
}
mkdir -p ${FOLDER}
[ -e ${FOLDER}/tls.pem ] || openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=pebble \\
  -addext subjectAltName=DNS:lab,IP:${address} -keyout ${FOLDER}/tls.key -out ${FOLDER}/tls.pem 2>/dev/null
for option in cache-max-ttl cache-max-negative-ttl; do unbound-control -q set_option $option: 0; done`;
}

const START = `systemctl stop pebble-test 2>/dev/null
systemctl reset-failed pebble-test 2>/dev/null
systemd-run -q --unit=pebble-test -E PEBBLE_VA_NOSLEEP=1 -E PEBBLE_AUTHZREUSE=0 -E PEBBLE_WFE_NONCEREJECT=0 \\
  pebble -config ${FOLDER}/pebble.json -dnsserver 127.0.0.1:53 || exit
for _ in $(seq 100); do curl -sko /dev/null https://127.0.0.1:15000/roots/0 && exit; sleep 0.1; done
exit 1`;
