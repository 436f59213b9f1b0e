import type Docker from "dockerode";
import { type Command, lines, sh } from "../shell/sh.ts";
import { sha256 } from "../model/blob.ts";
import { bridgeName, imageName, PREFIX_LABEL } from "./fleet.ts";
import { attempt, runOnce } from "./engine.ts";
import { mirrorAddresses, type Mirrors } from "./mirrors.ts";

/**
 * The network guard: what a host of the sandbox sends may go to the other hosts and to the apt mirrors, nowhere else, the engine's
 * machine included. It keeps a playbook under test from reaching real servers by accident; it is no jail, and it
 * ends when the engine's machine is restarted, until the next `up`.
 */
export async function raiseGuard(engine: Docker, prefix: string, mirrors: Mirrors): Promise<void> {
  await attempt(prefix, "set up the network guard", () => onEngineMachine(engine, prefix, raiseCommand(prefix, mirrors)));
}

/** Takes the guard's rules away; none there is fine. */
export async function lowerGuard(engine: Docker, prefix: string): Promise<void> {
  await attempt(prefix, "take the network guard away", () => onEngineMachine(engine, prefix, lowerCommand(prefix)));
}

/** Rules in the form of `iptables-restore`, one chain; each family replaces its own at once, so that there is no moment without. */
export function guardRules(prefix: string, addresses: readonly string[]): readonly string[] {
  const chain = chainName(prefix);
  const returns = [
    // Untracked: IPv6's neighbour discovery, without which the engine's machine could not reach the hosts.
    "-m conntrack --ctstate RELATED,ESTABLISHED,UNTRACKED",
    `-o ${bridgeName(prefix)}`,
    ...addresses.flatMap((address) => [80, 443].map((port) => `-d ${address} -p tcp --dport ${port}`)),
  ];
  return ["*filter", `:${chain} - [0:0]`, ...returns.map((match) => `-A ${chain} ${match} -j RETURN`), `-A ${chain} -j REJECT`, "COMMIT"];
}

/** Docker evaluates DOCKER-USER before rules of its own; engines that leave IPv6 alone have no such chain there. */
export function raiseCommand(prefix: string, mirrors: Mirrors): Command {
  return lines(
    sh`set -e`,
    ...families.map(({ tool, ip }) => {
      const rules = guardRules(prefix, ip === 4 ? mirrorAddresses(mirrors) : []);
      const jump = jumpOf(prefix);
      return sh`printf '%s\n' ${rules} | ${`${tool}-restore`} --wait --noflush
forward=FORWARD
if ${tool} --wait -n -L DOCKER-USER >/dev/null 2>&1; then forward=DOCKER-USER; fi
for hook in "$forward" INPUT; do
  ${tool} --wait -C "$hook" ${jump} 2>/dev/null || ${tool} --wait -I "$hook" ${jump}
done`;
    }),
  );
}

/** The reverse of `raiseCommand`, from whatever state. */
export function lowerCommand(prefix: string): Command {
  const chain = chainName(prefix);
  return lines(
    ...families.map(
      ({ tool }) => sh`for hook in DOCKER-USER FORWARD INPUT; do
  while ${tool} --wait -D "$hook" ${jumpOf(prefix)} 2>/dev/null; do :; done
done
if ${tool} --wait -F ${chain} 2>/dev/null; then ${tool} --wait -X ${chain}; fi`,
    ),
  );
}

const families = [
  { tool: "iptables", ip: 4 },
  { tool: "ip6tables", ip: 6 },
] as const;

function chainName(prefix: string): string {
  return `GEOSTEER-${sha256(prefix).slice(0, 10)}`;
}

function jumpOf(prefix: string): readonly string[] {
  return ["-i", bridgeName(prefix), "-j", chainName(prefix)];
}

/** Runs with the programs and in the network of the engine's machine: it asks no more of the user than access to the engine. */
async function onEngineMachine(engine: Docker, prefix: string, { text }: Command): Promise<void> {
  await runOnce(engine, {
    Image: imageName("trixie"),
    Cmd: ["chroot", "/engine", "sh", "-c", text],
    Labels: { [PREFIX_LABEL]: prefix },
    HostConfig: {
      NetworkMode: "host",
      Binds: ["/:/engine"],
      CapAdd: ["NET_ADMIN", "NET_RAW", "SYS_CHROOT"],
      SecurityOpt: ["apparmor=unconfined"],
    },
  });
}
