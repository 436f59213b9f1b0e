import { z } from "zod";
import { type FirewallState, firewallState } from "../facts/firewall-state.ts";
import { askPath } from "../facts/path-state.ts";
import type { PathState } from "../facts/path-probe.ts";
import { type SshConnection, sshConnection } from "../facts/ssh-connection.ts";
import { accessRules, type AccessRule, letsIn, portsOf } from "../formats/firewall-rules.ts";
import { renderFirewall } from "../formats/nftables.ts";
import { blob, blobPath, sha256 } from "../model/blob.ts";
import type { ChangeDraft, Diff } from "../model/change.ts";
import { contentDiff } from "../model/content.ts";
import { missing } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import type { Resolved } from "../model/from-host.ts";
import { ipRange } from "../model/ip-range.ts";
import { defineKind } from "../model/kind.ts";
import { rightsDiff } from "../model/rights.ts";
import { makeFolder } from "../shell/make-folder.ts";
import { deleteTable, FIREWALL_FILE, FIREWALL_LISTING, keepTable, loadTable, putBackTable } from "../shell/nft-table.ts";
import { removeFile, replaceFile } from "../shell/replace-file.ts";
import type { Command } from "../shell/sh.ts";
import { keepFiles, putBackFiles } from "../shell/undo-files.ts";

const RIGHTS = { owner: "root", group: "root", mode: "0644" };
const FOLDER = { path: FIREWALL_FILE.slice(0, FIREWALL_FILE.lastIndexOf("/")), owner: "root", group: "root", mode: "0755" };
const NOTES = { none: "no rules are in force", changed: "the rules in force are not those that were loaded last" };
const KEPT = [FIREWALL_FILE, FIREWALL_LISTING];

const portNumber = z.int().min(1).max(65_535);

const port = z.union([z.number(), z.string()]).refine(isPort, "must be a port from 1 to 65535, or a range of them such as 6000-6010");

const interfaceName = z
  .string()
  .regex(
    /^(?:[A-Za-z0-9_.@-]{1,15}|[A-Za-z0-9_.@-]{1,14}\*)$/,
    "must be an interface's name, 15 characters at most; `*` may stand at its end",
  );

