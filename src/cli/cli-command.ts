import type { Command } from "commander";
import type { Surroundings } from "./surroundings.ts";

/** One command of `infra`, in a file of its own that is loaded only when the command is called. */
export interface CliCommand {
  /** Adds its arguments, options and manual to a commander command, and `run` as its action. */
  define(command: Command, run: RunAction): void;
}

/** Runs an action with the surroundings of the process and keeps the exit status that it resolves to. */
export type RunAction = (action: (surroundings: Surroundings) => Promise<number>) => Promise<void>;

/** The end of a command's manual: exit statuses and examples. */
export interface Manual {
  readonly statuses: readonly (readonly [number | string, string])[];
  readonly examples: readonly (readonly [string, string])[];
}

/** Renders the end of a command's `--help`. */
export function renderManual({ statuses, examples }: Manual): string {
  const width = Math.max(...examples.map(([line]) => line.length));
  const status = statuses.map(([number, meaning]) => `  ${String(number).padEnd(5)}${meaning}`);
  const example = examples.map(([line, meaning]) => `  ${line.padEnd(width)}  ${meaning}`);
  return `\nExit status:\n${status.join("\n")}\n\nExamples:\n${example.join("\n")}`;
}
