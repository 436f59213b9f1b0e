import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { HostWork } from "../../src/engine/compile.ts";
import { Secret, unsealed } from "../../src/model/secret.ts";
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

const WantedStack = z.object({
  name: z.string(),
  folder: z.string(),
  shape: z.object({ files: z.tuple([z.object({ mode: z.string(), content: z.union([z.string(), z.instanceof(Secret)]) })], z.unknown()) }),
});

/** A resource's stack, where it is one. */
function stackOf(want: unknown): readonly Stack[] {
  const { data } = WantedStack.safeParse(want);
  if (data === undefined) return [];
  const { name, folder, shape } = data;
  const [{ mode, content }] = shape.files;
  return [{ name, folder, mode, text: unsealed(content) }];
}
