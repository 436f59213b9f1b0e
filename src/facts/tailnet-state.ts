import { z } from "zod";
import type { Fact } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import { sh } from "../shell/sh.ts";
import { splitFields } from "./nul-separated.ts";

/** What a node is set to, by the names of Tailscale's own preferences (`ipn.Prefs`). */
export type TailnetPrefs = z.output<typeof Prefs>;

/** A node of a tailnet as its daemon tells of it. */
export interface TailnetState {
  /** Tailscale's word: `Running`, `Stopped`, `Starting`, `NeedsLogin`, `NeedsMachineAuth`, `NoState`; `undefined` where the daemon does not answer. */
  readonly backend: string | undefined;
  readonly prefs: TailnetPrefs | undefined;
  /** When the node's key expires, and when that was asked, by the host's clock; milliseconds since 1970. A key may never expire. */
  readonly keyExpiryMs: number | undefined;
  readonly nowMs: number;
}

const Names = z
  .array(z.string())
  .nullish()
  .transform((names) => names ?? []);

const Prefs = z.object({
  ControlURL: z.string().default(""),
  CorpDNS: z.boolean().default(true),
  RouteAll: z.boolean().default(false),
  RunSSH: z.boolean().default(false),
  ShieldsUp: z.boolean().default(false),
  Hostname: z.string().default(""),
  AdvertiseRoutes: Names,
  AdvertiseTags: Names,
});

const Status = z.object({
  BackendState: z.string(),
  Self: z.object({ KeyExpiry: z.iso.datetime({ offset: true }).optional() }).nullish(),
});

/** Asks a host's Tailscale daemon for its state and preferences; `missing` where Tailscale is not installed. */
export const tailnetState: Fact<"", TailnetState> = {
  name: "tailnet-state",
  script: () => sh`command -v tailscale >/dev/null || exit 127
timeout 10 tailscale status --json --peers=false 2>/dev/null
printf '\0'
timeout 10 tailscale debug prefs 2>/dev/null
printf '\0%s\0' "$(date +%s)"`,
  parse(output, args) {
    const answer = parseState(splitFields(output));
    return args.map(() => answer);
  },
};

function parseState([status = "", prefs = "", seconds = ""]: readonly string[]): TailnetState | Failure {
  const nowMs = Number(seconds) * 1000;
  if (status.trim() === "" || prefs.trim() === "") return { backend: undefined, prefs: undefined, keyExpiryMs: undefined, nowMs };
  try {
    const { BackendState, Self } = Status.parse(JSON.parse(status));
    const keyExpiryMs = Self?.KeyExpiry === undefined ? undefined : Date.parse(Self.KeyExpiry);
    return { backend: BackendState, prefs: Prefs.parse(JSON.parse(prefs)), keyExpiryMs, nowMs };
  } catch (cause) {
    return new Failure("FACT_FAILED", "tailnet-state", "Cannot read what tailscale says of itself: it is not in the form that is known", {
      cause,
    });
  }
}
