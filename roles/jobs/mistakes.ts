import { Failure, Failures, type Host, hintOfWords, type Inventory, type RoleInput, type z } from "geosteer";
import { signersOf } from "./caddy-build.ts";
import type { CaddyBuild, JobsVars, Task } from "./variables.ts";

/** What the role is given. */
export type JobsInput = RoleInput<z.output<typeof JobsVars>>;

interface Mistake {
  /** The way to it below `jobs.tasks`. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly hint?: string;
}

/** Has a host the task, by its `only`? */
export function hasTask({ name, groups }: Host, { only }: Pick<Task, "only">): boolean {
  return only === undefined || only.some((word) => word === name || groups.includes(word));
}

/** Does a host get a build? */
export function takesBuild(host: Host, task: CaddyBuild): boolean {
  return hasTask(host, task) && (task.hosts === undefined || hasTask(host, { only: task.hosts }));
}

/** Throws all that a schema cannot see, with their places: unknown hosts, a holder that nobody knows to be itself, tasks that are in each other's way. */
export function refuseMistakes({ vars, host, inventory }: JobsInput): void {
  const tasks = Object.entries(vars.tasks);
  const mistakes = tasks.flatMap(([name, task]) => [
    ...unknownHosts([name, "only"], task.only, inventory),
    ...(task.type === "caddy-build" ? buildMistakes(name, task, { host, inventory }) : []),
  ]);
  const all = [...mistakes, ...rivals(tasks, inventory)];
  if (all.length === 0) return;
  throw new Failures(
    all.map(({ path, message, hint }) => {
      const at = ["jobs", "tasks", ...path];
      const text = `Cannot plan the job ${String(path[0])}: ${at.join(".")}: ${message}`;
      return new Failure("VARS_INVALID", inventory.whereIs(host, at), text, hint === undefined ? {} : { hint });
    }),
  );
}

function unknownHosts(path: Mistake["path"], words: readonly string[] | undefined, { hosts }: Inventory): readonly Mistake[] {
  const known = [...new Set(hosts.flatMap(({ name, groups }) => [name, ...groups]))];
  return (words ?? []).flatMap((word, index) =>
    known.includes(word)
      ? []
      : [{ path: [...path, index], message: `there is no host or group "${word}"`, hint: hintOfWords(word, known) }],
  );
}

function buildMistakes(
  name: string,
  task: CaddyBuild,
  { host, inventory }: { readonly host: Host; readonly inventory: Inventory },
): readonly Mistake[] {
  const others = unknownHosts([name, "hosts"], task.hosts, inventory);
  const holder = inventory.host(task.holder);
  if (holder === undefined) {
    const hint = hintOfWords(
      task.holder,
      inventory.hosts.map((one) => one.name),
    );
    return [...others, { path: [name, "holder"], message: `there is no host "${task.holder}"`, hint }];
  }
  const away = hasTask(holder, task)
    ? []
    : [{ path: [name, "holder"], message: `${task.holder} is left out by \`only\`: nobody would build` }];
  const isKnown = signersOf({ task, holder }).length > 0;
  const hint = `Give ${holder.name} its \`host_key\` in the inventory, or the task \`signers\``;
  const unsigned = [{ path: [name, "holder"], message: `${holder.name} has no host_key: others could not tell whose a build is`, hint }];
  return [...others, ...away, ...(isKnown || host.name === holder.name ? [] : unsigned)];
}

/** Two builds must not replace one program of a host, nor be handed out on one port. */
function rivals(tasks: readonly (readonly [string, Task])[], { hosts }: Inventory): readonly Mistake[] {
  const builds = tasks.flatMap(([name, task]) => (task.type === "caddy-build" ? [{ name, task }] : []));
  return builds.flatMap(({ name, task }, index) => {
    const before = builds.slice(0, index);
    const meets = (other: CaddyBuild): boolean => hosts.some((host) => takesBuild(host, task) && takesBuild(host, other));
    const program = before.find((one) => one.task.binary === task.binary && meets(one.task));
    const port = before.find((one) => one.task.port === task.port && one.task.holder === task.holder);
    return [
      ...(program === undefined ? [] : [{ path: [name, "binary"], message: `job ${program.name} replaces ${task.binary} already` }]),
      ...(port === undefined
        ? []
        : [{ path: [name, "port"], message: `job ${port.name} has port ${task.port} of ${task.holder} already` }]),
    ];
  });
}
