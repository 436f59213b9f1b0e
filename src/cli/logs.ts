import { type Command, InvalidArgumentError } from "commander";
import type { Reporter } from "../report/reporter.ts";
import { type RunAction, renderManual } from "./cli-command.ts";
import { addConnectingFlags, type ConnectingFlags, connectingOptions } from "./connecting-flags.ts";
import { INTERRUPTED, OK } from "./exit-status.ts";
import { positiveInteger } from "./fleet-flags.ts";
import { isColoured, showing } from "./show.ts";
import type { Output, Surroundings } from "./surroundings.ts";

/** Options of `infra logs`, as commander hands them over. */
interface LogsFlags extends ConnectingFlags {
  readonly follow?: true;
  readonly tail: number | "all";
  readonly since?: number;
  readonly timestamps?: true;
  readonly raw?: true;
}

/** Defines `infra logs`. */
export function define(command: Command, run: RunAction): void {
  command
    .argument("<host>", "one host of the inventory")
    .argument("<service>", "a service, stack/service, or a container's name")
    .description(
      "Show what a service's container printed. Docker's API is spoken over the host's own SSH connection (`docker system dial-stdio`), under " +
        "sudo where the host says so: no port is opened, and no account needs the group docker. The inventory's secrets are taken out, line by line.",
    )
    .option("-f, --follow", "go on with what it prints from now on, until Ctrl-C or the container's end")
    .option("-n, --tail <lines>", "so many lines from the end (0: only what is to come), or all", lineCount, 100)
    .option("--since <time>", "nothing older: 10m, 2h, 1d, 2026-05-01T12:00:00Z", moment)
    .option("-t, --timestamps", "the time of each line before it")
    .option("--raw", "control characters as they come, on a terminal too; else only colours stay there, others are shown");
  addConnectingFlags(command)
    .addHelpText("after", manual)
    .action(async (host: string, service: string) => {
      await run((surroundings) => {
        const flags = command.opts<LogsFlags>();
        return untilInterrupted(surroundings, (signal) =>
          showing(flags, surroundings, (reporter) => show({ host, service }, { flags, surroundings, reporter, signal })),
        );
      });
    });
}

interface Showing {
  readonly flags: LogsFlags;
  readonly surroundings: Surroundings;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
}

async function show(
  { host, service }: { readonly host: string; readonly service: string },
  { flags, surroundings, reporter, signal }: Showing,
): Promise<number> {
  const [{ containerLogs }, { harmlessLog }] = await Promise.all([import("../run/container-logs.ts"), import("../report/harmless-log.ts")]);
  const { stdout, stderr } = surroundings;
  await containerLogs(host, {
    ...(await connectingOptions(flags, surroundings)),
    service,
    follow: flags.follow ?? false,
    tail: flags.tail,
    since: flags.since,
    timestamps: flags.timestamps ?? false,
    signal,
    report: reporter.report,
    async onText({ from, text }, { stack, name }) {
      const output = from === "stdout" ? stdout : stderr;
      if (flags.json) await write(stdout, jsonLines(text, { type: "log", host, stack, container: name, stream: from }));
      else if (flags.raw || output.isTTY !== true) await write(output, text);
      else await write(output, harmlessLog(text, { colour: isColoured(flags, { ...surroundings, stdout: output }) }));
    },
  });
  return OK;
}

/** One object a line of the log. */
function jsonLines(text: string, head: Readonly<Record<string, unknown>>): string {
  const lines = text.replace(/\n$/, "").split("\n");
  return lines.map((line) => `${JSON.stringify({ ...head, text: line })}\n`).join("");
}

/** Resolves when there is room for more, or nobody reads any longer. */
async function write(output: Output, text: string): Promise<void> {
  await new Promise<void>((resolve) => {
    output.write(text, () => {
      resolve();
    });
  });
}

const CTRL_C = "Ctrl-C";

/** Ends some work at the first Ctrl-C, with a status of its own, and when nobody reads any longer (`infra logs -f … | head`). */
async function untilInterrupted({ stdout, onInterrupt }: Surroundings, work: (signal: AbortSignal) => Promise<number>): Promise<number> {
  const ending = new AbortController();
  const end = (): void => {
    ending.abort();
  };
  const forget = onInterrupt(() => {
    ending.abort(CTRL_C);
  });
  stdout.once("close", end);
  try {
    const status = await work(ending.signal);
    return ending.signal.reason === CTRL_C ? INTERRUPTED : status;
  } finally {
    stdout.off("close", end);
    forget();
  }
}

function lineCount(text: string): number | "all" {
  if (text === "all") return text;
  return text === "0" ? 0 : positiveInteger(text);
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Seconds since 1970 of a time, or of so long ago. */
function moment(text: string): number {
  const [, count, unit = ""] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
  if (count !== undefined) return Math.floor(Date.now() / 1000) - Number(count) * (UNITS[unit] ?? 0);
  const then = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(then)) throw new InvalidArgumentError("It must be so long ago (10m, 2h, 1d) or a time (2026-05-01T12:00:00Z).");
  return Math.floor(then / 1000);
}

const manual = renderManual({
  statuses: [
    [0, "the log was read, or the container that was followed has ended"],
    [1, "the host, its Docker or the container is not to be had, or the inventory holds a mistake"],
    [64, "wrong arguments: an option, a host"],
    [INTERRUPTED, "Ctrl-C"],
  ],
  examples: [
    ["infra logs us searxng", "the last 100 lines"],
    ["infra logs us searxng/redis -f", "the service redis of the stack searxng, and what it prints from now on"],
    ["infra logs us searxng --since 2h --tail all | grep -i error", "for another program: as it is"],
  ],
});
