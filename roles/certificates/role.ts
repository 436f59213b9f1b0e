import {
  aptPackages,
  CertificatesVars,
  command,
  directory,
  file,
  group,
  localFile,
  type Resource,
  role,
  service,
  systemdUnit,
  user,
} from "geosteer";
import { ACCOUNT, COMMAND, CONF, PROGRAM, SERVED, WORK } from "./places.ts";
import { readPlan } from "./plan.ts";
import { settingsFiles } from "./settings.ts";
import { lookService, lookTimer, spoolPath, spoolService } from "./units.ts";

/** The parts of the program; `certificates` is the one that is called, and the last one that is written. */
const PARTS = ["pair.sh", "place.sh", "order.sh", "peers.sh", "spool.sh"];

/**
 * Certificates of the names of a zone, its wildcard and that of each host: one a zone, obtained by the first host on the list, by lego, and handed on to
 * the others by SSH. A timer renews it when a third of the lifetime is left; where the first host does not, the next one does. Names are proved by
 * changes of the zone `acme.<zone>`, by the host's own key. `/usr/local/lib/certificates/certificates status` tells how it went.
 *
 * @example
 * certificates:
 *   zones: [example.org]
 *   email: hostmaster@example.org
 *   reload: [[caddy, reload, --config, /etc/caddy/Caddyfile, --force]]
 */
export const certificates = role({
  name: "certificates",
  description: "One certificate a zone, obtained by one host and shared with the others.",
  installs: [
    "packages lego, openssl, openssh-client, ca-certificates, knot-dnsutils, util-linux",
    `account ${ACCOUNT}, whose key may run one command`,
    `${SERVED}/<zone>/fullchain.pem, privkey.pem, status`,
    `${PROGRAM}/, ${CONF}/, ${WORK}/`,
    "certificates.timer, certificates-spool.path",
  ],
  vars: CertificatesVars,
  resources(input) {
    if (input.vars.issuer === "caddy") return [];
    const plan = readPlan(input);
    return [...programOf(), ...settingsFiles(plan), ...unitsOf(plan.interval), ...plan.zones.map(firstOf)];
  },
});

function programOf(): readonly Resource[] {
  const packages = ["lego", "openssl", "openssh-client", "ca-certificates", "knot-dnsutils", "util-linux"];
  const at = (name: string): URL => new URL(`host/${name}`, import.meta.url);
  return [
    aptPackages({ name: "certificates", packages, recommends: false }),
    group({ name: ACCOUNT, system: true }),
    user({ name: ACCOUNT, group: ACCOUNT, system: true, home: `${WORK}/home`, createHome: false, shell: "/bin/sh" }),
    directory({ path: PROGRAM }),
    ...PARTS.map((name) => file({ path: `${PROGRAM}/${name}`, content: localFile(at(name)) })),
    file({ path: `${PROGRAM}/certificates`, content: localFile(at("certificates")), mode: "0755", validate: ["sh", "-n", "%s"] }),
    directory({ path: SERVED }),
    directory({ path: WORK }),
    directory({ path: `${WORK}/home` }),
    directory({ path: `${WORK}/home/.ssh` }),
    directory({ path: `${WORK}/spool` }),
    // Both may be written to and not be read: whoever has the key sees nothing of what others send.
    directory({ path: `${WORK}/spool/new`, group: ACCOUNT, mode: "0730" }),
    directory({ path: `${WORK}/spool/ready`, group: ACCOUNT, mode: "0730" }),
    directory({ path: `${WORK}/answers`, group: ACCOUNT, mode: "0710" }),
    directory({ path: CONF }),
  ];
}

function unitsOf(interval: number): readonly Resource[] {
  const timer = systemdUnit({ name: "certificates.timer", content: lookTimer(interval) });
  const path = systemdUnit({ name: "certificates-spool.path", content: spoolPath });
  return [
    systemdUnit({ name: "certificates.service", content: lookService }),
    timer,
    systemdUnit({ name: "certificates-spool.service", content: spoolService }),
    path,
    service({ unit: "certificates-spool.path", running: true, enabled: true, restartOn: [path] }),
    service({ unit: "certificates.timer", running: true, enabled: true, restartOn: [timer] }),
  ];
}

/** What reads a certificate may be set up next: it is waited for. A name takes lego some seven seconds. */
function firstOf({ zone, names }: { readonly zone: string; readonly names: readonly string[] }): Resource {
  const seconds = 120 + 15 * names.length;
  return command({
    name: `certificate of ${zone}`,
    run: [COMMAND, "await", zone, String(seconds)],
    unless: [COMMAND, "has", zone],
    timeoutMs: (seconds + 120) * 1000,
  });
}
