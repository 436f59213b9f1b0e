import type { Command } from "commander";
import type { Reporter } from "../report/reporter.ts";
import type { ShowFlags } from "./show.ts";
import type { Surroundings } from "./surroundings.ts";

/** What a verb of `infra dns` works with. */
export interface DnsCall<Flags> {
  readonly flags: Flags;
  readonly surroundings: Surroundings;
  readonly reporter: Reporter;
}

/** One of the commands of `infra dns`. */
export interface DnsVerb<Flags extends ShowFlags = ShowFlags> {
  readonly name: string;
  /** Its arguments, as commander writes them. */
  readonly args: string;
  readonly summary: string;
  readonly description: string;
  /** Adds its options; those of output are there. */
  addFlags(command: Command): Command;
  action(args: readonly string[], call: DnsCall<Flags>): Promise<number>;
}
