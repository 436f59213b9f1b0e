import { z } from "zod";
import { type AuthorizedKeysFile, authorizedKeysFile } from "../facts/authorized-keys-file.ts";
import { holdsKey, publicKeyOf } from "../formats/authorized-key.ts";
import { accountName } from "../model/account-name.ts";
import type { FieldDiff } from "../model/change.ts";
import { missing } from "../model/fact.ts";
import { defineKind } from "../model/kind.ts";
import { type KeyLine, mergeAuthorizedKeys } from "../shell/merge-authorized-keys.ts";

const key = z
  .string()
  .trim()
  .regex(/^[^\n\r\t\0]*$/, "must be one line")
  .refine((line) => publicKeyOf(line) !== undefined, "must be a whole public key: [options] ssh-ed25519 AAAA… [comment]");

/**
 * Public keys that let in as a user. Two lines are for the same key when type and bytes agree, whatever their options and comments.
 *
 * @example authorizedKeys({ user: "ann", keys: [
 *   "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ6zsOPLQfIhpTxC/ChFn6TSgEqr4sMWByvjZbq36Of1 ann@laptop"] })
 */
export const authorizedKeys = defineKind("authorizedKeys", {
  description: "A user's ~/.ssh/authorized_keys holds these public keys.",
  props: z
    .strictObject({
      user: accountName.describe("Whose keys they are; the user may be made by the same run."),
      keys: z.array(key).default([]).describe("Lines as in the file: options, key and comment. They replace a line for the same key."),
      absent: z.array(key).default([]).describe("Keys that must not let in, whatever their options and comments."),
      exclusive: z.boolean().default(false).describe("Whether every other key is taken out."),
    })
    .refine(({ keys, absent, exclusive }) => exclusive || keys.length + absent.length > 0, {
      error: "must hold a key, unless `exclusive`",
      path: ["keys"],
    })
    .refine(({ keys, absent }) => new Set([...keys, ...absent].map(publicKeyOf)).size === keys.length + absent.length, {
      error: "must not hold the same key twice",
      path: ["keys"],
    }),
  id: ({ user }) => user,
  async observe({ user }, ask) {
    const seen = await ask(authorizedKeysFile, user);
    return seen === missing ? undefined : seen;
  },
  absence: ({ user, keys }) => (keys.length === 0 ? "nothing" : { user, absent: keys.map((line) => String(publicKeyOf(line))) }),
  plan({ user, keys, absent, exclusive }, seen) {
    const wanted = keys.map((line) => ({ publicKey: String(publicKeyOf(line)), line }));
    const unwanted = absent.map((line) => ({ publicKey: String(publicKeyOf(line)), line: "" }));
    const modes = keys.length === 0 && !exclusive ? [] : compareModes(seen);
    const fields = [...[...wanted, ...unwanted].flatMap((one) => compareKey(one, seen)), ...modes];
    const others = exclusive ? otherKeys([...wanted, ...unwanted], seen) : [];
    fields.push(...others.map((line) => ({ name: "key", before: line, after: "none" })));
    if (fields.length === 0) return [];
    return [
      {
        title: `authorize keys of ${user}`,
        diff: { fields },
        commands: mergeAuthorizedKeys(user, [...wanted, ...unwanted], { exclusive }),
      },
    ];
  },
});

function compareKey({ publicKey, line }: KeyLine, seen: AuthorizedKeysFile | undefined): readonly FieldDiff[] {
  const present = seen?.lines.filter((one) => holdsKey(one, publicKey)) ?? [];
  if (present.length === 0 && line === "") return [];
  if (present.length === 1 && present[0] === line) return [];
  return [{ name: "key", before: present.length === 0 ? "none" : present.join("\n"), after: line === "" ? "none" : line }];
}

function compareModes(seen: AuthorizedKeysFile | undefined): readonly FieldDiff[] {
  if (seen === undefined || seen.file === "") return [];
  const { uid, folder, file } = seen;
  return [
    { name: "mode and owner of ~/.ssh", before: folder, after: `700 ${uid}` },
    { name: "mode and owner of authorized_keys", before: file, after: `600 ${uid}` },
  ].filter(({ before, after }) => before !== after);
}

function otherKeys(wanted: readonly KeyLine[], seen: AuthorizedKeysFile | undefined): readonly string[] {
  const lines = seen?.lines ?? [];
  return lines.filter((line) => !/^\s*(?:#|$)/.test(line) && !wanted.some(({ publicKey }) => holdsKey(line, publicKey)));
}