const PortOf = z.strictObject({
  port: port.describe("One port, or the first and the last of several (`6000-6010`)."),
  protocol: z.enum(["tcp", "udp", "both"]).default("tcp").describe("Over which protocol."),
  comment: z
    .string()
    .regex(/^[^"\\\p{Cc}]{1,60}$/u, 'must be one line of 1 to 60 characters without " and \\')
    .optional()
    .describe("Stands beside the rule in the kernel's listing."),
});

const OpenPort = PortOf.extend({
  from: z.array(ipRange).min(1).optional().describe("Addresses and ranges that may come. Left out, all may."),
});

const Props = z.strictObject({
  interfaces: z
    .array(interfaceName)
    .default([])
    .describe("Interfaces from which everything may come, such as `tailscale0`; `wg*` means all that begin so."),
  ranges: z.array(ipRange).default([]).describe("Addresses and ranges from which everything may come but what is `trustedOnly`."),
  ports: z.array(OpenPort).default([]).describe("Ports that are open to others too: the host's own, and those that Docker publishes."),
  trustedOnly: z.array(PortOf).default([]).describe("Ports that only the trusted `interfaces` reach, whatever else is open."),
  bridges: z
    .array(interfaceName)
    .default(["docker0", "br-*"])
    .describe("Bridges behind which containers are: they are reached from outside through an open published port only."),
  rules: z
    .array(z.string().regex(/^[^\n\0]+$/, "must be one line that is not empty"))
    .default([])
    .describe("Rules for what comes to the host itself, in nft(8)'s words, in front of all that is declared here."),
  sshPorts: z
    .array(portNumber)
    .default([])
    .describe("Ports that the controller must reach, else nothing is loaded. Default: the one by which it came."),
  absent: z.boolean().default(false).describe("Whether there must be no such table, and no file of it."),
});

type Want = Resolved<z.output<typeof Props>>;

interface Seen {
  readonly file: PathState;
  readonly rules: FirewallState;
  readonly way: SshConnection | undefined;
}

/**
 * Who may reach the host: all else that comes in is dropped, and so is what comes for a port that Docker publishes and that is not open. An
 * nftables table of its own (`inet infra`), replaced in one transaction; what other programs keep in theirs stays. What somebody changed in it by
 * nft(8) is noticed and put back. A firewall that does not let the controller itself in is refused (`LOCK_OUT`), and one that
 * cuts it off all the same is taken back by the host.
 *
 * @example firewall({ interfaces: ["tailscale0"], ports: [{ port: 443, protocol: "both" }, { port: 22, from: ["192.0.2.0/24"] }] })
 */
export const firewall = defineKind("firewall", {
  description: "The host lets in what is declared and drops the rest, also for what Docker publishes.",
  props: Props,
  id: () => "infra",
  absence: ({ absent }) => (absent ? "nothing" : { absent: true }),
  paths: () => [FIREWALL_FILE],
  async observe(want, ask): Promise<Seen> {
    const [file, rules, way] = await Promise.all([
      askPath(ask, { path: FIREWALL_FILE, want: want.absent ? "rights" : sha256(textOf(want)) }),
      ask(firewallState, ""),
      ask(sshConnection, ""),
    ]);
    return { file, rules: rules === missing ? { type: "none" } : rules, way: way === missing ? undefined : way };
  },
  plan(want, seen) {
    if (want.absent) return seen.file.type === "absent" && seen.rules.type === "none" ? [] : [remove()];
    if (isAsDeclared(want, seen)) return [];
    if (seen.way !== undefined) refuseLockOut(want, seen.way);
    return [load(textOf(want), seen)];
  },
});

function isPort(value: number | string): boolean {
  const { first, last } = portsOf(value);
  return /^\d{1,5}(?:-\d{1,5})?$/.test(String(value)) && first >= 1 && first <= last && last <= 65_535;
}

function textOf(want: Want): string {
  return renderFirewall({ rules: rulesOf(want), bridges: want.bridges, own: want.rules });
}

function rulesOf(want: Want): readonly AccessRule[] {
  return accessRules(want);
}

function isAsDeclared(want: Want, { file, rules }: Seen): boolean {
  const isFileRight = file.type === "file" && file.sha256 === sha256(textOf(want)) && rightsDiff(RIGHTS, file).length === 0;
  return isFileRight && rules.type === "as-loaded";
}

/**
 * A first run may have come by a port that no later one takes: it is asked for only where the later ones are not known. Rules in nft's own words
 * are not looked at. For both there is the confirming connection.
 */
function refuseLockOut(want: Want, way: SshConnection): void {
  const rules = rulesOf(want);
  for (const tcpPort of want.sshPorts.length === 0 ? [way.serverPort] : want.sshPorts) {
    if (letsIn(rules, { interface: way.interface, address: way.clientAddress, tcpPort })) continue;
    const from = `${way.clientAddress} (${way.interface ?? "unknown interface"})`;
    throw new Failure(
      "LOCK_OUT",
      "firewall",
      `Cannot load the firewall: it would not let ${from} in to port ${tcpPort}, and so not this run itself`,
      {
        hint: "Open the port among `ports`, or name the controller's interface or range among those that are trusted",
      },
    );
  }
}

function load(text: string, seen: Seen): ChangeDraft {
  const bytes = blob(text);
  const source = blobPath(bytes);
  return confirmed({
    title: "load the firewall",
    diff: diffOf(text, seen),
    blobs: [bytes],
    commands: [loadTable(source), makeFolder(FOLDER), replaceFile({ path: FIREWALL_FILE, ...RIGHTS, source, sha256: bytes.sha256 })],
  });
}

function remove(): ChangeDraft {
  return confirmed({
    title: "remove the firewall",
    diff: { note: "everything that listens is reached from everywhere" },
    commands: [deleteTable, ...KEPT.map(removeFile)],
  });
}

function confirmed(change: ChangeDraft & { readonly commands: readonly Command[] }): ChangeDraft {
  return {
    ...change,
    commands: [keepTable, keepFiles(KEPT), ...change.commands],
    confirm: { undo: [putBackTable, putBackFiles(KEPT)] },
  };
}

function diffOf(text: string, { file, rules }: Seen): Diff {
  const isSame = file.type === "file" && file.sha256 === sha256(text);
  if (isSame && rules.type === "changed" && rules.loaded !== "") return { content: { before: rules.live, after: rules.loaded } };
  const before = file.type === "file" ? (file.content ?? file) : undefined;
  return { ...(isSame ? {} : contentDiff(before, text)), ...(rules.type !== "as-loaded" && { note: NOTES[rules.type] }) };
}
