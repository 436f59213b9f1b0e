import { randomBytes } from "node:crypto";
import { setMaxListeners } from "node:events";
import type { ConvergeOptions } from "../../src/engine/options.ts";
import type { Event } from "../../src/model/event.ts";
import { openFile, type PrivateHost } from "./private-host.ts";

/** Options of `converge` for hosts of a test, with the events that it reports. */
export function optionsFor(
  hosts: readonly PrivateHost[],
  changes: Partial<ConvergeOptions> = {},
): ConvergeOptions & { readonly events: Event[] } {
  const events: Event[] = [];
  const [stop, cut] = [new AbortController().signal, new AbortController().signal];
  setMaxListeners(0, stop, cut);
  return {
    mode: "apply",
    playbook: "test",
    forks: 50,
    connectTimeoutMs: 5000,
    acceptNewHostKeys: false,
    waitLockMs: 0,
    verbose: false,
    initiator: { user: "ann", machine: "desk", pid: 42, commit: undefined, startedAt: "2026-01-01T00:00:00Z" },
    transport: async ({ name }) => {
      const found = hosts.find(({ host }) => host.name === name);
      if (found === undefined) throw new Error(`no host ${name}`);
      return await Promise.resolve(found.transport);
    },
    report: (event) => events.push(event),
    stop,
    cut,
    nonce: () => randomBytes(16).toString("hex"),
    now: () => performance.now(),
    openFile,
    ...changes,
    events,
  };
}
