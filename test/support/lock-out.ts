import { type Controller, type Ended, startInfra, writePlaybook } from "./controller.ts";
import type { Fleet } from "./fleet.ts";

/** Seconds within which a host must have undone what locks the controller out. */
export const UNDONE_WITHIN_S = 35;

/** Ways to lock the controller out: what the variables of the playbook become. */
const ways = {
  /** The host no longer sends anything to the controller, on old connections neither. */
  route: (controller: string) => ({ peers: `${controller}\n` }),
  /** sshd takes no new login. */
  sshd: () => ({ sshd: "AllowUsers nobody\n" }),
} as const;

/** One of them. */
export type Way = keyof typeof ways;

/** One host to be locked out of, over and over. */
export class LockOut {
  readonly #fleet: Fleet;
  readonly #name: string;
  readonly #playbook: string;
  readonly #controller: string;

  private constructor(fleet: Fleet, name: string) {
    this.#fleet = fleet;
    this.#name = name;
    this.#playbook = writePlaybook("lock-out", playbookText);
    this.#controller = fleet.sh(name, "ip -4 route show default").split(" ")[2] ?? "";
  }

  /** Brings a host into the state in which nothing is locked. */
  static async on(fleet: Fleet, name: string): Promise<LockOut> {
    const lockOut = new LockOut(fleet, name);
    const { status, stdout, stderr } = await lockOut.apply({}).ended;
    if (status !== 0) throw new Error(`${stdout}${stderr}`);
    return lockOut;
  }

  /** Applies the playbook with these variables. */
  apply(variables: Readonly<Record<string, unknown>>, ...options: readonly string[]): Controller {
    const args = ["apply", this.#playbook, "-i", this.#fleet.inventoryFile, "--limit", this.#name, "--yes", "--no-check", "--json"];
    return startInfra([...args, "-e", JSON.stringify({ lock_out: variables }), ...options]);
  }

  /** Locks the controller out; `then` is done on the host as soon as it is so. */
  async lock(way: Way, then?: (controller: Controller) => unknown): Promise<{ readonly ended: Ended; readonly seconds: number }> {
    this.sh(": >/srv/cut.log");
    const controller = this.apply(ways[way](this.#controller));
    await until(() => this.sh("cat /srv/cut.log").includes("locked"));
    await then?.(controller);
    await until(() => this.sh("cat /srv/cut.log").includes("open"));
    const ended = await controller.ended;
    const [locked = 0, open = 0] = ["locked", "open"].map((word) => Number(this.sh(`grep -m 1 ${word} /srv/cut.log`).split(" ")[0]));
    return { ended, seconds: open - locked };
  }

  /** What of arming is still on the host. */
  leftovers(): string {
    return this.sh(
      "ls -d /var/lib/infra/confirm.* /etc/systemd/system/infra-undo* 2>/dev/null || true; systemctl --failed --plain --no-legend 'infra*'",
    );
  }

  /** Runs a line on the host beside SSH; empty while the host is not there. */
  sh(line: string): string {
    try {
      return this.#fleet.sh(this.#name, line);
    } catch {
      return "";
    }
  }
}

/** Resolves when it is so. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 100));
}

/** A note of each moment at which what locks comes into force, or goes; also at a start of the host, where nothing is reloaded. */
const NOTE = String.raw`#!/bin/sh
ip -4 route flush type blackhole
while read -r peer; do ip -4 route add blackhole "$peer"; done </etc/cut/peers
if grep -q . /etc/cut/peers || grep -q nobody /etc/ssh/sshd_config.d/cut.conf; then word=locked; else word=open; fi
echo "$(date +%s.%N) $word" >>/srv/cut.log
sync /srv/cut.log`;

const playbookText = `import { config, directory, file, playbook, role, service, systemdUnit, z } from "geosteer";

const lockOut = role({
  name: "lock-out",
  description: "For a test",
  vars: z.strictObject({ peers: z.string().default(""), sshd: z.string().default(""), port: z.int().default(22), slow: z.int().default(0) }),
  resources: ({ vars: { peers, sshd, port, slow } }) => [
    directory({ path: "/etc/cut" }),
    file({ path: "/etc/cut/slow", content: String(slow), validate: ["sh", "-c", "sleep " + slow, "%s"] }),
    file({ path: "/usr/local/sbin/cut-off", mode: "0755", content: ${JSON.stringify(`${NOTE}\n`)} }),
    config({
      name: "sshd",
      files: [{ path: "/etc/ssh/sshd_config.d/cut.conf", content: "Port " + port + "\\n" + sshd }],
      validate: ["sshd", "-t"],
      confirm: { reload: ["sh", "-c", "systemctl reload ssh; cut-off"], port },
    }),
    config({
      name: "routes",
      files: [{ path: "/etc/cut/peers", content: peers }],
      validate: ["true"],
      confirm: { reload: ["cut-off"] },
    }),
    systemdUnit({
      name: "cut-off.service",
      content: "[Unit]\\nAfter=network.target\\n[Service]\\nType=oneshot\\nRemainAfterExit=yes\\nExecStart=/usr/local/sbin/cut-off\\n[Install]\\nWantedBy=multi-user.target\\n",
    }),
    service({ unit: "cut-off.service", enabled: true }),
  ],
});

export default playbook({ name: "lock-out", hosts: "all", roles: [lockOut] });
`;
