import { type Host, type Inventory, readRoleVars, z } from "geosteer";
import type { Mistake } from "./mistake.ts";
import { ACCOUNT } from "./places.ts";

const words = z.array(z.string()).default([]);

/** What can close the way in, of the variables of the role `sshd`. */
const SshdVars = z.object({ allow_users: words, allow_groups: words, authorized_keys_file: z.string().default(".ssh/authorized_keys") });

/** Finds what would let sshd refuse the account, whose group has its name. */
export function sshdMistakes({ host, inventory }: { readonly host: Host; readonly inventory: Inventory }): readonly Mistake[] {
  const { authorized_keys_file: files, ...lists } = readRoleVars(SshdVars, { role: "sshd", host, inventory });
  const closed = (["allow_users", "allow_groups"] as const).filter((list) => lists[list].length > 0 && !lists[list].some(lets));
  const isRead = files.split(/\s+/).some((one) => /^(?:%h\/)?\.ssh\/authorized_keys$/.test(one));
  return [
    ...closed.map((list) => ({
      path: ["sshd", list],
      message: `sshd would refuse the account ${ACCOUNT}, by which hosts hand them on`,
      hint: `Add ${ACCOUNT} to sshd.${list}`,
    })),
    ...(isRead
      ? []
      : [
          {
            path: ["sshd", "authorized_keys_file"],
            message: `sshd would not read the key of the account ${ACCOUNT}`,
            hint: "Add `.ssh/authorized_keys`",
          },
        ]),
  ];
}

/** Patterns of sshd_config(5); what stands after an @ tells whence. */
function lets(pattern: string): boolean {
  const [name = ""] = pattern.split("@");
  const source = name
    .replaceAll(/[\\^$.|+()[\]{}]/g, String.raw`\$&`)
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`).test(ACCOUNT);
}
