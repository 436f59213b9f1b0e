import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { HostWork } from "../../src/engine/compile.ts";
import type { StackShape } from "../../src/formats/stack-shape.ts";
import { unsealed } from "../../src/model/secret.ts";
import { prepare } from "../../src/run/prepare.ts";
import { repository } from "../support/repository.ts";
import { ansiblePlaybook, findAnsible } from "./ansible.ts";
import { type BenchFleet, installPython } from "./bench-fleet.ts";
import type { Lineup } from "./lineup.ts";
import { applyNamed, oursNamed } from "./ours.ts";

/** Our playbook, from the repository's folder. */
const PLAYBOOK = "test/bench/stacks/playbook.ts";

/** A stack of a host, as it lies there. */
interface Stack {
  readonly name: string;
  readonly folder: string;
  readonly text: string;
  readonly mode: string;
}

/** 15 unchanged stacks on three hosts, against an Ansible playbook that templates each one's file and runs `docker compose up -d` for it. */
export async function compose(fleet: BenchFleet): Promise<Lineup> {
  await applyNamed(PLAYBOOK, fleet);
  const contenders = [oursNamed("ours", PLAYBOOK, fleet)];
  const peer = await findAnsible();
  if (peer === undefined) return { contenders, skipped: ["ansible", "mitogen"] };
  await installPython(fleet);
  const { work } = await prepare(PLAYBOOK, { folder: repository, inventory: fleet.inventory, types: false });
  const folder = join(fleet.folder, "compose");
  const tasks = await writeTasks(folder, work);
  const ansible = await ansiblePlaybook("ansible", fleet, { folder, tasks });
  if (peer.mitogen === undefined) return { contenders: [...contenders, ansible], skipped: ["mitogen"] };
  return {
    contenders: [...contenders, ansible, await ansiblePlaybook("mitogen", fleet, { folder, tasks, strategies: peer.mitogen })],
    skipped: [],
  };
}

/** Writes the templates, by host, and returns the tasks: two for each stack that any host has. */
async function writeTasks(folder: string, work: readonly HostWork[]): Promise<readonly object[]> {
  const hosts = new Map<string, { readonly stack: Stack; readonly names: string[] }>();
  for (const { host, declared } of work) {
    await mkdir(join(folder, "templates", host.name), { recursive: true });
    for (const stack of declared.flatMap(({ resource }) => stackOf(resource.want))) {
      await writeFile(join(folder, "templates", host.name, stack.name), `{% raw %}${stack.text.trimEnd()}{% endraw %}\n`);
      const known = hosts.get(stack.name) ?? { stack, names: [] };
      known.names.push(host.name);
      hosts.set(stack.name, known);
    }
  }
  return [...hosts.values()].flatMap(({ stack, names }) => tasksOf(folder, stack, names));
}

function tasksOf(folder: string, { name, folder: on, mode }: Stack, hosts: readonly string[]): readonly object[] {
  const when = `inventory_hostname in ${JSON.stringify(hosts)}`;
  const dest = `${on}/compose.yml`;
  return [
    {
      name: `file of ${name}`,
      "ansible.builtin.template": { src: `${folder}/templates/{{ inventory_hostname }}/${name}`, dest, mode },
      when,
    },
    {
      name: `stack ${name}`,
      "ansible.builtin.command": { argv: ["docker", "compose", "-f", dest, "up", "-d"] },
      changed_when: false,
      when,
    },
  ];
}

/** A resource's stack, where it is one. */
function stackOf(want: unknown): readonly Stack[] {
  if (typeof want !== "object" || want === null || !("shape" in want) || !("name" in want) || !("folder" in want)) return [];
  const [file] = (want.shape as StackShape).files;
  const text = file?.content;
  if (file === undefined || text === undefined || text instanceof Uint8Array || (typeof text === "object" && "localPath" in text))
    return [];
  return [{ name: String(want.name), folder: String(want.folder), text: unsealed(text), mode: file.mode }];
}
