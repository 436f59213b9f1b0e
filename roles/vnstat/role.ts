import { aptPackages, command, file, type Resource, role, service, systemdUnit, z } from "geosteer";
import { metricsProgram, metricsService, metricsTimer, PROGRAM } from "./metrics.ts";
import { vnstatConf } from "./vnstat-conf.ts";

const Interface = z
  .string()
  .regex(/^[^\s/"]{1,15}$/, "must be an interface's name")
  .refine((name) => name !== "lo", "must not be lo, which vnstat never counts");

const Setting = z.union([z.number(), z.string().regex(/^[^"\n\0]*$/, "must be one line without double quotes")]);

/**
 * Traffic by day and month, counted by vnstat. With `metrics`, Prometheus has it too: through the textfile collector of the node exporter (role
 * `node-exporter`), so that nothing listens for it.
 *
 * @example
 * vnstat:
 *   interfaces: [eth0]
 *   settings: { MonthRotate: 5 }
 */
export const vnstat = role({
  name: "vnstat",
  description: "Traffic by day and month, also for Prometheus.",
  installs: ["package vnstat", "/etc/vnstat.conf", "vnstat.service", `${PROGRAM}, vnstat-metrics.service and .timer (with \`metrics\`)`],
  vars: z.strictObject({
    interfaces: z
      .array(Interface)
      .default([])
      .describe("Interfaces that are counted, the main one first. None: those that are there first."),
    settings: z
      .record(z.string().regex(/^[A-Za-z0-9]+$/, "must be a keyword of vnstat.conf(5)"), Setting)
      .default({})
      .describe("Settings by keyword, as vnstat.conf(5) has them."),
    metrics: z.boolean().default(true).describe("Whether the node exporter shows it. Where there is none, nothing is written."),
  }),
  resources({ vars }) {
    const conf = file({ path: "/etc/vnstat.conf", content: vnstatConf(vars) });
    return [
      aptPackages({ name: "vnstat", packages: ["vnstat"], recommends: false }),
      conf,
      service({ unit: "vnstat", running: true, enabled: true, restartOn: [conf] }),
      ...vars.interfaces.map(counted),
      ...(vars.metrics ? metrics() : []),
    ];
  },
});

/** As vnstat's own account, whose file the database must stay. */
function counted(name: string): Resource {
  return command({
    name: `count ${name}`,
    run: ["vnstat", "--add", "-i", name],
    unless: ["sh", "-c", 'vnstat --dbiflist 1 | grep -Fqx -e "$1"', "sh", name],
    user: "vnstat",
  });
}

function metrics(): readonly Resource[] {
  const timer = systemdUnit({ name: "vnstat-metrics.timer", content: metricsTimer() });
  return [
    file({ path: PROGRAM, mode: "0755", content: metricsProgram() }),
    systemdUnit({ name: "vnstat-metrics.service", content: metricsService() }),
    timer,
    service({ unit: "vnstat-metrics.timer", running: true, enabled: true, restartOn: [timer] }),
  ];
}
