import type Docker from "dockerode";
import { sha256 } from "../model/blob.ts";
import { containerName, imageName, labHost, PREFIX_LABEL, RECIPE_LABEL, type SandboxHost } from "./fleet.ts";
import { hostInit } from "./host-init.ts";
import type { FleetNetwork } from "./network.ts";
import { addressIn } from "./subnet.ts";
import { tar, type TarEntry } from "./tar.ts";

/** What a host's container is made from. */
export interface HostRecipe {
  readonly prefix: string;
  readonly host: SandboxHost;
  readonly imageDigest: string;
  readonly network: FleetNetwork;
  /** One line of `authorized_keys`. */
  readonly publicKey: string;
  /** Further files that are there before its first start. */
  readonly files?: readonly TarEntry[];
}

/**
 * All that a server's root can do but what would reach the engine's machine. `--privileged` asks for all there is and fails where that
 * machine itself lacks one of them.
 */
const capabilities: readonly string[] = (
  "CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE NET_BROADCAST NET_ADMIN " +
  "NET_RAW IPC_LOCK IPC_OWNER SYS_CHROOT SYS_PTRACE SYS_ADMIN SYS_BOOT SYS_NICE SYS_TIME MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP SYSLOG"
).split(" ");

/** What the engine is told of a host's container, with the digest of all of it as a label. */
export function containerOptions(recipe: HostRecipe): Docker.ContainerCreateOptions {
  const { prefix, host, network } = recipe;
  const options: Docker.ContainerCreateOptions = {
    name: containerName(prefix, host.name),
    Image: imageName(host.image ?? host.suite),
    Hostname: host.name,
    Cmd: ["sh", "-c", hostInit],
    Env: ["container=docker"],
    // Asks systemd to halt at once; it takes SIGTERM for something else.
    StopSignal: "SIGRTMIN+3",
    Volumes: { "/var/lib/docker": {} },
    HostConfig: hostConfig(recipe),
    NetworkingConfig: {
      EndpointsConfig: {
        [prefix]: {
          Aliases: [host.name],
          IPAMConfig: {
            IPv4Address: addressIn(network.subnets.ipv4, host.number),
            IPv6Address: addressIn(network.subnets.ipv6, host.number),
          },
        },
      },
    },
  };
  const digest = sha256(JSON.stringify([options, recipe.imageDigest, network.id, recipe.publicKey, recipe.files]));
  return { ...options, Labels: { [PREFIX_LABEL]: prefix, [RECIPE_LABEL]: digest } };
}

function hostConfig({ prefix, network }: HostRecipe): Docker.HostConfig & { CgroupnsMode: "private" } {
  return {
    NetworkMode: prefix,
    CapAdd: [...capabilities],
    SecurityOpt: ["seccomp=unconfined", "apparmor=unconfined"],
    // Nothing of /proc and /sys is hidden or read-only; see `hostInit` for what of it is a copy.
    MaskedPaths: [],
    ReadonlyPaths: [],
    Devices: [{ PathOnHost: "/dev/net/tun", PathInContainer: "/dev/net/tun", CgroupPermissions: "rwm" }],
    CgroupnsMode: "private",
    Tmpfs: { "/run": "exec,mode=755", "/tmp": "exec,mode=1777" },
    Sysctls: { "net.ipv6.conf.all.disable_ipv6": "0" },
    // A reboot or poweroff inside ends the container with a signal's status.
    RestartPolicy: { Name: "on-failure" },
    // Docker answers for the hosts' names. Nobody is asked for others, and the resolver gives up soon.
    Dns: ["127.0.0.1"],
    DnsOptions: ["timeout:1", "attempts:1"],
    ExtraHosts: [...network.mirrors, labAddress(network)].flatMap(([name, addresses]) => addresses.map((address) => `${name}:${address}`)),
  };
}

/** `lab` is found by its name whatever becomes of the host's resolver. */
function labAddress({ subnets }: FleetNetwork): readonly [name: string, addresses: readonly string[]] {
  return [labHost.name, [addressIn(subnets.ipv4, labHost.number)]];
}

/** The files that a host gets before its first start: root's key, so that no log-in is ever refused. */
export function hostFiles({ publicKey, files = [] }: HostRecipe): Buffer {
  return tar([...files, { path: "root/.ssh/", mode: 0o700 }, { path: "root/.ssh/authorized_keys", mode: 0o600, content: publicKey }]);
}
