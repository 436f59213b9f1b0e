import { authorizedKeys, file, group, type Resource, role, secret, user, z } from "geosteer";
import { renderSudoers } from "./render-sudoers.ts";

const Account = z.strictObject({
  name: z.string().describe("The account's name."),
  comment: z.string().optional().describe("Full name or purpose."),
  groups: z.array(z.string()).default(["sudo", "users"]).describe("Groups that it is in, beside its own."),
  shell: z.string().default("/bin/bash").describe("Login shell."),
  password_hash: secret.optional().describe("A crypt(5) hash (`mkpasswd`); without one there is no password to log in with."),
  sudo: z
    .enum(["none", "password", "nopasswd"])
    .optional()
    .describe("What sudo lets it do: nothing, or everything, with or without its password. Default: what its groups may."),
  keys: z.array(z.string()).default([]).describe("Public SSH keys, as in authorized_keys."),
});

/**
 * The accounts of those who look after the servers: groups, keys, and sudo.
 *
 * @example
 * users:
 *   accounts:
 *     - name: oncall
 *       groups: [sudo]
 *     - name: deploy
 *       sudo: none
 *   sudoers:
 *     - "deploy ALL=(root) NOPASSWD: /usr/bin/systemctl reload caddy"
 */
export const users = role({
  name: "users",
  description: "Administrators' accounts, their SSH keys, and sudo.",
  vars: z.strictObject({
    groups: z.array(z.string()).default([]).describe("Groups that are made first."),
    accounts: z.array(Account).default([]).describe("Accounts that are there."),
    absent: z.array(z.string()).default([]).describe("Accounts that are not there any more; their files stay."),
    exclusive_keys: z.boolean().default(true).describe("Whether keys that are not listed here are taken out of the accounts."),
    exclusive_groups: z
      .boolean()
      .default(true)
      .describe("Whether accounts are taken out of groups that are not listed here; an account's own group stays."),
    passwordless_sudo: z.boolean().default(true).describe("Whether members of group sudo need no password."),
    sudoers: z
      .array(z.string().regex(/^[^\n\0]+$/, "must be one line that is not empty"))
      .default([])
      .describe("Further lines of sudoers(5), the last that fits decides; visudo must accept them."),
  }),
  installs: ["accounts and groups", "~/.ssh/authorized_keys of each account", "/etc/sudoers.d/infra-sudo"],
  resources: ({ vars }) => [
    ...vars.groups.map((name) => group({ name })),
    ...vars.accounts.flatMap((account) => accountResources(account, vars)),
    ...vars.absent.map((name) => user({ name, absent: true })),
    sudoers(renderSudoers({ passwordlessGroup: vars.passwordless_sudo, accounts: vars.accounts, lines: vars.sudoers })),
  ],
});

/** Whether what is not listed is taken away from accounts. */
interface Exclusive {
  readonly exclusive_groups: boolean;
  readonly exclusive_keys: boolean;
}

function accountResources(account: z.output<typeof Account>, exclusive: Exclusive): readonly Resource[] {
  const { name, comment, shell, password_hash: passwordHash, keys, sudo } = account;
  const more = { ...(comment !== undefined && { comment }), ...(passwordHash !== undefined && { passwordHash }) };
  const groups = account.groups.filter((one) => sudo !== "none" || one !== "sudo");
  return [
    user({ name, groups, appendGroups: !exclusive.exclusive_groups, shell, ...more }),
    authorizedKeys({ user: name, keys, exclusive: exclusive.exclusive_keys }),
  ];
}

function sudoers(content: string): Resource {
  const path = "/etc/sudoers.d/infra-sudo";
  if (content === "") return file({ path, absent: true });
  return file({ path, mode: "0440", content, validate: ["visudo", "-c", "-f", "%s"] });
}
