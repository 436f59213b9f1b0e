import { z } from "zod";
import { account, type Account } from "../facts/account.ts";
import { accountId, accountName, accountPath } from "../model/account-name.ts";
import { type Blob, blob, blobPath, sha256 } from "../model/blob.ts";
import type { ChangeDraft, FieldDiff } from "../model/change.ts";
import { missing } from "../model/fact.ts";
import type { Resolved } from "../model/from-host.ts";
import { defineKind } from "../model/kind.ts";
import { sealable, Secret, unsealed } from "../model/secret.ts";
import { type Command, sh } from "../shell/sh.ts";

const Props = z
  .strictObject({
    name: accountName.describe("The user's name."),
    uid: accountId.optional().describe("Its number. Left out, the system picks one when it makes the user, and any is right."),
    group: accountName
      .optional()
      .describe("The primary group, which must be there by then. Left out, a new user gets one of its own name."),
    groups: z.array(accountName).default([]).describe("Further groups that it is in; they must be there by then."),
    appendGroups: z.boolean().default(true).describe("Whether it stays in groups that are not named. `false` takes it out of them."),
    shell: accountPath.optional().describe("The login shell. Left out, it stays as it is."),
    home: accountPath.optional().describe("The home folder. When it changes, files are not moved."),
    createHome: z
      .boolean()
      .optional()
      .describe("Whether a missing home is made, from /etc/skel, for the user alone. Default: unless `system`."),
    system: z.boolean().default(false).describe("Whether a new user gets its number from the range of system accounts."),
    comment: z
      .string()
      .regex(/^[^:\n\r\0]*$/, "must be one line without a colon (passwd(5))")
      .optional()
      .describe("The full name and such (GECOS). Left out, it stays as it is."),
    passwordHash: sealable(
      z.string().regex(/^\$[0-9a-z]+\$[A-Za-z0-9./=,$-]+$/, "must be a password's hash by crypt(5), such as `mkpasswd` prints: $y$…"),
    )
      .optional()
      .describe(
        "The password's hash by crypt(5), put back whenever it differs. Left out, a new user is locked, and one that is there stays.",
      ),
    absent: z.boolean().default(false).describe("Whether the user must not exist."),
    removeHome: z.boolean().default(false).describe("Whether the home folder and mail go with an absent user."),
  })
  .refine(({ group, groups }) => group === undefined || !groups.includes(group), {
    error: "must not repeat the primary group",
    path: ["groups"],
  });

type Want = Resolved<z.output<typeof Props>>;

/** What differs, and the option of usermod(8) that mends it. */
interface Difference extends FieldDiff {
  readonly options: readonly string[];
}

interface PasswordChange {
  readonly commands: readonly Command[];
  readonly blobs: readonly Blob[];
}

const NO_PASSWORD: PasswordChange = { commands: [], blobs: [] };

/**
 * An account. Its password travels as a blob, never in an argument; only a digest of its hash is compared, on the host.
 *
 * @example user({ name: "ann", groups: ["sudo"], shell: "/bin/bash", comment: "Ann Example" })
 */
export const user = defineKind("user", {
  description: "A user account exists with these properties, or does not.",
  props: Props,
  id: ({ name }) => name,
  async observe({ name, passwordHash }, ask) {
    const seen = await ask(account, { name, ...(passwordHash !== undefined && { passwordSha256: sha256(unsealed(passwordHash)) }) });
    return seen === missing ? undefined : seen;
  },
  absence: ({ name, absent }) => (absent ? "nothing" : { name, absent: true }),
  plan(want, seen) {
    if (want.absent) return seen === undefined ? [] : [remove(want)];
    if (seen === undefined) return [add(want)];
    return change(want, seen);
  },
});

function remove({ name, removeHome }: Want): ChangeDraft {
  const options = [...(removeHome ? ["--remove"] : []), "--", name];
  return { title: `remove user ${name}`, commands: [sh`! getent passwd -- ${name} >/dev/null || userdel ${options}`] };
}

