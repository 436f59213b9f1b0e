import type Docker from "dockerode";
import { attempt, ifThere, openEngine } from "./engine.ts";
import { containerName, DEFAULT_PREFIX, labHost, type SandboxHost, sandboxHosts, type Suite } from "./fleet.ts";
import { greets } from "./ssh-banner.ts";

/** A row of `infra sandbox status`. */
export interface SandboxRow {
  readonly host: string;
  readonly suite: Suite;
  readonly container: string;
  /** The engine's word (`running`, `exited`…), or `missing`. */
  readonly state: string;
  /** IPv4; `undefined` where it is not running. */
  readonly address: string | undefined;
  readonly address6: string | undefined;
  readonly ssh: "answers" | "silent";
  /** Version of the Docker engine that holds it. */
  readonly engine: string;
}

/** Looks at each host of a sandbox, and at `lab`, whether it is there or not; changes nothing. */
export async function sandboxStatus({ prefix = DEFAULT_PREFIX }: { prefix?: string } = {}): Promise<readonly SandboxRow[]> {
  const engine = await openEngine();
  const { Version } = await attempt("docker engine", "read its version", () => engine.version());
  return Promise.all([...sandboxHosts, labHost].map((host) => row(engine, { prefix, host, version: Version })));
}

async function row(engine: Docker, { prefix, host, version }: { prefix: string; host: SandboxHost; version: string }): Promise<SandboxRow> {
  const container = containerName(prefix, host.name);
  const info = await attempt(container, "look at the container", () => ifThere(engine.getContainer(container).inspect()));
  const endpoint = info?.NetworkSettings.Networks[prefix];
  const address = endpoint?.IPAddress || undefined;
  return {
    host: host.name,
    suite: host.suite,
    container,
    state: info?.State.Status ?? "missing",
    address,
    address6: endpoint?.GlobalIPv6Address || undefined,
    ssh: address !== undefined && (await greets(address)) ? "answers" : "silent",
    engine: version,
  };
}
