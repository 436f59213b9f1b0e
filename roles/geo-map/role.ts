import {
  aptPackages,
  type DatabaseChoice,
  directory,
  downloadKey,
  Failure,
  file,
  GeoMapVars,
  geoDatabase,
  geoMap as mapOf,
  geoOrders,
  group,
  localFile,
  readDatabaseChoice,
  readGeoModel,
  renderOrders,
  type Resource,
  role,
  type RoleInput,
  service,
  systemdUnit,
  user,
} from "geosteer";

const PROGRAM = "/usr/local/lib/geosteer";
const STATE = "/var/lib/geosteer";
const ACCOUNT = "geosteer";
const BACK = "geo-back.service";

/** The parts of the program; `geo` is the one that is called, and the last one that is written. */
const PARTS = [
  "maps.sh",
  "versions.sh",
  "drains.sh",
  "agent.sh",
  "render.awk",
  "verify.awk",
  "checks.awk",
  "witnesses.awk",
  "judge.awk",
  "drains.awk",
  "status.awk",
];

/** A start of the host is no confirmation: Knot shall not read a map that waited for one. */
const backUnit = `[Unit]
Description=Puts back a GeoDNS map that nobody confirmed
ConditionPathExists=${STATE}/geo/unconfirmed
Before=knot.service
After=local-fs.target

[Service]
Type=oneshot
ExecStart=${PROGRAM}/geo back

[Install]
WantedBy=multi-user.target
`;

/**
 * Who is served from where. The map is the same on all hosts of the group `nameservers`: a new version is brought to them together, checked and verified
 * on each, or stays away from all. `addresses` belongs into the variables of each host that serves.
 *
 * @example
 * geo_map:
 *   zones: [example.org]
 *   regions:
 *     eu: { at: [50.1, 8.7], hosts: [eu] }
 *   services:
 *     redlib: { hosts: [eu], check: { type: https } }
 */
export const geoMap = role({
  name: "geo-map",
  description: "The map of a GeoDNS name server: which hosts answer whom, by country.",
  installs: ["packages ca-certificates, curl, iproute2, util-linux", `account ${ACCOUNT}`, `${PROGRAM}/`, `${STATE}/geo/`, BACK],
  vars: GeoMapVars,
  downloads: (input) => [readDatabaseChoice(input).file],
  resources(input) {
    const model = readGeoModel(input);
    const choice = readDatabaseChoice(input);
    const { file: database, builtAt, probes, missingKeys } = geoDatabase(databasePath(input, choice), choice.keys, placeOf(choice));
    if (model === undefined) return [];
    if (missingKeys.length > 0) throw keysMissing(input, missingKeys);
    const orders = renderOrders(geoOrders(model, { keys: choice.keys, probes }));
    const hosts = input.inventory.select("nameservers").map(({ name }) => name);
    return [...programOf(input.host.name), mapOf({ orders, database, databaseBuiltAt: builtAt, warnDays: choice.warnDays, hosts })];
  },
});

function programOf(host: string): readonly Resource[] {
  const unit = systemdUnit({ name: BACK, content: backUnit });
  return [
    aptPackages({ name: "geo-map", packages: ["ca-certificates", "curl", "iproute2", "util-linux"], recommends: false }),
    group({ name: ACCOUNT, system: true }),
    user({ name: ACCOUNT, group: ACCOUNT, system: true, home: STATE, createHome: false, shell: "/usr/sbin/nologin" }),
    directory({ path: PROGRAM }),
    ...PARTS.map((name) => file({ path: `${PROGRAM}/${name}`, content: localFile(new URL(`host/${name}`, import.meta.url)) })),
    file({ path: `${PROGRAM}/geo`, content: localFile(new URL("host/geo", import.meta.url)), mode: "0755", validate: ["sh", "-n", "%s"] }),
    file({ path: `${PROGRAM}/self`, content: `${host}\n` }),
    directory({ path: STATE }),
    directory({ path: `${STATE}/geo`, owner: ACCOUNT, group: ACCOUNT }),
    directory({ path: `${STATE}/geo/versions`, owner: ACCOUNT, group: ACCOUNT }),
    unit,
    service({ unit: BACK, enabled: true }),
  ];
}

function databasePath({ downloads }: RoleInput<unknown>, { file: wanted }: DatabaseChoice): string {
  const found = downloads?.get(downloadKey(wanted));
  if (found !== undefined) return found;
  throw new Failure("DOWNLOAD_FAILED", "geoip_database", "Cannot make a map: the country database has not been fetched", {
    hint: "`infra plan dns` fetches it",
  });
}

/** A file of the repository is told by the variable that names it. */
function placeOf({ file: wanted }: DatabaseChoice): { readonly where?: string } {
  return "where" in wanted ? { where: wanted.where } : {};
}

function keysMissing({ host, inventory }: RoleInput<unknown>, keys: readonly string[]): Failure {
  const where = inventory.whereIs(host, ["geoip_database", "keys"]);
  return new Failure("VARS_INVALID", where, `Cannot use the country database: its records have no ${keys.join(", ")}`, {
    hint: "DB-IP's have `country_code`, MaxMind's `continent/code` and `country/iso_code`: set `geoip_database.keys`",
  });
}
