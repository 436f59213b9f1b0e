import { aptPackages, config, directory, role, z } from "geosteer";
import { checkInForce, DROP_IN } from "./check-in-force.ts";
import { dropIn } from "./drop-in.ts";
import { MAIN_CONFIG, mainConfig } from "./main-config.ts";
import { renderDropIn } from "./render-drop-in.ts";

const word = z.string().regex(/^[^\s"#]+$/, "must be one word");
const line = z.string().regex(/^[^\n\0]+$/, "must be one line that is not empty");

const Vars = z.strictObject({
  ports: z
    .array(z.int().min(1).max(65_535))
    .min(1)
    .optional()
    .describe("Ports that it listens on. Default: `ansible_port`, or 22; behind a router that forwards that, the host's own."),
  listen_addresses: z.array(word).default([]).describe("Addresses that it listens on. Default: all."),
  permit_root_login: z
    .enum(["no", "prohibit-password", "forced-commands-only", "yes"])
    .default("prohibit-password")
    .describe("Whether root may log in."),
  password_authentication: z.boolean().default(false).describe("Whether a password lets in, also by keyboard-interactive."),
  authorized_keys_file: line
    .default(".ssh/authorized_keys")
    .describe("Files of an account's keys; without the second one that sshd reads by itself, `.ssh/authorized_keys2`. `none`: none."),
  x11_forwarding: z.boolean().default(false).describe("Whether X11 is forwarded."),
  use_dns: z.boolean().default(false).describe("Whether names of clients are looked up, for `from=` and `Match Host`."),
  accept_env: z.array(word).default(["LANG", "LC_*"]).describe("Variables that clients may set."),
  allow_users: z
    .array(word)
    .default([])
    .describe("Accounts that may log in, as patterns; the controller's own must be among them. Default: all."),
  allow_groups: z.array(word).default([]).describe("Groups whose members may log in, as patterns. Default: all."),
  settings: z
    .record(z.string().regex(/^[A-Za-z0-9]+$/, "must be a keyword of sshd_config(5)"), z.union([line, z.number()]))
    .default({})
    .describe("Other settings by keyword, such as `MaxStartups: 30:30:100`."),
  lines: z.array(line).default([]).describe("Lines at the end of the file; a `Match` and what belongs to it may be among them."),
});

/**
 * How the host is logged in to: keys and no passwords. All of it is a drop-in that comes before all others. A configuration that sshd refuses, or that
 * another file keeps from being in force, is not put in place; one that cuts the controller off is taken back by the host.
 *
 * @example
 * sshd:
 *   ports: [22]
 *   allow_groups: [operators, root]
 *   settings:
 *     MaxAuthTries: 3
 */
export const sshd = role({
  name: "sshd",
  description: "How the host is logged in to by SSH: keys and no passwords.",
  installs: ["package openssh-server", DROP_IN],
  vars: Vars,
  resources({ vars, host }) {
    const inventoryPort = host.address.port ?? 22;
    const ports = vars.ports ?? [inventoryPort];
    const flags = flagsOf(vars);
    const { accept_env: acceptEnv, allow_users: allowUsers, allow_groups: allowGroups, listen_addresses: listenAddresses, lines } = vars;
    const text = renderDropIn({
      ports,
      listenAddresses,
      flags,
      acceptEnv,
      allowUsers,
      allowGroups,
      lines: [...otherSettings(vars), ...lines],
    });
    return [
      aptPackages({ name: "sshd", packages: ["openssh-server"] }),
      directory({ path: DROP_IN.slice(0, DROP_IN.lastIndexOf("/")) }),
      config({
        name: "sshd",
        files: [
          { path: DROP_IN, content: dropIn({ text, ports, inventoryPort }) },
          { path: MAIN_CONFIG, content: mainConfig(), stays: true },
        ],
        validate: [...checkInForce({ ports, flags })],
        // A reload returns before sshd has read the files: the connection that confirms could still meet the old one.
        confirm: { reload: ["systemctl", "restart", "ssh.service"] },
      }),
    ];
  },
});

function flagsOf(vars: z.output<typeof Vars>): Readonly<Record<string, string>> {
  return {
    PermitRootLogin: vars.permit_root_login,
    PasswordAuthentication: yesOrNo(vars.password_authentication),
    KbdInteractiveAuthentication: yesOrNo(vars.password_authentication),
    PermitEmptyPasswords: "no",
    AuthorizedKeysFile: vars.authorized_keys_file,
    X11Forwarding: yesOrNo(vars.x11_forwarding),
    UseDNS: yesOrNo(vars.use_dns),
  };
}

function otherSettings({ settings }: z.output<typeof Vars>): readonly string[] {
  return Object.entries(settings).map(([keyword, value]) => `${keyword} ${value}`);
}

function yesOrNo(value: boolean): string {
  return value ? "yes" : "no";
}
