/** A line of master.cf (master(5)); what is left out has Postfix's default. */
export interface MasterService {
  readonly private?: boolean | undefined;
  readonly unprivileged?: boolean | undefined;
  readonly chroot?: boolean | undefined;
  readonly wakeup?: string | undefined;
  readonly maxproc?: number | undefined;
  readonly command: string;
  readonly options?: Readonly<Record<string, string>> | undefined;
}

/** Debian's services by `name/type`, the same for all its releases: what listens is in an empty folder of its own (chroot). */
const standard: Readonly<Record<string, MasterService>> = {
  "smtp/inet": { private: false, chroot: true, command: "smtpd" },
  "pickup/unix": { private: false, chroot: true, wakeup: "60", maxproc: 1, command: "pickup" },
  "cleanup/unix": { private: false, chroot: true, maxproc: 0, command: "cleanup" },
  "qmgr/unix": { private: false, chroot: false, wakeup: "300", maxproc: 1, command: "qmgr" },
  "tlsmgr/unix": { chroot: true, wakeup: "1000?", maxproc: 1, command: "tlsmgr" },
  "rewrite/unix": { chroot: true, command: "trivial-rewrite" },
  "bounce/unix": { chroot: true, maxproc: 0, command: "bounce" },
  "defer/unix": { chroot: true, maxproc: 0, command: "bounce" },
  "trace/unix": { chroot: true, maxproc: 0, command: "bounce" },
  "verify/unix": { chroot: true, maxproc: 1, command: "verify" },
  "flush/unix": { private: false, chroot: true, wakeup: "1000?", maxproc: 0, command: "flush" },
  "proxymap/unix": { chroot: false, command: "proxymap" },
  "proxywrite/unix": { chroot: false, maxproc: 1, command: "proxymap" },
  "smtp/unix": { chroot: true, command: "smtp" },
  "relay/unix": { chroot: true, command: "smtp", options: { syslog_name: "postfix/relay" } },
  "showq/unix": { private: false, chroot: true, command: "showq" },
  "error/unix": { chroot: true, command: "error" },
  "retry/unix": { chroot: true, command: "error" },
  "discard/unix": { chroot: true, command: "discard" },
  "local/unix": { unprivileged: false, chroot: false, command: "local" },
  "virtual/unix": { unprivileged: false, chroot: false, command: "virtual" },
  "lmtp/unix": { chroot: true, command: "lmtp" },
  "anvil/unix": { chroot: true, maxproc: 1, command: "anvil" },
  "scache/unix": { chroot: true, maxproc: 1, command: "scache" },
  "postlog/unix-dgram": { private: false, chroot: false, maxproc: 1, command: "postlogd" },
};

/** /etc/postfix/master.cf: Debian's services, with these beside or in place of them. */
export function masterCf(services: Readonly<Record<string, MasterService>>): string {
  return Object.entries({ ...standard, ...services })
    .map(([id, one]) => line(id, one))
    .join("");
}

function line(
  id: string,
  { private: isPrivate, unprivileged, chroot, wakeup = "-", maxproc, command, options = {} }: MasterService,
): string {
  const slash = id.lastIndexOf("/");
  const flags = [isPrivate, unprivileged, chroot].map((flag) => (flag === undefined ? "-" : flag ? "y" : "n"));
  const words = [id.slice(0, slash), id.slice(slash + 1), ...flags, wakeup, maxproc ?? "-", command];
  const more = Object.entries(options).map(([name, value]) => `  -o { ${name} = ${value} }\n`);
  return `${words.join(" ")}\n${more.join("")}`;
}
