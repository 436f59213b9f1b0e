import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Host } from "../../src/model/host.ts";
import type { BenchFleet } from "./bench-fleet.ts";
import { runChild, unfit } from "./child.ts";
import type { Contender } from "./measure.ts";
import { recordProbes } from "./record-probes.ts";

/** The least that anybody can need: OpenSSH's own client, one process a host, all at once, fed with the very bytes that we send. */
export async function floor(fleet: BenchFleet, resources: number): Promise<Contender> {
  const probes = await recordProbes(fleet, resources);
  const files = new Map(fleet.hosts.map(({ name }) => [name, join(fleet.folder, `probe-${name}.sh`)]));
  for (const [name, file] of files) await writeFile(file, probes.get(name) ?? "");
  return {
    name: "floor",
    async run() {
      const begun = performance.now();
      const all = await Promise.all(fleet.hosts.map((host) => runChild(sshWords(fleet, host), { input: files.get(host.name) ?? "" })));
      const seconds = (performance.now() - begun) / 1000;
      const failed = all.find(({ status, stdout }) => status !== 0 || !stdout.endsWith(" end\n"));
      if (failed !== undefined) throw unfit("floor", "the probe did not run to its end", failed);
      return { seconds };
    },
  };
}

function sshWords({ knownHostsFile }: BenchFleet, { address }: Host): readonly string[] {
  const options = ["BatchMode=yes", "IdentitiesOnly=yes", "StrictHostKeyChecking=yes", `UserKnownHostsFile=${knownHostsFile}`];
  const login = ["-i", address.privateKeyFile ?? "", "-p", String(address.port ?? 22), "-l", address.user ?? ""];
  return ["ssh", "-F", "none", ...login, ...options.flatMap((option) => ["-o", option]), address.host, "sh", "-s"];
}
