import type { Command } from "commander";
import type { Failure } from "../model/failure.ts";
import { jsonLines } from "../report/json-lines.ts";
import { paint } from "../report/paint.ts";
import { plain } from "../report/plain.ts";
import { asFailures, renderFailure } from "../report/render-failure.ts";
import type { Reporter } from "../report/reporter.ts";
import { statusOfFailures } from "./exit-status.ts";
import { isScreen, type Surroundings } from "./surroundings.ts";

/** Options of how a command shows what it does. */
export interface ShowFlags {
  readonly json?: true;
  readonly verbose: number;
  readonly color: boolean;
}

/** Adds the options of output. */
export function addShowFlags(command: Command): Command {
  return command
    .optionsGroup("Output:")
    .option("--json", "one JSON object a line on standard output and nothing else, the last one a summary")
    .option("-v, --verbose", "tell more: connections, commands' output, causes; -vv: stacks", (_value, before: number) => before + 1, 0)
    .option("--no-color", "no colours; the environment variable NO_COLOR does the same");
}

/** Is colour wanted, and possible there? */
export function isColoured({ color }: ShowFlags, { stdout, env }: Surroundings): boolean {
  return color && (env["NO_COLOR"] ?? "") === "" && isScreen(stdout, env);
}

/**
 * Runs a command with the reporter that its options ask for, closes the reporter and prints what went wrong: as events with `--json`, for a
 * reader on standard error. Returns the exit status.
 */
export async function showing(
  flags: ShowFlags,
  surroundings: Surroundings,
  work: (reporter: Reporter) => Promise<number>,
): Promise<number> {
  const reporter = await chooseReporter(flags, surroundings);
  try {
    return await work(reporter);
  } catch (error) {
    const failures = asFailures(error);
    if (flags.json) for (const failure of failures) reporter.report({ type: "failure", failure });
    else await printFailures(failures, { flags, surroundings, reporter });
    return statusOfFailures(failures);
  } finally {
    await reporter.close();
  }
}

async function chooseReporter(flags: ShowFlags, surroundings: Surroundings): Promise<Reporter> {
  const { stdout, stderr, env } = surroundings;
  const write = (text: string): boolean => stdout.write(text);
  if (flags.json) return jsonLines(write);
  const colour = isColoured(flags, surroundings);
  if (!isScreen(stdout, env)) return plain({ write, verbosity: flags.verbose, colour });
  const { terminal } = await import("../report/terminal.ts");
  return terminal({ stdout, stderr: isScreen(stderr, env) ? stderr : stdout, colour }, { verbosity: flags.verbose });
}

async function printFailures(
  failures: readonly Failure[],
  { flags, surroundings, reporter }: { flags: ShowFlags; surroundings: Surroundings; reporter: Reporter },
): Promise<void> {
  await reporter.close();
  const view = { paint: paint(isColoured(flags, { ...surroundings, stdout: surroundings.stderr })), verbosity: flags.verbose };
  for (const failure of failures) surroundings.stderr.write(renderFailure(failure, view));
}
