import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import type { ReachOptions } from "../engine/options.ts";
import type { Report } from "../model/event.ts";
import type { ReachSettings } from "./options.ts";

/** The outside world as the engine is given it. Transports are loaded when the first host is reached. */
export function reachOptions(settings: ReachSettings, report: Report): ReachOptions {
  return {
    forks: settings.forks ?? 50,
    connectTimeoutMs: settings.connectTimeoutMs ?? 10_000,
    acceptNewHostKeys: settings.acceptNewHostKeys ?? false,
    transport: async (host) => {
      const { openTransport } = await import("../transport/open-transport.ts");
      return await openTransport(host);
    },
    report,
    stop: settings.stop ?? new AbortController().signal,
    cut: settings.cut ?? new AbortController().signal,
    nonce: () => randomBytes(16).toString("hex"),
    now: () => performance.now(),
    openFile: (path) => createReadStream(path),
  };
}
