import { directory, file, type Host, type Inventory, type Resource, role, systemdUnit } from "geosteer";
import { caddyBuild, program, STATE, timerOf } from "./caddy-build.ts";
import { hasTask, refuseMistakes, takesBuild } from "./mistakes.ts";
import { PROGRAMS, taskService } from "./units.ts";
import { JobsVars, type Task } from "./variables.ts";

/**
 * What is done regularly on hosts, as systemd timers: restarts, removal of what Docker no longer uses, commands, and builds of Caddy. `infra jobs` tells
 * how each ended. One host builds Caddy by xcaddy and signs the sha256 with its SSH host key; the others take it only with that signature, and only where
 * their own configuration passes `caddy validate` with it, as the account that Caddy runs as. Caddy is restarted, for a reload keeps the old program; where
 * it does not come up the old one is put back. The package's program is diverted, so that its next version does not replace the build; that stays
 * when the task goes (`dpkg-divert --list`).
 *
 * @example
 * jobs:
 *   tasks:
 *     frontends: { type: restart, schedule: hourly, services: [redlib, searx/redis] }
 *     tidy: { type: prune, schedule: daily, until: 48h }
 *     caddy:
 *       type: caddy-build
 *       schedule: weekly
 *       holder: in
 *       modules: { github.com/caddy-dns/rfc2136: v1.0.0 }
 */
export const jobs = role({
  name: "jobs",
  description: "What is done regularly: restarts, docker prune, commands, builds of Caddy that are handed on.",
  installs: [
    "geosteer-job-<name>.service, geosteer-job-<name>.timer",
    `${PROGRAMS}/`,
    "for a build of Caddy: packages ca-certificates, curl, openssh-client",
    `${STATE}/`,
    "on the host that builds: geosteer-job-<name>-offer.socket, account geosteer-builder",
    "a diversion of the package's program, once there is a build",
  ],
  vars: JobsVars,
  resources(input): readonly Resource[] {
    const { vars, host, inventory } = input;
    refuseMistakes(input);
    const own = Object.entries(vars.tasks).filter(([, task]) => hasTask(host, task));
    if (own.length === 0) return [];
    const all = [directory({ path: PROGRAMS }), ...own.flatMap(([name, task]) => resourcesOf(name, task, { host, inventory }))];
    return all.filter(({ id }, index) => all.findIndex((one) => one.id === id) === index);
  },
});

function restartProgram(): Resource {
  return file({ path: `${PROGRAMS}/restart`, content: program("restart"), mode: "0755", validate: ["sh", "-n", "%s"] });
}

function resourcesOf(
  name: string,
  task: Task,
  { host, inventory }: { readonly host: Host; readonly inventory: Inventory },
): readonly Resource[] {
  if (task.type === "caddy-build") {
    const holder = inventory.host(task.holder);
    return holder === undefined ? [] : caddyBuild({ name, task, host, holder, takes: takesBuild(host, task) });
  }
  return [
    ...(task.type === "restart" ? [restartProgram()] : []),
    systemdUnit({ name: `geosteer-job-${name}.service`, content: taskService(name, task) }),
    ...timerOf(name, task),
  ];
}
