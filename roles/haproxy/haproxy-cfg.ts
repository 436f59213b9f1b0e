/** One server behind a listener. */
export interface Server {
  readonly address: string;
  readonly check: boolean;
  readonly inter: string;
  readonly fall: number;
  readonly rise: number;
  readonly backup: boolean;
  readonly options: readonly string[];
}

/** One address that takes connections, and the servers that get them. */
export interface Listen {
  readonly bind: readonly string[];
  readonly mode: "tcp" | "http";
  readonly balance: string;
  readonly servers: Readonly<Record<string, Server>>;
  readonly options: readonly string[];
}

/** What the file says beside its listeners. */
export interface Surroundings {
  readonly maxconn: number;
  readonly global: readonly string[];
  readonly stats_socket: string;
  readonly timeouts: Readonly<Record<string, string>>;
  readonly defaults: readonly string[];
  readonly listens: Readonly<Record<string, Listen>>;
}

/** /etc/haproxy/haproxy.cfg (HAProxy's configuration manual): HAProxy runs as its own account in an empty folder. */
export function haproxyCfg({ maxconn, global, stats_socket: socket, timeouts, defaults, listens }: Surroundings): string {
  const sections = [
    section("global", [
      "log /dev/log local0",
      "chroot /var/lib/haproxy",
      ...(socket === "" ? [] : [`stats socket ${socket} mode 660 level admin`, "stats timeout 30s"]),
      "user haproxy",
      "group haproxy",
      `maxconn ${maxconn}`,
      ...global,
    ]),
    section("defaults", [
      "log global",
      "mode tcp",
      "option dontlognull",
      ...Object.entries(timeouts).map(([name, time]) => `timeout ${name} ${time}`),
      ...defaults,
    ]),
    ...Object.entries(listens).map(([name, listen]) => section(`listen ${name}`, listenLines(listen))),
  ];
  return sections.join("\n");
}

function listenLines({ bind, mode, balance, servers, options }: Listen): readonly string[] {
  return [
    ...bind.map((address) => `bind ${address}`),
    `mode ${mode}`,
    `option ${mode}log`,
    `balance ${balance}`,
    ...options,
    ...Object.entries(servers).map(([name, server]) => serverLine(name, server)),
  ];
}

function serverLine(name: string, { address, check, inter, fall, rise, backup, options }: Server): string {
  const checking = check ? ["check", "inter", inter, "fall", fall, "rise", rise] : [];
  return ["server", name, address, ...checking, ...(backup ? ["backup"] : []), ...options].join(" ");
}

function section(head: string, lines: readonly string[]): string {
  return `${head}\n${lines.map((line) => `  ${line}\n`).join("")}`;
}
