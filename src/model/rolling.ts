import type { Host } from "./host.ts";

/** How many hosts at once: a number, or a share of all hosts of the run (`"30%"`, rounded down, one at least). */
export type BatchSize = number | `${number}%`;

/** What must be so before a roll goes on to the next hosts. Asked again and again until it is, or the time is over. */
export type Ready = ReadyTimes &
  (
    | {
        /** A program and its arguments, run as root on the host: status 0 means ready. */
        readonly command: readonly string[];
      }
    | {
        /** A TCP port of the host's address that takes a connection from the controller. */
        readonly tcp: number;
      }
    | {
        /** A URL, of the host by itself, that the controller gets with a status of 200 to 399. */
        readonly http: string | ((host: Host) => string);
      }
  );

/** How long something is waited for. */
export interface ReadyTimes {
  /** Default 60,000. */
  readonly timeoutMs?: number;
  /** Between two looks. Default 1000. */
  readonly intervalMs?: number;
}

/** How a host is taken out of the geo map before it is changed, and put back afterwards. */
export interface Drain {
  /** Beyond the map's TTL, for resolvers that keep answers longer. Default 5000. */
  readonly marginMs?: number;
  /** How long its checks may take to pass on all name servers afterwards. Default 120,000. */
  readonly timeoutMs?: number;
}

/** How a playbook is brought to one part of its hosts after the other. */
export interface Rolling {
  /**
   * How many hosts are worked on at a time: a size, or a list of sizes whose last one repeats, as in Ansible. A batch is begun when the one before is
   * through, unless all of it failed, or more than `maxFailures` hosts of the run. Default: all at once, within `forks`.
   */
  readonly serial?: BatchSize | readonly BatchSize[];
  /** How many hosts may fail (or be unreachable) before no further host is begun. Default: no limit. */
  readonly maxFailures?: number;
  /** Looked at on each host after its changes; a host that does not become ready has failed, and no further one is begun. */
  readonly ready?: Ready | readonly Ready[];
  /** Take each host that will be changed out of the geo map for the time; needs `serial`, and a group `nameservers`. */
  readonly drain?: boolean | Drain;
}
