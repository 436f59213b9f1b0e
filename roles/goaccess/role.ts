import { aptPackages, directory, file, type Resource, role, service, systemdUnit, user, z } from "geosteer";
import { ACCOUNT, configPath, REPORTS, reportConfig, reportService, reportTimer } from "./report.ts";

const Line = z.string().regex(/^[^\n\0]+$/, "must be one line");

const LogPath = z.string().regex(/^\/[^\s%$*?"'\\]+$/, "must be an absolute path without spaces, quotes, wildcards, % or $");

const Report = z.strictObject({
  logs: z.array(LogPath).min(1).describe("The logs to read."),
  log_format: Line.default("CADDY").describe("Their format by goaccess(1): a known name (`CADDY`, `COMBINED`) or its own notation."),
  on_calendar: Line.default("hourly").describe("When the report is made, by systemd.time(7)."),
  groups: z.array(z.string()).default(["adm"]).describe("Groups by which the logs can be read."),
  readers: z.string().default("root").describe("The group that may read the report, such as that of a web server."),
  anonymize: z.boolean().default(true).describe("Whether addresses of visitors are cut short."),
  keep_days: z.int().min(1).optional().describe("Days that are in the report. Default: all since the first one."),
  extra: z.array(Line).default([]).describe("Further lines of goaccess' configuration."),
});

/**
 * GoAccess, and pages that it makes of logs by a timer: /var/lib/goaccess/<name>/index.html. What was read stays in the report when the log is
 * rotated away. The package is the newest of the host's archives: `apt_sources` may name GoAccess' own.
 *
 * @example
 * goaccess:
 *   reports:
 *     web: { logs: [/var/log/caddy/caddy.log], groups: [caddy], readers: caddy, keep_days: 90 }
 */
export const goaccess = role({
  name: "goaccess",
  description: "GoAccess, with reports by a timer.",
  installs: [
    "package goaccess",
    `account ${ACCOUNT}, ${REPORTS}, /etc/goaccess/infra-<report>.conf`,
    "goaccess-<report>.service and .timer",
  ],
  vars: z.strictObject({
    version: z
      .string()
      .optional()
      .describe("The package's version, or its beginning and a `*`. Left out, the one that is installed, or the newest."),
    reports: z
      .record(z.string().regex(/^[a-z0-9][a-z0-9-]{0,40}$/, "must be lower-case letters, digits and -"), Report)
      .default({})
      .describe("Reports by name."),
  }),
  resources({ vars }) {
    const wanted = { name: "goaccess", ...(vars.version !== undefined && { version: vars.version }) };
    const reports = Object.entries(vars.reports);
    return [
      aptPackages({ name: "goaccess", packages: [wanted], recommends: false }),
      ...(reports.length > 0 ? account() : []),
      ...reports.flatMap(([name, report]) => reportResources(name, report)),
    ];
  },
});

function account(): readonly Resource[] {
  return [
    user({ name: ACCOUNT, system: true, home: REPORTS, shell: "/usr/sbin/nologin", comment: "GoAccess" }),
    directory({ path: REPORTS }),
  ];
}

function reportResources(name: string, report: z.output<typeof Report>): readonly Resource[] {
  const { logs, groups, readers, on_calendar: onCalendar, log_format: logFormat, keep_days: keepDays, anonymize, extra } = report;
  const folder = `${REPORTS}/${name}`;
  const timer = systemdUnit({ name: `goaccess-${name}.timer`, content: reportTimer(name, onCalendar) });
  return [
    directory({ path: folder, owner: ACCOUNT, group: readers, mode: "2750" }),
    directory({ path: `${folder}/db`, owner: ACCOUNT, group: ACCOUNT, mode: "0700" }),
    file({ path: configPath(name), content: reportConfig(name, { logs, logFormat, anonymize, keepDays, extra }) }),
    systemdUnit({ name: `goaccess-${name}.service`, content: reportService(name, { logs, groups }) }),
    timer,
    service({ unit: `goaccess-${name}.timer`, running: true, enabled: true, restartOn: [timer] }),
  ];
}
