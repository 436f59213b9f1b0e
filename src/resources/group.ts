import { z } from "zod";
import { groupEntry } from "../facts/group-entry.ts";
import { accountId, accountName } from "../model/account-name.ts";
import { missing } from "../model/fact.ts";
import { defineKind } from "../model/kind.ts";
import { sh } from "../shell/sh.ts";

/**
 * A group of accounts. Who is in it is said by each `user`; files that carry an old number are not touched when the number changes.
 *
 * @example group({ name: "deploy", system: true })
 */
export const group = defineKind("group", {
  description: "A group exists, or does not.",
  props: z.strictObject({
    name: accountName.describe("The group's name."),
    gid: accountId.optional().describe("Its number. Left out, the system picks one when it makes the group, and any is right."),
    system: z.boolean().default(false).describe("Whether a new group gets its number from the range of system groups."),
    absent: z.boolean().default(false).describe("Whether the group must not exist. A user's primary group cannot be removed."),
  }),
  id: ({ name }) => name,
  async observe({ name }, ask) {
    const entry = await ask(groupEntry, name);
    return entry === missing ? undefined : entry;
  },
  absence: ({ name, absent }) => (absent ? "nothing" : { name, absent: true }),
  plan({ name, gid, system, absent }, seen) {
    if (absent) {
      if (seen === undefined) return [];
      return [{ title: `remove group ${name}`, commands: [sh`! getent group -- ${name} >/dev/null || groupdel -- ${name}`] }];
    }
    if (seen === undefined) {
      const options = [...(gid === undefined ? [] : ["--gid", gid]), ...(system ? ["--system"] : [])];
      return [{ title: `add group ${name}`, commands: [sh`getent group -- ${name} >/dev/null || groupadd ${[...options, "--", name]}`] }];
    }
    if (gid === undefined || gid === seen.gid) return [];
    const fields = [{ name: "gid", before: String(seen.gid), after: String(gid) }];
    return [{ title: `change group ${name}`, diff: { fields }, commands: [sh`groupmod --gid ${gid} -- ${name}`] }];
  },
});
