import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BenchFleet } from "./bench-fleet.ts";
import { type Ended, runChild, unfit } from "./child.ts";
import type { Contender } from "./measure.ts";
import { benchResources } from "./resources.ts";

/** An Ansible of this machine. */
export interface Ansible {
  /** Folder of Mitogen's strategy plugins; `undefined` where Mitogen is not installed for this Ansible. */
  readonly mitogen: string | undefined;
}

/** Looks for Ansible, and for Mitogen in the Python that it runs by; `undefined` where there is none. */
export async function findAnsible(): Promise<Ansible | undefined> {
  const version = await runChild(["ansible-playbook", "--version"]).catch(() => undefined);
  if (version?.status !== 0) return undefined;
  const python = /python version = .*\((\/.*)\)$/m.exec(version.stdout)?.[1] ?? "python3";
  const script = "import ansible_mitogen.plugins.strategy as found; print(list(found.__path__)[0])";
  const { status, stdout } = await runChild([python, "-c", script]);
  return { mitogen: status === 0 ? stdout.trim() : undefined };
}

/**
 * Ansible as its users speed it up: pipelining, 20 forks, connections kept between rounds (ControlPersist); and kinder than that, for it neither
 * gathers facts nor looks for an interpreter. `strategies` is Mitogen's folder.
 */
export async function ansible(
  name: string,
  fleet: BenchFleet,
  { resources, strategies }: { resources: number; strategies?: string },
): Promise<Contender> {
  const tasks = benchResources(resources).map(({ ours, task }) => ({ name: ours.title, ...task }));
  return await ansiblePlaybook(name, fleet, { folder: join(fleet.folder, name), tasks, ...(strategies !== undefined && { strategies }) });
}

/** What `ansiblePlaybook` runs. */
export interface AnsiblePlay {
  /** For its files. */
  readonly folder: string;
  readonly tasks: readonly object[];
  /** Mitogen's folder. */
  readonly strategies?: string;
}

/** The same for any tasks, all on all hosts; JSON is YAML. */
export async function ansiblePlaybook(name: string, fleet: BenchFleet, { folder, tasks, strategies }: AnsiblePlay): Promise<Contender> {
  const home = join(folder, name);
  await mkdir(home, { recursive: true });
  const [config, playbook] = [join(home, "ansible.cfg"), join(home, "playbook.yml")];
  await writeFile(config, renderConfig(fleet, home, strategies));
  await writeFile(playbook, JSON.stringify([{ hosts: "all", gather_facts: false, tasks }]));
  const env = { ...withoutAnsible(process.env), ANSIBLE_CONFIG: config, ANSIBLE_HOME: home };
  return {
    name,
    async run() {
      const ended = await runChild(["ansible-playbook", "-i", fleet.inventoryFile, playbook], { env });
      requireIdle(name, ended, fleet.hosts.length);
      return { seconds: ended.seconds };
    },
  };
}

function renderConfig({ knownHostsFile }: BenchFleet, folder: string, strategies: string | undefined): string {
  const mitogen = strategies === undefined ? [] : [`strategy_plugins = ${strategies}`, "strategy = mitogen_linear"];
  const ssh = `-F none -C -o ControlMaster=auto -o ControlPersist=60s -o UserKnownHostsFile=${knownHostsFile}`;
  return [
    "[defaults]",
    "forks = 20",
    "interpreter_python = /usr/bin/python3",
    ...mitogen,
    "[ssh_connection]",
    "pipelining = True",
    `control_path_dir = ${folder}/cp`,
    `ssh_args = ${ssh}`,
    "",
  ].join("\n");
}

/** The environment without what the user has set for an Ansible of their own. */
function withoutAnsible(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("ANSIBLE_")));
}

/** That Ansible has nothing to change on hosts that we brought into their state shows that both were asked for the same. */
function requireIdle(name: string, ended: Ended, hosts: number): void {
  const idle = ended.stdout.match(/: ok=[1-9]\d* +changed=0 +unreachable=0 +failed=0 /g) ?? [];
  if (ended.status !== 0 || idle.length !== hosts) throw unfit(name, "it did something, or failed", ended);
}
