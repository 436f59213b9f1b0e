import type { Fleet } from "../support/fleet.ts";

/** How often gdnsd checks, and how many checks make it change its mind; see `service_types` in gdnsd.config(5). */
export type GdnsdTiming = Readonly<Partial<Record<"interval" | "up_thresh" | "ok_thresh" | "down_thresh", number>>>;

/** A gdnsd that answers `web.example.org` with one host as long as that serves, else with another. */
export interface GdnsdOrder {
  /** Of its unit and folders. */
  readonly name: string;
  readonly port: number;
  /** Default: gdnsd's own. */
  readonly timing?: GdnsdTiming;
  /** Addresses. */
  readonly primary: string;
  readonly secondary: string;
}

/** Installs Debian's gdnsd in `lab`. The package's own unit finds port 53 taken there. */
export function installGdnsd(fleet: Fleet): void {
  fleet.sh("lab", "apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends gdnsd 2>&1");
}

/** Starts a gdnsd in `lab` and returns where it answers, as kdig takes it. */
export function startGdnsd(fleet: Fleet, order: GdnsdOrder): string {
  const unit = `gdnsd-${order.name}`;
  const folder = `/etc/${unit}`;
  fleet.sh("lab", `mkdir -p ${folder}/zones && cat >${folder}/config <<'end'\n${renderConfig(unit, order)}end`);
  fleet.sh("lab", `cat >${folder}/zones/example.org <<'end'\n${zone}end`);
  const folders = `-p RuntimeDirectory=${unit} -p StateDirectory=${unit}`;
  fleet.sh(
    "lab",
    `systemd-run --quiet --unit ${unit} --service-type=notify -p NotifyAccess=all ${folders} gdnsd -c ${folder} -l start 2>&1`,
  );
  return `127.0.0.1@${order.port}`;
}

const zone = `@ 300 SOA ns1 hostmaster 1 3600 900 1209600 300
@ 300 NS ns1
ns1 300 A 127.0.0.1
web 30 DYNA simplefo!web
`;

function renderConfig(unit: string, { port, timing = {}, primary, secondary }: GdnsdOrder): string {
  const check = Object.entries(timing).map(([name, value]) => `, ${name} => ${value}`);
  return `options => { listen => [ 127.0.0.1:${port} ], run_dir => /run/${unit}, state_dir => /var/lib/${unit} }
service_types => { web => { plugin => http_status, port => 8080${check.join("")} } }
plugins => { simplefo => { web => { service_types => [ web ], primary => ${primary}, secondary => ${secondary} } } }
`;
}
