import { aptPackages, block, command, directory, file, group, line, type Resource, service, symlink, user } from "geosteer";

/** One thing on a host, as this program declares it and as an Ansible task: the same state, so that all contenders do the same work. */
export interface BenchResource {
  readonly ours: Resource;
  /** Modules of `ansible.builtin` only: what `ansible-core` brings by itself. */
  readonly task: Readonly<Record<string, unknown>>;
}

const FOLDER = "/etc/geosteer-bench";
const ROOT = { owner: "root", group: "root" };

/** Kinds of what stands for the bulk of a playbook, in the order in which they come, again and again. */
const bulk = [someFile, someFile, someFile, someFile, someFolder, someLink, someLine];

/** The first `count` resources of an endless list: each kind once or a few times, then files, folders, links and lines. Others need the first. */
export function benchResources(count: number): readonly BenchResource[] {
  const first = [
    folder(FOLDER),
    packages("base", ["openssh-server", "sudo", "ca-certificates"]),
    packages("tools", ["iproute2", "procps"]),
    unit("ssh.service"),
    unit("apt-daily.timer"),
    unit("dpkg-db-backup.timer"),
    account("bench-ops"),
    account("bench-web"),
    member("bench-anna", "bench-ops"),
    member("bench-omar", "bench-web"),
    region("peers", "203.0.113.1 eu\n203.0.113.2 us\n"),
    region("limits", "* soft nofile 65536\n* hard nofile 65536\n"),
    once("first-start"),
  ];
  const rest = Array.from(
    { length: Math.max(0, count - first.length) },
    (_, index) => bulk[index % bulk.length]?.(index) ?? someFile(index),
  );
  return [...first.slice(0, count), ...rest];
}

function someFile(index: number): BenchResource {
  const path = `${FOLDER}/service-${index}.conf`;
  const content = Array.from({ length: 20 }, (_, line) => `setting_${line} = value ${line} of service ${index}\n`).join("");
  return { ours: file({ path, content }), task: { "ansible.builtin.copy": { dest: path, content, ...ROOT, mode: "0644" } } };
}

function someFolder(index: number): BenchResource {
  return folder(`${FOLDER}/folder-${index}.d`);
}

function someLink(index: number): BenchResource {
  const path = `${FOLDER}/link-${index}`;
  const target = `folder-${index - 1}.d`;
  return { ours: symlink({ path, target }), task: { "ansible.builtin.file": { path, src: target, state: "link" } } };
}

function someLine(index: number): BenchResource {
  const path = `${FOLDER}/lines`;
  const text = `option-${index} yes`;
  return { ours: line({ path, line: text, create: true }), task: { "ansible.builtin.lineinfile": { path, line: text, create: true } } };
}

function folder(path: string): BenchResource {
  return { ours: directory({ path }), task: { "ansible.builtin.file": { path, state: "directory", ...ROOT, mode: "0755" } } };
}

function packages(name: string, names: string[]): BenchResource {
  return {
    ours: aptPackages({ name: `bench-${name}`, packages: names }),
    task: { "ansible.builtin.apt": { name: names, state: "present" } },
  };
}

/** `systemd`, not `service`: that one's action plugin fails under Mitogen 0.3.3. */
function unit(name: string): BenchResource {
  return {
    ours: service({ unit: name, running: true, enabled: true }),
    task: { "ansible.builtin.systemd": { name, state: "started", enabled: true } },
  };
}

function account(name: string): BenchResource {
  return { ours: group({ name }), task: { "ansible.builtin.group": { name, state: "present" } } };
}

function member(name: string, of: string): BenchResource {
  return {
    ours: user({ name, groups: [of], shell: "/bin/sh" }),
    task: { "ansible.builtin.user": { name, groups: [of], append: true, shell: "/bin/sh" } },
  };
}

function region(name: string, content: string): BenchResource {
  const path = `${FOLDER}/${name}`;
  const markers = { marker: "# {mark} infra bench", marker_begin: "BEGIN", marker_end: "END" };
  return {
    ours: block({ path, name: "bench", content, create: true }),
    task: { "ansible.builtin.blockinfile": { path, block: content, create: true, ...markers } },
  };
}

function once(name: string): BenchResource {
  const creates = `${FOLDER}/${name}`;
  return {
    ours: command({ name: `bench-${name}`, run: ["touch", creates], creates }),
    task: { "ansible.builtin.command": { argv: ["touch", creates], creates } },
  };
}
