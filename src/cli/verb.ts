import type { Command } from "commander";
import type { Reporter } from "../report/reporter.ts";
import type { RunAction } from "./cli-command.ts";
import { addShowFlags, type ShowFlags, showing } from "./show.ts";
import type { Surroundings } from "./surroundings.ts";

/** What a verb of a command with several works with. */
export interface VerbCall<Flags> {
  readonly flags: Flags;
  readonly surroundings: Surroundings;
  readonly reporter: Reporter;
}

/** One of the commands of `infra geo` or `infra dns`. */
export interface Verb<Flags> {
  readonly name: string;
  /** Its arguments, as commander writes them. */
  readonly args: string;
  readonly summary: string;
  readonly description: string;
  /** Adds its options; those of output are there. */
  addFlags(command: Command): Command;
  action(args: readonly string[], call: VerbCall<Flags>): Promise<number>;
}

/** Adds a verb to its command, with the options of output. */
export function addVerb<Flags extends ShowFlags>(
  command: Command,
  { name, args, summary, description, addFlags, action }: Verb<Flags>,
  run: RunAction,
): void {
  const verb = command
    .command(args === "" ? name : `${name} ${args}`)
    .summary(summary)
    .description(description);
  addShowFlags(addFlags(verb));
  verb.action(async () => {
    const flags = verb.opts<Flags>();
    await run((surroundings) => showing(flags, surroundings, (reporter) => action(verb.args, { flags, surroundings, reporter })));
  });
}
