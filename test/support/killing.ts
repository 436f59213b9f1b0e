import { createHash } from "node:crypto";
import { infra, startInfra, summaryOf, writePlaybook } from "./controller.ts";
import type { Fleet } from "./fleet.ts";

const FILES = 12;

/** What came of controllers that were killed at random moments. */
export interface Killed {
  /** Controllers that were killed before they had ended. */
  readonly kills: number;
  /** Seconds of a run that nobody disturbs. */
  readonly runS: number;
  /** What should never be: content that is neither old nor new, a run that does not converge, a lost reload. Empty when all is well. */
  readonly faults: readonly string[];
}

/**
 * Twelve files that a unit watches; a unit whose reload notes what it has read. The controller is killed (SIGKILL) at a random moment of each
 * round while every host hashes its files all the time; then the playbook is applied again and everything is looked at. A controller that ends
 * before its moment does not count.
 */
export async function killControllers(fleet: Fleet, rounds: number): Promise<Killed> {
  const playbook = writePlaybook("kills", playbookText);
  const args = (version: number): readonly string[] => [
    ...["apply", playbook, "-i", fleet.inventoryFile, "--yes", "--no-check", "--json", "--wait-lock", "60"],
    ...["-e", JSON.stringify({ kill_files: { version: String(version) } })],
  ];
  const first = await infra(args(0));
  const second = await infra(args(1));
  const faults: string[] = [...unsettled("the first run", first), ...unsettled("the second run", second)];
  let kills = 0;
  for (let version = 2; kills < rounds; version++) {
    for (const name of hosts) fleet.sh(name, watcher);
    const controller = startInfra(args(version));
    await new Promise((resolve) => setTimeout(resolve, Math.random() * second.ms));
    if (controller.process.kill("SIGKILL")) kills += 1;
    await controller.ended;
    const after = await infra(args(version));
    faults.push(...unsettled(`the run after kill ${version - 1}`, after), ...hosts.flatMap((name) => faultsOn(fleet, name, version)));
    const settled = await infra(args(version));
    const changed = Object.values(summaryOf(settled)).filter(({ changed: count, exchanges }) => count > 0 || exchanges !== 1);
    if (changed.length > 0) faults.push(`kill ${version - 1}: the run after the next still had something to do`);
  }
  return { kills, runS: second.ms / 1000, faults };
}

const hosts = ["eu", "us", "in"] as const;

const watcher = `rm -f /run/seen /run/watch.stop
(while [ ! -e /run/watch.stop ]; do sha256sum /srv/kill/*; sleep 0.01; done 2>/dev/null | sort -u >/run/seen; touch /run/seen.done) >/dev/null 2>&1 &
rm -f /run/seen.done`;

function unsettled(what: string, ended: Awaited<ReturnType<typeof infra>>): readonly string[] {
  if (ended.status === 0) return [];
  return [`${what} ended with ${String(ended.status)}: ${ended.stderr}${ended.stdout.slice(-2000)}`];
}

function faultsOn(fleet: Fleet, name: string, version: number): readonly string[] {
  const seen = fleet.sh(name, "touch /run/watch.stop; until [ -e /run/seen.done ]; do sleep 0.02; done; cat /run/seen");
  const strange = seen.split("\n").filter((line) => line !== "" && !isKnown(line, version));
  const [read, there] = fleet.sh(name, "cat /srv/kill-read; cat /srv/kill/* | sha256sum").trim().split("\n");
  return [
    ...strange.map((line) => `kill ${version - 1}: ${name} showed content that is neither old nor new: ${line}`),
    ...(seen.trim() === "" ? [`kill ${version - 1}: ${name}'s watcher saw nothing`] : []),
    ...(read === there ? [] : [`kill ${version - 1}: ${name} lost a reload: read ${String(read)}, there is ${String(there)}`]),
    ...(there === digestOfAll(version) ? [] : [`kill ${version - 1}: ${name} does not hold the new content`]),
  ];
}

function isKnown(line: string, version: number): boolean {
  const index = Number(line.slice(line.lastIndexOf("/") + 1));
  return [version - 1, version].some((one) => line.startsWith(sha256(content(one, index))));
}

function digestOfAll(version: number): string {
  const names = Array.from({ length: FILES }, (_, index) => index).sort((a, b) => (String(a) < String(b) ? -1 : 1));
  return `${sha256(names.map((index) => content(version, index)).join(""))}  -`;
}

function content(version: number, index: number): string {
  return `${version} ${index}\n`.repeat(4000);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

const playbookText = `import { directory, file, playbook, role, service, systemdUnit, z } from "geosteer";

const killFiles = role({
  name: "kill-files",
  description: "Files that are watched while controllers die",
  vars: z.strictObject({ version: z.string() }),
  resources: ({ vars: { version } }) => {
    const unit = systemdUnit({ name: "kill-watch.service", content: [
      "[Service]",
      "ExecStartPre=/bin/sh -c 'cat /srv/kill/* | sha256sum >/srv/kill-read'",
      "ExecStart=/bin/sleep infinity",
      "ExecReload=/bin/sh -c 'cat /srv/kill/* | sha256sum >/srv/kill-read'",
      "",
    ].join("\\n") });
    const files = Array.from({ length: ${FILES} }, (_, index) => file({
      path: "/srv/kill/" + index,
      content: (version + " " + index + "\\n").repeat(4000),
      validate: ["sh", "-c", "sleep 0.2", "%s"],
    }));
    return [directory({ path: "/srv/kill" }), unit, ...files, service({ unit: "kill-watch.service", running: true, reloadOn: files })];
  },
});

export default playbook({ name: "kills", hosts: "all", roles: [killFiles] });
`;
