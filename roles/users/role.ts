import { authorizedKeys, file, group, type Resource, role, user, z } from "geosteer";

const Account = z.strictObject({
  name: z.string().describe("The account's name."),
  comment: z.string().optional().describe("Full name or purpose."),
  groups: z.array(z.string()).default(["sudo", "users"]).describe("Groups that it is in, beside its own."),
  shell: z.string().default("/bin/bash").describe("Login shell."),
  password_hash: z.string().optional().describe("A crypt(5) hash; without one there is no password to log in with."),
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
 */
export const users = role({
  name: "users",
  description: "Administrators' accounts, their SSH keys, and sudo.",
  vars: z.strictObject({
    groups: z.array(z.string()).default([]).describe("Groups that are made first."),
    accounts: z.array(Account).default([]).describe("Accounts that are there."),
    absent: z.array(z.string()).default([]).describe("Accounts that are not there any more; their files stay."),
    exclusive_keys: z.boolean().default(true).describe("Whether keys that are not listed here are taken out of the accounts."),
    passwordless_sudo: z.boolean().default(true).describe("Whether members of group sudo need no password."),
  }),
  installs: ["accounts and groups", "~/.ssh/authorized_keys of each account", "/etc/sudoers.d/infra-sudo"],
  resources: ({ vars }) => [
    ...vars.groups.map((name) => group({ name })),
    ...vars.accounts.flatMap((account) => accountResources(account, vars.exclusive_keys)),
    ...vars.absent.map((name) => user({ name, absent: true })),
    sudoers(vars.passwordless_sudo),
  ],
});

function accountResources(account: z.output<typeof Account>, exclusive: boolean): readonly Resource[] {
  const { name, comment, groups, shell, password_hash: passwordHash, keys } = account;
  return [
    user({ name, groups, shell, ...(comment !== undefined && { comment }), ...(passwordHash !== undefined && { passwordHash }) }),
    authorizedKeys({ user: name, keys, exclusive }),
  ];
}

function sudoers(passwordless: boolean): Resource {
  const path = "/etc/sudoers.d/infra-sudo";
  if (!passwordless) return file({ path, absent: true });
  return file({ path, mode: "0440", content: "%sudo ALL=(ALL:ALL) NOPASSWD: ALL\n", validate: ["visudo", "-c", "-f", "%s"] });
}
