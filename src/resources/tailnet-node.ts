import { z } from "zod";
import { type TailnetPrefs, tailnetState, type TailnetState } from "../facts/tailnet-state.ts";
import { blob, blobPath } from "../model/blob.ts";
import type { ChangeDraft, FieldDiff } from "../model/change.ts";
import { type Missing, missing } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import type { Resolved } from "../model/from-host.ts";
import { defineKind } from "../model/kind.ts";
import { secret } from "../model/secret.ts";
import { type Command, sh } from "../shell/sh.ts";

const Names = z.array(z.string().regex(/^[^\s,]+$/, "must be one word, without a comma")).default([]);

const Props = z.strictObject({
  loginServer: z
    .url({ protocol: /^https?$/ })
    .default("https://controlplane.tailscale.com")
    .describe("The coordination server; a Headscale of one's own, or Tailscale's."),
  authKey: secret.optional().describe("Lets the host in when it is not logged in; it is not used while it is."),
  hostname: z
    .string()
    .regex(/^[a-z0-9-]*$/, "must be a host's name")
    .default("")
    .describe("The node's name in the tailnet. Default: the host's own name."),
  acceptDns: z.boolean().default(true).describe("Whether the host resolves names as the tailnet says."),
  acceptRoutes: z.boolean().default(false).describe("Whether it uses the networks that other nodes lead to."),
  advertiseRoutes: Names.describe("Networks (CIDR) that it leads to."),
  advertiseExitNode: z.boolean().default(false).describe("Whether others may reach the internet by it."),
  advertiseTags: Names.describe("Tags that it asks for: `tag:server`."),
  ssh: z.boolean().default(false).describe("Whether Tailscale's own SSH server answers."),
  shieldsUp: z.boolean().default(false).describe("Whether no other node may open a connection to it."),
  warnDays: z.int().min(0).default(30).describe("How many days before its key expires that is told."),
  timeoutMs: z.int().positive().default(60_000).describe("How long it may take to connect, milliseconds."),
});

type Want = Resolved<z.output<typeof Props>>;
type Seen = TailnetState | Missing;

const DAY_MS = 86_400_000;

/** States in which the node is as it shall be, or will be without us. */
const SETTLED = ["Running", "Starting", "NeedsMachineAuth"];

const NOT_INSTALLED: Pick<TailnetState, "backend" | "prefs"> = { backend: "not installed", prefs: undefined };

/**
 * The host is a node of a tailnet (Tailscale or Headscale), with these settings and no others: compared with what its daemon says, so that
 * `tailscale up` runs again only where a setting differs or the node is logged out. Its authentication key is read from a file in memory.
 *
 * @example tailnetNode({ loginServer: "https://headscale.example.org", authKey: "hskey-auth-1", acceptDns: false })
 */
export const tailnetNode = defineKind("tailnetNode", {
  description: "The host is connected to a tailnet with the declared settings; that its key expires soon is told.",
  props: Props,
  id: () => "tailscale0",
  observe: (_, ask): Promise<Seen> => ask(tailnetState, ""),
  plan(want, seen) {
    const { backend = "not running", prefs } = seen === missing ? NOT_INSTALLED : seen;
    const fields = prefs === undefined ? [] : settingsDiff(want, prefs);
    if (!SETTLED.includes(backend)) return [up(want, { fields, backend })];
    return fields.length === 0 ? [] : [up(want, { fields })];
  },
  warnings(want, seen) {
    if (seen === missing) return [];
    if (seen.backend === "NeedsMachineAuth") return ["This node waits for its approval in the tailnet's administration"];
    if (seen.keyExpiryMs === undefined || seen.backend !== "Running") return [];
    const leftMs = seen.keyExpiryMs - seen.nowMs;
    if (leftMs > want.warnDays * DAY_MS) return [];
    const day = new Date(seen.keyExpiryMs).toISOString().slice(0, 10);
    return [`The key of this node in the tailnet expires in ${inDays(leftMs)}, on ${day}: renew it by \`tailscale up --force-reauth\``];
  },
});

/** Why `tailscale up` is to run. */
interface Reason {
  readonly fields: readonly FieldDiff[];
  /** The state, where it is not a settled one. */
  readonly backend?: string;
}

function up(want: Want, { fields, backend }: Reason): ChangeDraft {
  const isMoved = fields.some(({ name }) => name === "login server");
  const isKnown = backend === undefined || backend === "Stopped";
  const key = isMoved || !isKnown ? authKeyOf(want) : undefined;
  const state = backend === undefined ? [] : [{ name: "state", before: backend, after: "Running" }];
  return {
    title: backend === undefined ? "change tailscale0" : "connect tailscale0",
    diff: { fields: [...state, ...fields] },
    commands: [upCommand(want, { reauth: isMoved && isKnown, key: key && blobPath(key) })],
    blobs: key === undefined ? [] : [key],
    timeoutMs: want.timeoutMs + 10_000,
  };
}

function authKeyOf({ authKey }: Want): ReturnType<typeof blob> {
  if (authKey !== undefined) return blob(authKey);
  const message = "Cannot connect to the tailnet: the host is not logged in, and no authentication key is given";
  throw new Failure("RESOURCE_INVALID", "tailnetNode:tailscale0", message, {
    hint: "Make one on the coordination server, and give it as `authKey`",
  });
}

/** `--reset` makes every setting that is not named the default, so that none is left from elsewhere (`tailscale up --help`). */
function upCommand(want: Want, { reauth, key }: { readonly reauth: boolean; readonly key: Command | undefined }): Command {
  const words = [
    "--reset",
    `--timeout=${Math.ceil(want.timeoutMs / 1000)}s`,
    `--login-server=${want.loginServer}`,
    `--hostname=${want.hostname}`,
    `--accept-dns=${want.acceptDns}`,
    `--accept-routes=${want.acceptRoutes}`,
    `--advertise-routes=${want.advertiseRoutes.join(",")}`,
    `--advertise-exit-node=${want.advertiseExitNode}`,
    `--advertise-tags=${want.advertiseTags.join(",")}`,
    `--ssh=${want.ssh}`,
    `--shields-up=${want.shieldsUp}`,
    ...(reauth ? ["--force-reauth"] : []),
  ];
  return key === undefined ? sh`tailscale up ${words}` : sh`tailscale up ${words} --auth-key=file:${key}`;
}

function settingsDiff(want: Want, prefs: TailnetPrefs): readonly FieldDiff[] {
  const routes = [...want.advertiseRoutes, ...(want.advertiseExitNode ? ["0.0.0.0/0", "::/0"] : [])];
  const settings = [
    ["login server", prefs.ControlURL, want.loginServer],
    ["hostname", prefs.Hostname, want.hostname],
    ["accept DNS", prefs.CorpDNS, want.acceptDns],
    ["accept routes", prefs.RouteAll, want.acceptRoutes],
    ["advertised routes", listed(prefs.AdvertiseRoutes), listed(routes)],
    ["advertised tags", listed(prefs.AdvertiseTags), listed(want.advertiseTags)],
    ["SSH", prefs.RunSSH, want.ssh],
    ["shields up", prefs.ShieldsUp, want.shieldsUp],
  ] as const;
  return settings.flatMap(([name, before, after]) => (before === after ? [] : [{ name, before: String(before), after: String(after) }]));
}

/** The daemon keeps lists in an order of its own. */
function listed(names: readonly string[]): string {
  return [...new Set(names)].sort().join(" ");
}

function inDays(ms: number): string {
  const days = Math.floor(ms / DAY_MS);
  if (days < 1) return "less than a day";
  return days === 1 ? "a day" : `${days} days`;
}
