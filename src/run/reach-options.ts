import { randomBytes } from "node:crypto";
import { setMaxListeners } from "node:events";
import { createReadStream } from "node:fs";
import type { ReachOptions } from "../engine/options.ts";
import type { Report } from "../model/event.ts";
import type { ReachSettings } from "./options.ts";

/** The outside world as the engine is given it. Transports are loaded when the first host is reached. */
export function reachOptions(settings: ReachSettings, report: Report): ReachOptions {
  const { stop = new AbortController().signal, cut = new AbortController().signal } = settings;
  // Every host listens: Node takes more than ten for a leak, and says so on stderr.
  setMaxListeners(0, stop, cut);
  return {
    forks: settings.forks ?? 50,
    connectTimeoutMs: settings.connectTimeoutMs ?? 10_000,
    acceptNewHostKeys: settings.acceptNewHostKeys ?? false,
    transport: async (host) => {
      const { openTransport } = await import("../transport/open-transport.ts");
      return await openTransport(host);
    },
    report,
    stop,
    cut,
    nonce: () => randomBytes(16).toString("hex"),
    now: () => performance.now(),
    openFile: (path) => createReadStream(path),
  };
}
