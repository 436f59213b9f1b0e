import type { Change } from "../model/change.ts";
import type { Report } from "../model/event.ts";
import type { Host } from "../model/host.ts";
import type { BatchSize } from "../model/rolling.ts";
import type { Transport } from "../model/transport.ts";
import type { Command } from "../shell/sh.ts";
import type { CommandEnd } from "./command-end.ts";
import type { Declared } from "./compile.ts";
import type { SavedChange } from "./essence.ts";
import type { Initiator } from "./lock.ts";
import type { OrphanOptions } from "./pruning.ts";

/** What every run over hosts needs: how to reach them, and the parts of the outside world that the engine does not touch itself. */
export interface ReachOptions {
  /** Most hosts at once. */
  readonly forks: number;
  readonly connectTimeoutMs: number;
  readonly acceptNewHostKeys: boolean;
  transport(host: Host): Promise<Transport>;
  readonly report: Report;
  /** Ctrl-C once: no new change is begun. */
  readonly stop: AbortSignal;
  /** Ctrl-C twice: connections are cut. */
  readonly cut: AbortSignal;
  /** A fresh random word of 128 bits. */
  nonce(): string;
  /** Milliseconds, monotonic. */
  now(): number;
  /** Reads a file of the controller in pieces. */
  openFile(path: string): AsyncIterable<Uint8Array>;
  /** Seconds after which an idle host frees its lock. Default 120. */
  readonly idleSeconds?: number;
}

/** Something that must be so on a host. */
export interface Readiness {
  /** For a reader: `port 443`. */
  readonly title: string;
  readonly timeoutMs: number;
  readonly intervalMs: number;
  /** Resolves to why it is not so yet; `run` runs a command there. */
  whyNot(host: Host, run: (command: Command) => Promise<CommandEnd>): Promise<string | undefined>;
}

/** What is done around a host's changes; a failure of it ends the roll. */
export interface Around {
  /** Throws where the host cannot be changed; it is left as it was then. */
  before(host: Host): Promise<void>;
  /** All went well, or Ctrl-C came. */
  after(host: Host): Promise<void>;
  /** The host, or its `after`, has failed. */
  failed(host: Host): Promise<void>;
}

/** How a playbook is brought to its hosts. */
export interface ConvergeOptions extends ReachOptions {
  readonly mode: "plan" | "apply";
  readonly playbook: string;
  /** `--tags`: which resources are looked at. Default: all. */
  selects?(declared: Declared): boolean;
  /** Sizes of the batches that hosts are worked on in, the last one again and again. Default: all at once. */
  readonly serial?: readonly BatchSize[];
  /** What must be so on a host after its changes, one after the other. */
  readonly ready?: readonly Readiness[];
  /** What is done around the changes of each host that has some. */
  readonly around?: Around;
  /** How many hosts may fail before no further one is begun. Default: no limit. */
  readonly maxFailures?: number;
  readonly waitLockMs: number;
  /** Factor on the times that the controller waits in while changes are to be confirmed; the host's 30 s stay. Default 1. */
  readonly confirmPace?: number;
  /** End another run that holds a host's lock. */
  readonly breakLock?: boolean;
  /** `--force`: changes that need it (`Change.guard`) are made, too. */
  readonly force?: boolean;
  /** Hosts that are left out on purpose: what hosts make together is made without them. */
  readonly without?: readonly string[];
  /** Send the output of changes that went well, too. */
  readonly verbose: boolean;
  readonly initiator: Initiator;
  /** What is done about resources that no playbook declares any more. Default: they are not looked for. */
  readonly orphans?: OrphanOptions;
  /** The plan that is applied, by host: a host for which there is anything else to do is refused. */
  readonly saved?: ReadonlyMap<string, readonly SavedChange[]>;
  /** Several playbooks are planned together, to tell what was changed on the hosts from what was changed here; with `mode: "plan"`. */
  readonly drift?: { readonly playbooks: readonly string[] };
  /** Asked once for all hosts when something would change; without it nobody is asked. */
  confirm?(plans: ReadonlyMap<string, readonly Change[]>): Promise<boolean>;
}
