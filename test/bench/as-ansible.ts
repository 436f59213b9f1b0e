import { z } from "zod";
import type { Resource } from "../../src/model/resource.ts";
import { revealed } from "../../src/model/secret.ts";
import type { HostFile } from "./host-files.ts";

/** One task, by the name of its module of `ansible.builtin`. */
export interface Task {
  readonly module: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** A look that changes nothing. */
  readonly looksOnly?: true;
  /** What `copy` brings. */
  readonly file?: Buffer;
}

/** What the translation reads of declarations; kinds that only bring files need none of it. */
const Want = z.looseObject({
  name: z.string().default(""),
  path: z.string().default(""),
  user: z.string().default(""),
  absent: z.union([z.boolean(), z.array(z.string())]).default(false),
});
const Packages = z.looseObject({
  packages: z.array(z.union([z.string(), z.looseObject({ name: z.string() }).transform(({ name }) => name)])),
  absent: z.array(z.string()),
  recommends: z.boolean(),
});
const Unit = z.looseObject({ unit: z.string(), running: z.boolean().optional(), enabled: z.boolean().optional() });
const Account = z.looseObject({
  name: z.string(),
  groups: z.array(z.string()),
  appendGroups: z.boolean(),
  shell: z.string().optional(),
  comment: z.string().optional(),
  passwordHash: z.string().optional(),
});
const Link = z.looseObject({ path: z.string(), target: z.string() });
const Run = z.looseObject({ creates: z.string().optional(), unless: z.union([z.string(), z.array(z.string())]).optional() });

/**
 * The tasks of Ansible that keep what a resource keeps, in the state in which the host is: files as copies of what is there, everything else
 * by its own module. What Ansible has no module for is a command that looks, which costs it less than a real one would.
 */
export function asAnsible(resource: Resource, files: ReadonlyMap<string, HostFile>): readonly Task[] {
  const want: unknown = revealed(resource.want);
  const translate = byKind[resource.kind];
  if (translate !== undefined) return translate(want);
  const copies = pathsOf(resource).flatMap((path) => copy(path, files.get(path)));
  return copies.length > 0 ? copies : [look(["true"])];
}

/** Where a resource's files are; `~name/…` below an account's home. */
export function pathsOf({ kind, want, paths = [] }: Resource): readonly string[] {
  return kind === "authorizedKeys" ? [`~${Want.parse(want).user}/.ssh/authorized_keys`] : paths;
}

const byKind: Readonly<Record<string, (want: unknown) => readonly Task[]>> = {
  aptPackages(want) {
    const { packages, absent, recommends } = Packages.parse(want);
    return [
      ...(packages.length > 0 ? [task("apt", { name: packages, state: "present", install_recommends: recommends })] : []),
      ...(absent.length > 0 ? [task("apt", { name: absent, state: "absent" })] : []),
    ];
  },
  service(want) {
    const { unit, running, enabled } = Unit.parse(want);
    return [task("systemd", { name: unit, ...(running !== undefined && { state: running ? "started" : "stopped" }), enabled })];
  },
  user(want) {
    const { absent } = Want.parse(want);
    const { name, groups, appendGroups, shell, comment, passwordHash } = Account.parse(want);
    if (absent === true) return [task("user", { name, state: "absent" })];
    return [task("user", { name, groups, append: appendGroups, shell, comment, password: passwordHash })];
  },
  group: (want) => [task("group", { name: Want.parse(want).name, state: Want.parse(want).absent === true ? "absent" : "present" })],
  directory(want) {
    const { path, absent, owner, group, mode } = Want.parse(want);
    return [task("file", absent === true ? { path, state: "absent" } : { path, owner, group, mode, state: "directory" })];
  },
  symlink(want) {
    if (Want.parse(want).absent === true) return [task("file", { path: Want.parse(want).path, state: "absent" })];
    const { path, target } = Link.parse(want);
    return [task("file", { path, src: target, state: "link" })];
  },
  tailnetNode: () => [look(["tailscale", "status", "--json"])],
  command(want) {
    const { creates, unless = [] } = Run.parse(want);
    return [look(creates === undefined ? (typeof unless === "string" ? ["sh", "-c", unless] : unless) : ["test", "-e", creates])];
  },
};

function copy(path: string, there: HostFile | undefined): readonly Task[] {
  if (there === undefined) return path.startsWith("~") ? [] : [task("file", { path, state: "absent" })];
  const { bytes, ...rights } = there;
  return [{ ...task("copy", { dest: path, ...rights }), file: bytes }];
}

function look(argv: readonly string[]): Task {
  return { ...task("command", { argv }), looksOnly: true };
}

/** Without what is `undefined`: JSON has no word for it. */
function task(module: string, args: Readonly<Record<string, unknown>>): Task {
  return { module, args: Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined)) };
}
