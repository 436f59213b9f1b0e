import { hardening, renderIni, renderTimer } from "geosteer";

/** Folder of all reports, and of what goaccess keeps of logs that were rotated away. */
export const REPORTS = "/var/lib/goaccess";

/** The account that reads the logs. */
export const ACCOUNT = "goaccess";

/** One report over some logs. */
export interface Report {
  readonly logs: readonly string[];
  readonly logFormat: string;
  readonly anonymize: boolean;
  readonly keepDays: number | undefined;
  readonly extra: readonly string[];
}

/** Where a report's configuration is. */
export function configPath(name: string): string {
  return `/etc/goaccess/infra-${name}.conf`;
}

/** Renders goaccess' configuration file: an option a line, without its dashes (goaccess(1)). */
export function reportConfig(name: string, { logFormat, anonymize, keepDays, extra }: Report): string {
  const lines = [
    `log-format ${logFormat}`,
    `db-path ${REPORTS}/${name}/db`,
    "persist true",
    "restore true",
    `anonymize-ip ${String(anonymize)}`,
    ...(keepDays === undefined ? [] : [`keep-last ${String(keepDays)}`]),
    "no-progress true",
    ...extra,
  ];
  return lines.map((line) => `${line}\n`).join("");
}

/** The unit that makes a report: it reads logs as an account of its own, and puts the page in place as a whole. */
export function reportService(name: string, { logs, groups }: Pick<Report, "logs"> & { readonly groups: readonly string[] }): string {
  const folder = `${REPORTS}/${name}`;
  return renderIni({
    Unit: { Description: `Report "${name}" of GoAccess` },
    Service: {
      Type: "oneshot",
      User: ACCOUNT,
      SupplementaryGroups: groups.join(" "),
      UMask: "0027",
      ExecStart: `/usr/bin/goaccess ${logs.join(" ")} --no-global-config --config-file=${configPath(name)} --output=${folder}/new.html`,
      ExecStartPost: `mv -f ${folder}/new.html ${folder}/index.html`,
      Nice: 10,
      ...hardening,
      ReadWritePaths: folder,
      RestrictAddressFamilies: "AF_UNIX",
    },
  });
}

/** When a report is made. */
export function reportTimer(name: string, onCalendar: string): string {
  return renderTimer(`Report "${name}" of GoAccess`, { OnCalendar: onCalendar, RandomizedDelaySec: "2m", Persistent: true });
}
