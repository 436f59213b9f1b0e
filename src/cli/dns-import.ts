import type { Command } from "commander";
import { renderVariables } from "../formats/render-variables.ts";
import type { ZoneMistake } from "../formats/zone-entries.ts";
import { ZONES_VARIABLE } from "../geo/dns-zone-files.ts";
import { ZoneName } from "../geo/geo-map-vars.ts";
import { type ImportedZone, importZone } from "../geo/import-zone.ts";
import { Failure, Failures } from "../model/failure.ts";
import type { Value } from "../model/host.ts";
import { harmlessLine } from "../report/harmless.ts";
import { paint } from "../report/paint.ts";
import { renderFailure } from "../report/render-failure.ts";
import { FAILED, OK } from "./exit-status.ts";
import type { ShowFlags } from "./show.ts";
import type { Verb, VerbCall } from "./verb.ts";
import { readZoneText, zoneOrigin, type ZoneText } from "./zone-text.ts";

/** Options of `infra dns import`, as commander hands them over. */
interface ImportFlags extends ShowFlags {
  readonly origin?: string;
  readonly zone?: string;
  readonly from?: string;
  readonly tsigFile?: string;
}

type Call = VerbCall<ImportFlags>;
type Zone = Extract<ImportedZone, { outcome: "imported" }>;

/** `infra dns import` */
export const importFile: Verb<ImportFlags> = {
  name: "import",
  args: "[file]",
  summary: "print a zone file as the variable `dns_zones`",
  description:
    "Print a zone that another name server has, a file (`-`: standard input) or its transfer, as the variable `dns_zones`, ready for inventory/group_vars. Records that " +
    "dns_zones cannot hold are told with file, line and reason, and the status is 1; those of DNSSEC are left out and counted. What becomes of a TTL that " +
    "dns_zones has no place for is told, too.",
  addFlags: (command: Command) =>
    command
      .optionsGroup("Zone:")
      .option("--origin <zone>", "the zone's name, where the file does not say it (default: $ORIGIN, the SOA's owner, the file's name)")
      .option("--zone <zone>", "transfer this zone instead of reading a file")
      .option("--from <server>", "the name server that it is transferred from: 192.0.2.1, or 192.0.2.1@5353")
      .option("--tsig-file <file>", "key for the transfer: a line algorithm:name:secret (kdig), or a `key` of BIND's (dig)"),
  async action(args, call) {
    const { source, origin } = await sourceOf(args, call);
    const imported = importZone(source.text, { origin });
    if (imported.outcome === "refused") throw new Failures(imported.mistakes.map((mistake) => failureOf(mistake, source, "read the zone")));
    const zone = call.flags.zone ?? call.flags.origin;
    if (zone !== undefined && bare(zone) !== imported.zone) throw otherZone(imported.zone, source, bare(zone));
    tell(imported, source, call);
    print(imported, call);
    return imported.left.length === 0 ? OK : FAILED;
  },
};

/** The zone's text, and the name that its relative names belong to. */
async function sourceOf(
  [file, ...more]: readonly string[],
  { flags, surroundings }: Call,
): Promise<{ readonly source: ZoneText; readonly origin: string | undefined }> {
  const { from, zone: name } = flags;
  checkNames(flags);
  const isTransfer = [from, name, flags.tsigFile].some((flag) => flag !== undefined);
  if (!isTransfer && file !== undefined && more.length === 0) {
    const source = await readZoneText(file, surroundings);
    return { source, origin: zoneOrigin(source, flags.origin) };
  }
  if (from === undefined || name === undefined || file !== undefined) {
    throw new Failure("USAGE", "dns import", "Cannot import: expected one zone file (`-`: standard input), or --zone and --from");
  }
  const { transferZone } = await import("../run/transfer-zone.ts");
  const zone = bare(name);
  const text = await transferZone(zone, { from, keyFile: flags.tsigFile, folder: surroundings.folder });
  return { source: { where: `${zone}@${from}`, text }, origin: zone };
}

function checkNames({ origin, zone }: ImportFlags): void {
  for (const [option, name] of Object.entries({ "--origin": origin, "--zone": zone })) {
    if (name === undefined || ZoneName.safeParse(bare(name)).success) continue;
    throw new Failure("USAGE", option, `Cannot import zone "${name}": expected a zone's name, such as example.org`);
  }
}

function bare(name: string): string {
  return name.toLowerCase().replace(/\.$/, "");
}

function otherZone(zone: string, { where }: ZoneText, wanted: string): Failure {
  return new Failure("ZONE_INVALID", where, `Cannot import ${wanted}: the SOA is that of "${zone}."`, {
    hint: "A name without its last dot belongs to the origin: is one missing?",
  });
}

function failureOf({ line, why, lacksOrigin, ...mistake }: ZoneMistake, { where }: ZoneText, action: string): Failure {
  const hint = lacksOrigin ? "Name the zone: --origin example.org" : mistake.hint;
  return new Failure("ZONE_INVALID", `${where}:${line}`, `Cannot ${action}: ${why}`, hint === undefined ? {} : { hint });
}

/** Tells on standard error, or as events with `--json`, what is not printed, or not as it was. */
function tell({ left, notes, signatures }: Zone, source: ZoneText, { flags, surroundings, reporter }: Call): void {
  const failures = left.map((mistake) => failureOf(mistake, source, "import"));
  const counts = Object.entries(signatures).map(([type, count]) => `${count} ${type}`);
  const words = [
    ...notes.map(({ line, why }) => `${source.where}:${line}: ${why}`),
    ...(counts.length === 0 ? [] : [`${source.where}: left out, made anew by who signs the zone: ${counts.join(", ")}`]),
  ];
  if (flags.json) {
    for (const failure of failures) reporter.report({ type: "failure", failure });
    for (const message of words) reporter.report({ type: "notice", level: "warning", message });
    return;
  }
  const view = { paint: paint(false), verbosity: flags.verbose };
  const lines = [...failures.map((failure) => renderFailure(failure, view)), ...words.map((line) => `${harmlessLine(line)}\n`)];
  surroundings.stderr.write(lines.join(""));
}

function print({ zone, written }: Zone, { flags, surroundings }: Call): void {
  const variable = { [ZONES_VARIABLE]: { zones: { [zone]: written } } } as unknown as Value;
  const text = flags.json ? `${JSON.stringify({ type: "import", zone, variable })}\n` : renderVariables(variable);
  surroundings.stdout.write(text);
}
