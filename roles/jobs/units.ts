import { renderIni, renderTimer } from "geosteer";
import { paceOf } from "./schedule.ts";
import { spreadOf, type Task } from "./variables.ts";

/** Where the role's programs are on a host. */
export const PROGRAMS = "/usr/local/lib/geosteer-jobs";

/** A unit's `[Service]` keys. */
export type Service = Readonly<Record<string, string | number | boolean | readonly string[]>>;

const DEFAULT_TIMEOUT_S = 1000;

/** What no job needs. */
export const hardening = {
  NoNewPrivileges: true,
  PrivateTmp: true,
  ProtectClock: true,
  ProtectControlGroups: true,
  ProtectHostname: true,
  ProtectKernelLogs: true,
  ProtectKernelModules: true,
  ProtectKernelTunables: true,
  RestrictNamespaces: true,
  RestrictRealtime: true,
  RestrictSUIDSGID: true,
  LockPersonality: true,
  SystemCallArchitectures: "native",
} as const;

/** It speaks to sockets of root's (Docker's, systemd's) and to nothing else. */
const onlySockets = {
  ...hardening,
  CapabilityBoundingSet: "",
  PrivateDevices: true,
  PrivateNetwork: true,
  ProtectHome: true,
  ProtectSystem: "strict",
  RestrictAddressFamilies: "AF_UNIX",
  SystemCallFilter: "@system-service",
  Environment: "DOCKER_CONFIG=/nonexistent",
} as const;

/** The unit that does a task's work once. */
export function taskService(name: string, task: Exclude<Task, { readonly type: "caddy-build" }>): string {
  return oneshot(`Job ${name}: ${task.type}`, { ...workOf(task), TimeoutStartSec: task.timeout ?? DEFAULT_TIMEOUT_S });
}

/** A unit that runs to its end and keeps nothing. */
export function oneshot(description: string, service: Service, { after = [] as readonly string[] } = {}): string {
  return renderIni({
    Unit: { Description: description, After: ["docker.service", ...after].join(" ") },
    Service: { Type: "oneshot", Nice: 5, ...service },
  });
}

/** The timer of a task. What was due while the host was off is made up for at its start where it comes daily or more seldom. */
export function timer(description: string, task: Pick<Task, "schedule" | "spread">): string {
  const spread = spreadOf(task);
  return renderTimer(description, {
    OnCalendar: task.schedule,
    AccuracySec: "1s",
    ...(spread > 0 && { RandomizedDelaySec: spread, FixedRandomDelay: true }),
    Persistent: paceOf(task.schedule) === "days",
  });
}

/** A command's words as systemd.service(5) reads them: each is one argument, nothing in it is filled in. */
export function execLine(words: readonly string[]): string {
  return words
    .map((word) => (/^[A-Za-z0-9_@:,./=!+-]+$/.test(word) ? word : `"${word.replaceAll(/["\\]/g, "\\$&")}"`))
    .map((word) => word.replaceAll("%", "%%").replaceAll("$", "$$$$"))
    .join(" ");
}

function workOf(task: Exclude<Task, { readonly type: "caddy-build" }>): Service {
  switch (task.type) {
    case "restart":
      return { ExecStart: execLine([`${PROGRAMS}/restart`, ...restarted(task)]), ...onlySockets };
    case "prune":
      return { ExecStart: task.what.map((what) => execLine(pruneWords(what, task))), ...onlySockets };
    case "command":
      return {
        ExecStart: execLine(task.run),
        User: task.user,
        ...hardening,
        ProtectSystem: "strict",
        ...(task.writable_paths.length > 0 && { ReadWritePaths: task.writable_paths.map((path) => `-${path}`) }),
      };
  }
}

function restarted({ services, containers, units }: Extract<Task, { readonly type: "restart" }>): readonly string[] {
  return [
    ...services.map((service) => `service:${service}`),
    ...containers.map((container) => `container:${container}`),
    ...units.map((unit) => `unit:${unit}`),
  ];
}

function pruneWords(
  what: Extract<Task, { readonly type: "prune" }>["what"][number],
  { until, keep_label: label, all_images: all }: Extract<Task, { readonly type: "prune" }>,
): readonly string[] {
  return [
    "/usr/bin/docker",
    what.slice(0, -1),
    "prune",
    "--force",
    ...(what === "images" && all ? ["--all"] : []),
    ...(what === "volumes" ? [] : ["--filter", `until=${until}`]),
    "--filter",
    `label!=${label}`,
  ];
}
