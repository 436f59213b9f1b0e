import type { Command } from "commander";
import { Failure } from "../model/failure.ts";
import { harmless, harmlessLine } from "../report/harmless.ts";
import type { Reporter } from "../report/reporter.ts";
import { runOnHosts } from "../run/run-on-hosts.ts";
import { sh } from "../shell/sh.ts";
import { type RunAction, renderManual } from "./cli-command.ts";
import { addConnectingFlags, type ConnectingFlags, connectingOptions } from "./connecting-flags.ts";
import { OK } from "./exit-status.ts";
import { listChosenHosts } from "./list-hosts.ts";
import { showing } from "./show.ts";
import type { Surroundings } from "./surroundings.ts";

/** Options of `infra run`, as commander hands them over. */
interface RunOnHostsFlags extends ConnectingFlags {
  readonly shell?: true;
}

/** Defines `infra run`. */
export function define(command: Command, run: RunAction): void {
  command
    .usage("[options] <pattern> -- <command...>")
    .argument("<pattern>", "which hosts, an Ansible pattern: all, us, web*, 'all:!in'")
    .argument("[command...]", "the command and its arguments, behind --")
    .description(
      "Run one command as root on many hosts and show what each printed. Its words reach the host as they are, unless --shell is given.",
    )
    .option("--shell", "the command is one line for the host's shell: pipes, globs, variables");
  addConnectingFlags(command)
    .addHelpText("after", manual)
    .action(async (pattern: string, words: readonly string[]) => {
      await run((surroundings) => {
        const flags = command.opts<RunOnHostsFlags>();
        return showing(flags, surroundings, (reporter) => runShowing(pattern, words, { flags, surroundings, reporter }));
      });
    });
}

async function runShowing(
  pattern: string,
  words: readonly string[],
  { flags, surroundings, reporter }: { flags: RunOnHostsFlags; surroundings: Surroundings; reporter: Reporter },
): Promise<number> {
  const options = await connectingOptions(flags, surroundings);
  if (flags.listHosts) return await listChosenHosts(pattern, { options, flags, surroundings });
  if (words.length === 0) throw new Failure("USAGE", "run", "Cannot run a command: none is given", { hint: "infra run all -- uptime" });
  const printed = new Map<string, string>();
  const statuses = await runOnHosts(pattern, {
    ...options,
    command: flags.shell ? sh`sh -c ${words.join(" ")}` : sh`${words}`,
    report: reporter.report,
    onOutput: (host, text) => {
      printed.set(host, text);
      if (!flags.json) surroundings.stdout.write(render(host, text));
    },
  });
  if (flags.json) surroundings.stdout.write([...statuses].map((entry) => renderJson(entry, printed)).join(""));
  else
    surroundings.stderr.write(
      [...statuses]
        .filter(([, status]) => status !== OK)
        .map(renderStatus)
        .join(""),
    );
  return Math.max(...statuses.values());
}

function render(host: string, text: string): string {
  if (text === "") return "";
  const lines = harmless(text).replace(/\n$/, "").split("\n");
  return lines.map((line) => `${harmlessLine(host)}: ${line}\n`).join("");
}

function renderJson([host, status]: readonly [string, number], printed: ReadonlyMap<string, string>): string {
  return `${JSON.stringify({ type: "output", host, status, text: printed.get(host) ?? "" })}\n`;
}

function renderStatus([host, status]: readonly [string, number]): string {
  return `${harmlessLine(host)}: exit status ${status}\n`;
}

const manual = renderManual({
  statuses: [
    ["0", "the command succeeded on every host"],
    ["1..", "the largest exit status of all hosts"],
    [64, "wrong arguments: an option, a pattern (or the command's own)"],
    [255, "a host could not be reached"],
  ],
  examples: [
    ["infra run all -- uptime", "on every host"],
    ["infra run us,eu -- journalctl -u caddy -n 20 --no-pager", "options behind -- are the command's"],
    ["infra run all --shell 'df -h | tail -1'", "a line for the shell"],
  ],
});
