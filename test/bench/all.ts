import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { HostWork } from "../../src/engine/compile.ts";
import { prepare } from "../../src/run/prepare.ts";
import { repository } from "../support/repository.ts";
import { ansiblePlaybook, findAnsible } from "./ansible.ts";
import { asAnsible, pathsOf, type Task } from "./as-ansible.ts";
import { type BenchFleet, installPython } from "./bench-fleet.ts";
import { readHostFiles } from "./host-files.ts";
import type { Lineup } from "./lineup.ts";
import { applyNamed, oursNamed } from "./ours.ts";

/** The playbook `all` of this repository, unchanged, against an Ansible playbook that keeps the same files, packages, units and accounts. */
export async function all(fleet: BenchFleet): Promise<Lineup> {
  await applyNamed("all", fleet);
  const contenders = [oursNamed("ours", "all", fleet)];
  const peer = await findAnsible();
  if (peer === undefined) return { contenders, skipped: ["ansible", "mitogen"] };
  await installPython(fleet);
  const { work } = await prepare("all", { folder: repository, inventory: fleet.inventory, types: false });
  const folder = join(fleet.folder, "all");
  const tasks = await writeTasks(fleet, folder, work);
  const ansible = await ansiblePlaybook("ansible", fleet, { folder, tasks });
  if (peer.mitogen === undefined) return { contenders: [...contenders, ansible], skipped: ["mitogen"] };
  const mitogen = await ansiblePlaybook("mitogen", fleet, { folder, tasks, strategies: peer.mitogen });
  return { contenders: [...contenders, ansible, mitogen], skipped: [] };
}

/** Writes the files that are copied, by host, and returns the tasks: a host's own values stand in a mapping of its variables. */
async function writeTasks(fleet: BenchFleet, folder: string, work: readonly HostWork[]): Promise<readonly object[]> {
  const paths = work.flatMap(({ declared }) => declared.flatMap(({ resource }) => pathsOf(resource)));
  const seen = await readHostFiles(fleet, [...new Set(paths)]);
  const byKey = new Map<string, { readonly title: string; readonly byHost: Map<string, Task> }>();
  for (const { host, declared } of work) {
    await mkdir(join(folder, "files", host.name), { recursive: true });
    for (const { resource } of declared) {
      for (const [index, task] of asAnsible(resource, seen.get(host.name) ?? new Map()).entries()) {
        // A task is of one module: a file that is there on one host and absent on another makes two.
        const key = `${resource.id}#${index} ${task.module} ${Object.keys(task.args).join()}`;
        const entry = byKey.get(key) ?? { title: resource.title, byHost: new Map<string, Task>() };
        byKey.set(key, entry);
        entry.byHost.set(host.name, task);
      }
    }
  }
  return await Promise.all([...byKey.values()].map(async ({ title, byHost }, index) => await writeTask(folder, { title, byHost, index })));
}

async function writeTask(
  folder: string,
  { title, byHost, index }: { readonly title: string; readonly byHost: ReadonlyMap<string, Task>; readonly index: number },
): Promise<object> {
  const [first] = byHost.values();
  if (first === undefined) throw new Error(`${title} is on no host`);
  for (const [host, { file }] of byHost) if (file !== undefined) await writeFile(join(folder, "files", host, String(index)), file);
  const args = Object.fromEntries(Object.keys(first.args).map((name) => [name, argument(name, byHost)]));
  const source = first.file === undefined ? {} : { src: `${folder}/files/{{ inventory_hostname }}/${index}` };
  return {
    name: title.replaceAll(/[{}]/g, ""),
    [`ansible.builtin.${first.module}`]: { ...args, ...source },
    when: `inventory_hostname in ${JSON.stringify([...byHost.keys()])}`,
    ...(first.looksOnly && { changed_when: false }),
  };
}

/** An argument as it is where all hosts agree; else an expression that picks the host's own. */
function argument(name: string, byHost: ReadonlyMap<string, Task>): unknown {
  const values = [...byHost].map(([host, { args }]) => [host, args[name]] as const);
  const [, first] = values[0] ?? [];
  if (values.every(([, value]) => JSON.stringify(value) === JSON.stringify(first))) return asItIs(first);
  return `{{ ${JSON.stringify(Object.fromEntries(values))}[inventory_hostname] }}`;
}

/** Braces of a shell line are not Ansible's. */
function asItIs(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asItIs);
  return typeof value === "string" && /\{[{%#]/.test(value) ? `{% raw %}${value}{% endraw %}` : value;
}
