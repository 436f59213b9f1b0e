import { gunzipSync } from "node:zlib";
import { converge } from "../../src/engine/converge.ts";
import type { Transport } from "../../src/model/transport.ts";
import { initiator } from "../../src/run/initiator.ts";
import { prepare } from "../../src/run/prepare.ts";
import { reachOptions } from "../../src/run/reach-options.ts";
import { repository } from "../support/repository.ts";
import type { BenchFleet } from "./bench-fleet.ts";
import { extraVars, PLAYBOOK } from "./ours.ts";

/** Applies the playbook to hosts on which nothing is left to do and returns, by host, the script that each was sent: the probe, unpacked. */
export async function recordProbes({ inventoryFile }: BenchFleet, resources: number): Promise<ReadonlyMap<string, Buffer>> {
  const fleet = { folder: repository, inventory: [inventoryFile], extraVars: [extraVars(resources)] };
  const { work, playbook } = await prepare(PLAYBOOK, { ...fleet, types: false });
  const reach = reachOptions({}, () => undefined);
  const written = new Map<string, Uint8Array[]>();
  await converge(work, {
    ...reach,
    transport: async (host) => {
      const pieces: Uint8Array[] = [];
      written.set(host.name, pieces);
      return recording(await reach.transport(host), (bytes) => pieces.push(bytes));
    },
    mode: "apply",
    playbook: playbook.name,
    waitLockMs: 0,
    verbose: false,
    initiator: initiator(repository),
  });
  return new Map([...written].map(([name, pieces]) => [name, unframe(Buffer.concat(pieces))]));
}

/** A transport that tells what is written to a host. */
function recording(transport: Transport, take: (bytes: Uint8Array) => void): Transport {
  return {
    async connect(host, options) {
      const connection = await transport.connect(host, options);
      return {
        ...connection,
        async exec(commandLine) {
          const channel = await connection.exec(commandLine);
          return {
            ...channel,
            async write(bytes) {
              take(bytes);
              await channel.write(bytes);
            },
          };
        },
      };
    },
  };
}

/** The script behind the length line of a frame (see `src/engine/loader.ts`). */
function unframe(bytes: Buffer): Buffer {
  const end = bytes.indexOf("\n");
  const [, size = ""] = bytes.toString("utf8", 0, end).split(" ");
  const packed = size.startsWith("z");
  const script = bytes.subarray(end + 1, end + 1 + Number(size.replace("z", "")));
  return packed ? gunzipSync(script) : script;
}
