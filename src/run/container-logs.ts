import { StringDecoder } from "node:string_decoder";
import { dialDocker } from "../engine/dial-docker.ts";
import { reach, type Reached } from "../engine/reach.ts";
import type { Report } from "../model/event.ts";
import { Failure } from "../model/failure.ts";
import type { Host } from "../model/host.ts";
import { scrubbed } from "../model/scrubbed.ts";
import type { Scrub } from "../model/scrubber.ts";
import type { ListedContainer, LogWish } from "../transport/docker-api.ts";
import { chooseContainer } from "./choose-container.ts";
import { hidingSecrets, scrubOf } from "./hide-secrets.ts";
import { loadFleet, selectHosts } from "./load-fleet.ts";
import type { FleetOptions, ReachSettings } from "./options.ts";
import { reachOptions } from "./reach-options.ts";
import { hintingAtSandbox } from "./sandbox-hint.ts";

/** Some whole lines that a container printed, each with its newline but for the very last; the inventory's secrets are taken out. */
export interface LogText {
  readonly from: "stdout" | "stderr";
  readonly text: string;
}

/** Which container's log, and how much of it. */
export interface ContainerLogsOptions extends FleetOptions, ReachSettings, LogWish {
  /** A service, `stack/service`, or a container's name. */
  readonly service: string;
  readonly report: Report;
  /** Awaited before more is read. */
  onText(text: LogText, container: ListedContainer): Promise<void>;
}

/** Reads the log of a service's container on one host, over the host's own connection; with `follow` until the signal comes or the container ends. */
export async function containerLogs(pattern: string, options: ContainerLogsOptions): Promise<void> {
  await hidingSecrets(async (known) => {
    const inventory = await loadFleet(options);
    known({ inventory });
    const hosts = await selectHosts(inventory, pattern, options);
    known({ hosts });
    const host = onlyHost(pattern, hosts);
    // Texts of a file that is encrypted as a whole are opened when they are read.
    inventory.explain(host);
    const scrub = scrubOf({ inventory, hosts });
    const report = hintingAtSandbox(hosts, options, options.report);
    const { signal } = options;
    const reached = await reach(
      host,
      reachOptions({ ...options, stop: signal, cut: signal }, (event) => {
        report(scrubbed(event, scrub));
      }),
    );
    try {
      await readLogs(reached, options, scrub);
    } finally {
      reached.session.close();
      reached.connection.close();
    }
  });
}

function onlyHost(pattern: string, hosts: readonly Host[]): Host {
  const [host, ...others] = hosts;
  if (host !== undefined && others.length === 0) return host;
  throw new Failure("USAGE", "logs", `Cannot read logs: "${pattern}" selects ${hosts.length} hosts, expected one`, {
    hint: hosts.map(({ name }) => name).join(", "),
  });
}

async function readLogs(reached: Reached, options: ContainerLogsOptions, scrub: Scrub): Promise<void> {
  const [channel, { dockerApi }] = await Promise.all([dialDocker(reached), import("../transport/docker-api.ts")]);
  const { name } = reached.host;
  const docker = dockerApi(channel, name);
  const container = chooseContainer(options.service, { host: name, containers: await docker.containers() });
  const lines = { stdout: wholeLines(), stderr: wholeLines() };
  const tell = async (from: LogText["from"], text: string): Promise<void> => {
    if (text !== "") await options.onText({ from, text: scrub(text) }, container);
  };
  for await (const { from, bytes } of docker.logs(container.id, options)) await tell(from, lines[from].add(bytes));
  for (const from of ["stdout", "stderr"] as const) await tell(from, lines[from].rest());
}

/** Gathers bytes until they are whole lines: neither a character nor a secret is cut in the middle then. */
function wholeLines(): { add(bytes: Uint8Array): string; rest(): string } {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  return {
    add(bytes) {
      rest += decoder.write(bytes);
      const end = rest.lastIndexOf("\n") + 1;
      const whole = rest.slice(0, end);
      rest = rest.slice(end);
      return whole;
    },
    rest: () => rest + decoder.end(),
  };
}
