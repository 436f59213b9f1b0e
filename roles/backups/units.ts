import { renderIni, renderTimer } from "geosteer";
import { CONFIG } from "./places.ts";
import type { Backup } from "./variables.ts";

/** The unit that makes a backup: it may read everything, and write only to where borg keeps its cache, and to repositories on the host. */
export function backupService(vars: Backup): string {
  const usesPostgres = vars.postgresql_databases.length > 0;
  const hasHooks = [vars.before_backup, vars.after_backup, vars.on_error].some((lines) => lines.length > 0);
  const local = vars.repositories.flatMap(({ path }) => (path.startsWith("/") ? [path.slice(0, path.lastIndexOf("/")) || "/"] : []));
  return renderIni({
    Unit: {
      Description: "Backup by borgmatic",
      Documentation: "https://torsion.org/borgmatic/",
      Wants: "network-online.target",
      After: ["network-online.target", "docker.service", ...(usesPostgres ? ["postgresql.service"] : [])],
    },
    Service: {
      Type: "oneshot",
      ExecStart: `/usr/bin/borgmatic --config ${CONFIG} --verbosity -1 --syslog-verbosity 1`,
      RuntimeDirectory: "borgmatic",
      StateDirectory: "borgmatic",
      Nice: 19,
      CPUSchedulingPolicy: "batch",
      IOSchedulingClass: "best-effort",
      IOSchedulingPriority: 7,
      LogRateLimitIntervalSec: 0,
      ...hardening,
      CapabilityBoundingSet: ["CAP_DAC_READ_SEARCH", ...(usesPostgres || hasHooks ? ["CAP_SETUID", "CAP_SETGID"] : [])].join(" "),
      ReadWritePaths: ["/root", ...[...local, ...vars.writable_paths].map((path) => `-${path}`)],
    },
  });
}

/** The timer: what was due while the host was off is made up for at its start. */
export function backupTimer(onCalendar: string): string {
  return renderTimer("Daily backup by borgmatic", { OnCalendar: onCalendar, AccuracySec: "1s", RandomizedDelaySec: 0, Persistent: true });
}

const hardening = {
  LockPersonality: true,
  NoNewPrivileges: true,
  PrivateDevices: true,
  PrivateTmp: true,
  ProtectClock: true,
  ProtectControlGroups: true,
  ProtectHostname: true,
  ProtectKernelLogs: true,
  ProtectKernelModules: true,
  ProtectKernelTunables: true,
  ProtectSystem: "strict",
  RestrictAddressFamilies: "AF_UNIX AF_INET AF_INET6 AF_NETLINK",
  RestrictNamespaces: true,
  RestrictRealtime: true,
  RestrictSUIDSGID: true,
  SystemCallArchitectures: "native",
  SystemCallFilter: "@system-service",
  SystemCallErrorNumber: "EPERM",
} as const;
