import { aptPackages, command, config, directory, file, type Resource, role, type Sealed, service, systemdUnit } from "geosteer";
import { mainCf, relaySettings, type Setting } from "./main-cf.ts";
import { type LookupTable, TABLES, tablePath, tableReference, tableText } from "./lookup-table.ts";
import { masterCf } from "./master-cf.ts";
import { postfixCheck } from "./postfix-check.ts";
import { Vars } from "./vars.ts";

/**
 * Postfix as a relay: mail for its domains goes on to where look-up tables say, some of them asked of PostgreSQL; from its own networks mail goes anywhere. It is
 * no open relay at any moment, the installation included.
 *
 * @example
 * mail_relay:
 *   hostname: mail.example.org
 *   relay_domains: [example.org]
 *   maps:
 *     transport: { type: texthash, entries: { example.org: "smtp:[192.0.2.25]:25" } }
 *     recipients:
 *       type: pgsql
 *       hosts: [127.0.0.1]
 *       dbname: mail
 *       user: postfix
 *       password: only-an-example
 *       query: SELECT 'ok' FROM alias WHERE address = '%s'
 *   lookups: { transport_maps: [transport], relay_recipient_maps: [recipients] }
 */
export const mailRelay = role({
  name: "mail-relay",
  description: "Postfix as a mail relay, with tables in files and in PostgreSQL.",
  vars: Vars,
  installs: [
    "packages postfix, postfix-pcre, postfix-pgsql, ca-certificates",
    "/etc/postfix/main.cf, master.cf",
    "/etc/postfix/maps/<name>, for each table",
    "a drop-in of postfix.service",
    "postfix.service",
  ],
  resources({ vars, host }) {
    const { maps, lookups, absent_maps: absentMaps, services } = vars;
    const all = Object.entries(maps);
    const settings = { ...relaySettings({ ...vars, hostname: vars.hostname ?? host.name }), ...vars.settings };
    const postfix = configuration({
      main: mainCf(withLookups(settings, { maps, lookups })),
      master: masterCf(services),
      tables: all.filter(isRead),
    });
    const dropIn = addressesDropIn(settings);
    return [
      command({ name: "Postfix is installed without a configuration", creates: "/etc/postfix/main.cf", shell: PRESEED }),
      aptPackages({ name: "postfix", packages: PACKAGES, absent: RIVALS, recommends: false }),
      directory({ path: TABLES }),
      postfix,
      ...all.filter((one) => !isRead(one)).flatMap(indexedTable),
      dropIn,
      service({ unit: UNIT, running: true, enabled: true, reloadOn: [postfix], restartOn: [dropIn] }),
      command({ name: "Postfix runs", unless: ["postfix", "status"], run: ["systemctl", "restart", UNIT] }),
      ...absentMaps.flatMap((name) => [tablePath(name), `${tablePath(name)}.db`].map((path) => file({ path, absent: true }))),
    ];
  },
});

const UNIT = "postfix.service";

/** Who is at the other end is known by the certificates of ca-certificates. */
const PACKAGES = ["postfix", "postfix-pcre", "postfix-pgsql", "ca-certificates"];

/** Debian's other mail servers, of which one can be there at a time, with what would be taken away along with them. */
const RIVALS = [
  ...["exim4", "exim4-base", "exim4-config", "exim4-daemon-light", "exim4-daemon-heavy"],
  ...["sendmail", "sendmail-bin", "courier-mta", "opensmtpd"],
  ...["nullmailer", "msmtp-mta", "ssmtp", "dma", "esmtp-run"],
];

/** Answers Debian's question at the installation: so nothing listens before there is our configuration. */
const PRESEED = "echo 'postfix postfix/main_mailer_type select No configuration' | debconf-set-selections";

type NamedTable = readonly [name: string, table: LookupTable];

/** Is its text what Postfix reads, or an index of it? */
function isRead([, { type }]: NamedTable): boolean {
  return type !== "hash";
}

/** The parameters with the tables that they read, after the values that they have beside. */
function withLookups(
  settings: Readonly<Record<string, Setting>>,
  { maps, lookups }: Pick<Vars, "maps" | "lookups">,
): Readonly<Record<string, Setting>> {
  const read = Object.entries(lookups).map(([parameter, names]) => {
    const references = names.flatMap((name) => (maps[name] === undefined ? [] : [tableReference(name, maps[name])]));
    return [parameter, [...[settings[parameter] ?? []].flat().map(String), ...references]] as const;
  });
  return { ...settings, ...Object.fromEntries(read) };
}

/** main.cf, master.cf and the tables: all or none, as Postfix's own programs accept them. */
function configuration({
  main,
  master,
  tables,
}: {
  readonly main: string;
  readonly master: string;
  readonly tables: readonly NamedTable[];
}): Resource {
  const offline = tables.filter(([, { type }]) => type !== "pgsql");
  return config({
    name: "postfix",
    files: [
      ...tables.map(([name, table]) => ({ path: tablePath(name), ...tableFile(table) })),
      { path: "/etc/postfix/main.cf", content: main },
      { path: "/etc/postfix/master.cf", content: master },
    ],
    validate: [...postfixCheck(offline.map(([name, table]) => tableReference(name, table)))],
  });
}

/** Postfix sees by the index's age that there is another one; so it needs no reload. postmap(1) needs main.cf. */
function indexedTable([name, table]: NamedTable): readonly Resource[] {
  const path = tablePath(name);
  return [
    file({ path, ...tableFile(table) }),
    command({ name: `index of ${path}`, unless: ["test", `${path}.db`, "-nt", path], run: ["postmap", tableReference(name, table)] }),
  ];
}

/** A table with a secret is Postfix's alone: what of it runs without root's rights must read it too (pgsql_table(5)). */
function tableFile(table: LookupTable): { readonly content: Sealed; readonly group?: string; readonly mode?: string } {
  const content = tableText(table);
  return typeof content === "string" ? { content } : { content, group: "postfix", mode: "0640" };
}

/** Addresses are read at a start only: a change of them is one of the unit, which is started again for it, and when the network has them. */
function addressesDropIn({
  inet_interfaces: interfaces = "",
  inet_protocols: protocols = "",
}: Readonly<Record<string, Setting>>): Resource {
  const online = "network-online.target";
  const words = [interfaces, protocols].flat().join(", ");
  return systemdUnit({
    name: UNIT,
    dropIn: "infra",
    content: `[Unit]\nDescription=Postfix on ${words}\nWants=${online}\nAfter=${online}\n`,
  });
}
