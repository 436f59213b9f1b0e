import { aptPackages, directory, file, type Host, localFile, type Resource, service, systemdUnit, user } from "geosteer";
import { execLine, hardening, oneshot, PROGRAMS, timer } from "./units.ts";
import type { CaddyBuild } from "./variables.ts";

/** The account that xcaddy runs as: it builds what others wrote. */
const BUILDER = "geosteer-builder";

/** Where the role keeps what it works with. */
export const STATE = "/var/lib/geosteer-jobs";

const BUILD_TIMEOUT_S = 3600;

/** A build of Caddy as one host sees it. */
export interface Building {
  readonly name: string;
  readonly task: CaddyBuild;
  readonly host: Host;
  readonly holder: Host;
  /** Does this host get the build? */
  readonly takes: boolean;
}

/** The holder's keys by which the others tell that a build is its own; the one that signs comes first. */
export function signersOf({ task, holder }: Pick<Building, "task" | "holder">): readonly string[] {
  const keys = task.signers ?? holder.address.hostKeys;
  return keys.toSorted((a, b) => Number(b.startsWith("ssh-ed25519 ")) - Number(a.startsWith("ssh-ed25519 ")));
}

/** What a host has of a build: the holder builds and hands out, the others look for what is new. */
export function caddyBuild(building: Building): readonly Resource[] {
  const { name, task, host, holder, takes } = building;
  const isHolder = host.name === holder.name;
  if (!isHolder && !takes) return [];
  return [
    aptPackages({ name: "jobs-caddy", packages: ["ca-certificates", "curl", "openssh-client"], recommends: false }),
    file({ path: `${PROGRAMS}/caddy-build`, content: program("caddy-build"), mode: "0755", validate: ["sh", "-n", "%s"] }),
    directory({ path: STATE }),
    directory({ path: `${STATE}/${name}` }),
    ...(isHolder ? holderOf(building) : [signersFile(building)]),
    systemdUnit({ name: `geosteer-job-${name}.service`, content: unitOf(building, isHolder) }),
    ...timerOf(name, isHolder ? task : { schedule: task.check_every, spread: task.spread }),
  ];
}

/** The timer unit of a job, enabled. */
export function timerOf(name: string, task: Parameters<typeof timer>[1]): readonly Resource[] {
  const unit = `geosteer-job-${name}.timer`;
  const content = systemdUnit({ name: unit, content: timer(`When job ${name} runs`, task) });
  return [content, service({ unit, running: true, enabled: true, restartOn: [content] })];
}

/** A program of the role's, as it is installed. */
export function program(name: string): ReturnType<typeof localFile> {
  return localFile(new URL(`host/${name}`, import.meta.url));
}

function holderOf({ name, task }: Building): readonly Resource[] {
  const offer = `geosteer-job-${name}-offer`;
  const unit = systemdUnit({ name: `${offer}@.service`, content: offerService(name) });
  const socket = systemdUnit({ name: `${offer}.socket`, content: offerSocket(name, task) });
  return [
    user({ name: BUILDER, system: true, home: `/var/lib/${BUILDER}`, createHome: false, shell: "/usr/sbin/nologin" }),
    directory({ path: `/var/lib/${BUILDER}`, owner: BUILDER, mode: "0755" }),
    directory({ path: `${STATE}/${name}/offer` }),
    file({ path: `${PROGRAMS}/caddy-offer`, content: program("caddy-offer"), mode: "0755", validate: ["sh", "-n", "%s"] }),
    unit,
    socket,
    service({ unit: `${offer}.socket`, running: true, enabled: true, restartOn: [socket] }),
  ];
}

function offerSocket(name: string, { address, port }: CaddyBuild): string {
  const listen = address === undefined ? String(port) : `${bracketed(address)}:${port}`;
  return `[Unit]
Description=Hands out the build of job ${name}

[Socket]
ListenStream=${listen}
FreeBind=yes
Accept=yes
MaxConnections=32
MaxConnectionsPerSource=4

[Install]
WantedBy=sockets.target
`;
}

function offerService(name: string): string {
  return `[Unit]
Description=Hands out the build of job ${name}
CollectMode=inactive-or-failed

[Service]
ExecStart=${PROGRAMS}/caddy-offer ${STATE}/${name}/offer
StandardInput=socket
StandardOutput=socket
StandardError=journal
DynamicUser=yes
RuntimeMaxSec=1800
CapabilityBoundingSet=
PrivateDevices=yes
PrivateNetwork=yes
ProtectHome=yes
ProtectProc=invisible
MemoryDenyWriteExecute=yes
RestrictAddressFamilies=AF_UNIX
SystemCallFilter=@system-service
${Object.keys(hardening)
  .filter((key) => key !== "SystemCallArchitectures")
  .map((key) => `${key}=yes\n`)
  .join("")}SystemCallArchitectures=native
`;
}

function signersFile({ name, holder, ...building }: Building): Resource {
  const lines = signersOf({ ...building, holder }).map((key) => `${holder.name} namespaces="geosteer-caddy" ${key}\n`);
  return file({ path: `${STATE}/${name}/signers`, content: lines.join("") });
}

function unitOf(building: Building, isHolder: boolean): string {
  const { name, task, takes } = building;
  const environment = {
    TASK: name,
    CADDY_BINARY: task.binary,
    CADDY_CONFIG: task.config,
    CADDY_UNIT: task.unit,
    ...(isHolder ? makeSettings(building) : takeSettings(building)),
    ROLLS_OUT: takes ? "yes" : "",
  };
  return oneshot(
    `Job ${name}: caddy-build`,
    {
      ExecStart: execLine([`${PROGRAMS}/caddy-build`, isHolder ? "make" : "take"]),
      Environment: Object.entries(environment).map(([key, value]) => environmentLine(`${key}=${value}`)),
      StateDirectory: `geosteer-jobs/${name}`,
      TimeoutStartSec: task.timeout ?? BUILD_TIMEOUT_S,
      CPUSchedulingPolicy: "batch",
      ...hardening,
    },
    { after: ["network-online.target"] },
  );
}

function makeSettings(building: Building): Readonly<Record<string, string>> {
  const { task } = building;
  return {
    BUILDER,
    XCADDY: task.xcaddy,
    VERSION: task.version ?? "",
    MODULES: Object.entries(task.modules)
      .map(([module, version]) => `${module}@${version}`)
      .join(" "),
    SIGNING_KEY: `/etc/ssh/ssh_host_${keyType(signersOf(building)[0] ?? "")}_key`,
  };
}

function takeSettings({ name, task, holder }: Building): Readonly<Record<string, string>> {
  return {
    HOLDER: holder.name,
    SIGNERS: `${STATE}/${name}/signers`,
    URL: `http://${bracketed(task.address ?? holder.address.host)}:${task.port}`,
  };
}

function keyType(key: string): string {
  const [, type = "ed25519"] = /^(?:ssh-(ed25519|rsa)|ecdsa)/.exec(key) ?? [];
  return key.startsWith("ecdsa") ? "ecdsa" : type;
}

function bracketed(address: string): string {
  return address.includes(":") ? `[${address}]` : address;
}

/** systemd.exec(5): an assignment with a space is quoted as a whole, and `%` is doubled. */
function environmentLine(assignment: string): string {
  return `"${assignment.replaceAll("%", "%%")}"`;
}