function add(want: Want): ChangeDraft {
  const { name, uid, groups, shell, home, comment, system } = want;
  const options = [
    ...option("--uid", uid),
    ...option("--groups", groups.length === 0 ? undefined : groups.join(",")),
    ...option("--shell", shell),
    ...option("--home-dir", home),
    ...option("--comment", comment),
    ...(system ? ["--system"] : []),
    ...(createsHome(want) ? ["--create-home", "--key", "HOME_MODE=0700"] : ["--no-create-home"]),
  ];
  const command = sh`getent passwd -- ${name} >/dev/null || useradd ${primaryGroup(want)} ${[...options, "--", name]}`;
  const password = setPassword(want);
  return { ...password, title: `add user ${name}`, commands: [command, ...password.commands] };
}

/** A group of the user's own name that is there already becomes its primary one: useradd alone would refuse. */
function primaryGroup({ name, group }: Want): Command {
  if (group !== undefined) return sh`--gid ${group}`;
  return sh`$(getent group -- ${name} >/dev/null && echo --gid ${name} || echo --user-group)`;
}

function change(want: Want, seen: Account): readonly ChangeDraft[] {
  const { name } = want;
  const differences = compare(want, seen);
  const password = seen.password === "same" ? NO_PASSWORD : setPassword(want);
  const home = createsHome(want) && (!seen.homeExists || differences.some((one) => one.name === "home"));
  const fields: readonly FieldDiff[] = [
    ...differences.map((one) => ({ name: one.name, before: one.before, after: one.after })),
    ...password.blobs.map(() => ({ name: "password", before: seen.password, after: "as declared" })),
    ...(createsHome(want) && !seen.homeExists ? [{ name: "home folder", before: "missing", after: "made" }] : []),
  ];
  if (fields.length === 0) return [];
  const options = differences.flatMap((one) => one.options);
  const commands = [
    ...(options.length === 0 ? [] : [sh`usermod ${[...options, "--", name]}`]),
    ...password.commands,
    ...(home ? [sh`mkhomedir_helper ${name} 0077`] : []),
  ];
  return [{ title: `change user ${name}: ${fields.map((one) => one.name).join(", ")}`, diff: { fields }, commands, blobs: password.blobs }];
}

function compare(want: Want, seen: Account): readonly Difference[] {
  return [
    ...differ("uid", "--uid", want.uid, seen.uid),
    ...differ("group", "--gid", want.group, seen.group),
    ...differ("shell", "--shell", want.shell, seen.shell),
    ...differ("home", "--home", want.home, seen.home),
    ...differ("comment", "--comment", want.comment, seen.comment),
    ...compareGroups(want, seen),
  ];
}

function differ(name: string, option: string, want: string | number | undefined, seen: string | number): readonly Difference[] {
  if (want === undefined || want === seen) return [];
  return [{ name, before: String(seen), after: String(want), options: [option, String(want)] }];
}

function compareGroups({ groups, appendGroups }: Want, seen: Account): readonly Difference[] {
  const lacks = groups.filter((one) => !seen.groups.includes(one) && one !== seen.group);
  const extra = appendGroups ? [] : seen.groups.filter((one) => !groups.includes(one));
  if (lacks.length === 0 && extra.length === 0) return [];
  const options = appendGroups ? ["--append", "--groups", lacks.join(",")] : ["--groups", groups.join(",")];
  const after = [...seen.groups.filter((one) => !extra.includes(one)), ...lacks];
  return [{ name: "groups", before: seen.groups.join(","), after: after.join(","), options }];
}

/** Set twice: chpasswd(8) keeps what was there before in /etc/shadow-, and after the first time that is the old hash. */
function setPassword({ name, passwordHash }: Want): PasswordChange {
  if (passwordHash === undefined) return NO_PASSWORD;
  const line = blob(new Secret([`password of ${name}`], `${name}:${unsealed(passwordHash)}\n`));
  const set = sh`chpasswd --encrypted <${blobPath(line)}`;
  return { commands: [set, set], blobs: [line] };
}

function createsHome({ createHome, system }: Want): boolean {
  return createHome ?? !system;
}

function option(name: string, value: string | number | undefined): readonly string[] {
  return value === undefined ? [] : [name, String(value)];
}
