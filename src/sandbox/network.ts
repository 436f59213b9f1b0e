import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { networkInterfaces } from "node:os";
import type Docker from "dockerode";
import { Failure } from "../model/failure.ts";
import { attempt, ifThere, isStatus, labelOf } from "./engine.ts";
import { bridgeName, MIRRORS_LABEL, PREFIX_LABEL } from "./fleet.ts";
import { findMirrors, type Mirrors, parseMirrors, renderMirrors } from "./mirrors.ts";
import { addressIn, chooseSubnets, parseRoutes, type Subnets } from "./subnet.ts";

/** The network of a fleet. */
export interface FleetNetwork {
  readonly id: string;
  readonly subnets: Subnets;
  readonly mirrors: Mirrors;
}

/** Linux's table of IPv4 routes. */
const ROUTES = "/proc/net/route";

/** How often another range is tried when somebody else was given the chosen one in between. */
const TRIES = 5;

/** Finds the fleet's network, or makes it with address ranges that are free on this machine. */
export async function ensureNetwork(engine: Docker, prefix: string): Promise<FleetNetwork> {
  const there = await findNetwork(engine, prefix);
  if (there !== undefined) return there;
  const mirrors = await findMirrors(engine);
  for (let tries = 1; ; tries++) {
    const subnets = chooseSubnets(prefix, await usedRanges(engine));
    if (subnets === undefined) throw new Failure("SANDBOX", prefix, "Cannot make the network: no private address range is free");
    try {
      const { id } = await engine.createNetwork(networkOptions(prefix, subnets, mirrors));
      return { id, subnets, mirrors };
    } catch (cause) {
      const taken = isStatus(cause, 403) || isStatus(cause, 400);
      if (taken && tries < TRIES) continue;
      throw new Failure("SANDBOX", prefix, "Cannot make the network: the engine refuses it", { cause });
    }
  }
}

/** What the engine is told of the network. */
export function networkOptions(prefix: string, subnets: Subnets, mirrors: Mirrors): Docker.NetworkCreateOptions {
  const Config = [subnets.ipv4, subnets.ipv6].map((subnet) => ({ Subnet: subnet, Gateway: addressIn(subnet, 1) }));
  return {
    Name: prefix,
    CheckDuplicate: true,
    Driver: "bridge",
    EnableIPv6: true,
    IPAM: { Driver: "default", Config },
    Options: { "com.docker.network.bridge.name": bridgeName(prefix) },
    Labels: { [PREFIX_LABEL]: prefix, [MIRRORS_LABEL]: renderMirrors(mirrors) },
  };
}

/** The fleet's network as the engine knows it, never another of that name. */
async function findNetwork(engine: Docker, prefix: string): Promise<FleetNetwork | undefined> {
  const info: Docker.NetworkInspectInfo | undefined = await attempt(prefix, "look for the network", () =>
    ifThere(engine.getNetwork(prefix).inspect()),
  );
  if (info === undefined) return undefined;
  if (labelOf(info.Labels, PREFIX_LABEL) !== prefix) {
    throw new Failure("SANDBOX", prefix, `Cannot use the Docker network "${prefix}": it is somebody else's`, {
      hint: "Choose another prefix.",
    });
  }
  const [ipv4 = "", ipv6 = ""] = (info.IPAM?.Config ?? []).map(({ Subnet }) => Subnet ?? "");
  return { id: info.Id, subnets: { ipv4, ipv6 }, mirrors: parseMirrors(labelOf(info.Labels, MIRRORS_LABEL) ?? "") };
}

/** Address ranges of the engine's networks, of this machine's interfaces and of its routes. */
async function usedRanges(engine: Docker): Promise<readonly string[]> {
  const networks = await attempt("docker engine", "list the networks", () => engine.listNetworks());
  const ofEngine = networks.flatMap(({ IPAM }) => (IPAM?.Config ?? []).map(({ Subnet }) => Subnet ?? ""));
  const ofInterfaces = Object.values(networkInterfaces()).flatMap((addresses = []) => addresses.map(({ cidr }) => cidr ?? ""));
  const routes = existsSync(ROUTES) ? parseRoutes(await readFile(ROUTES, "utf8")) : [];
  return [...ofEngine, ...ofInterfaces, ...routes];
}
