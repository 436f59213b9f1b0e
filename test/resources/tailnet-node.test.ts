import { expect } from "chai";
import type { TailnetState } from "../../src/facts/tailnet-state.ts";
import { missing } from "../../src/model/fact.ts";
import { Failures } from "../../src/model/failure.ts";
import { tailnetNode } from "../../src/resources/tailnet-node.ts";
import { askWith } from "../support/fake-ask.ts";
import { rejection } from "../support/rejection.ts";

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 0, 1);
const WANT: Parameters<typeof tailnetNode>[0] = {
  loginServer: "https://hs.example.org",
  authKey: "hskey-auth-1",
  advertiseRoutes: ["198.51.100.0/24", "192.0.2.0/24"],
};
const PREFS = {
  ControlURL: "https://hs.example.org",
  CorpDNS: true,
  RouteAll: false,
  RunSSH: false,
  ShieldsUp: false,
  Hostname: "",
  AdvertiseRoutes: ["192.0.2.0/24", "198.51.100.0/24"],
  AdvertiseTags: [],
};
const IN: TailnetState = { backend: "Running", prefs: PREFS, keyExpiryMs: undefined, nowMs: NOW };

function asking(seen: unknown): ReturnType<typeof askWith> {
  return askWith({ "tailnet-state": () => seen });
}

describe("tailnetNode", () => {
  const settled: readonly { title: string; seen: TailnetState; want?: Partial<typeof WANT> }[] = [
    { title: "connected as declared", seen: IN },
    { title: "connecting", seen: { ...IN, backend: "Starting" } },
    { title: "waiting for approval", seen: { ...IN, backend: "NeedsMachineAuth" } },
    {
      title: "an exit node",
      seen: { ...IN, prefs: { ...PREFS, AdvertiseRoutes: ["::/0", "0.0.0.0/0"] } },
      want: { advertiseRoutes: [], advertiseExitNode: true },
    },
  ];
  for (const { title, seen, want } of settled) {
    it(`leaves alone a node that is ${title}`, async () => {
      expect(await tailnetNode({ ...WANT, ...want }).plan(asking(seen))).to.deep.equal([]);
    });
  }

  const due: readonly { title: string; seen: unknown; change: string; fields: readonly string[]; hasKey: boolean; reauth?: boolean }[] = [
    { title: "is not installed", seen: missing, change: "connect tailscale0", fields: ["state: not installed"], hasKey: true },
    {
      title: "has no daemon that answers",
      seen: { ...IN, backend: undefined, prefs: undefined },
      change: "connect tailscale0",
      fields: ["state: not running"],
      hasKey: true,
    },
    {
      title: "is logged out",
      seen: { ...IN, backend: "NeedsLogin" },
      change: "connect tailscale0",
      fields: ["state: NeedsLogin"],
      hasKey: true,
    },
    {
      title: "was taken down",
      seen: { ...IN, backend: "Stopped" },
      change: "connect tailscale0",
      fields: ["state: Stopped"],
      hasKey: false,
    },
    {
      title: "has other settings",
      seen: {
        ...IN,
        prefs: { ...PREFS, Hostname: "old", CorpDNS: false, RouteAll: true, RunSSH: true, ShieldsUp: true, AdvertiseTags: ["tag:a"] },
      },
      change: "change tailscale0",
      fields: ["hostname: old", "accept DNS: false", "accept routes: true", "advertised tags: tag:a", "SSH: true", "shields up: true"],
      hasKey: false,
    },
    {
      title: "is in another server's tailnet",
      seen: { ...IN, prefs: { ...PREFS, ControlURL: "https://other.example.org" } },
      change: "change tailscale0",
      fields: ["login server: https://other.example.org"],
      hasKey: true,
      reauth: true,
    },
    {
      title: "was taken down in another server's tailnet",
      seen: { ...IN, backend: "Stopped", prefs: { ...PREFS, ControlURL: "https://other.example.org" } },
      change: "connect tailscale0",
      fields: ["state: Stopped", "login server: https://other.example.org"],
      hasKey: true,
      reauth: true,
    },
  ];
  for (const { title, seen, change, fields, hasKey, reauth = false } of due) {
    it(`brings up a node that ${title}`, async () => {
      const [planned, ...rest] = await tailnetNode(WANT).plan(asking(seen));
      const text = planned?.commands.map((command) => command.text).join("\n");
      expect(rest).to.deep.equal([]);
      expect(planned?.title).to.equal(change);
      expect(planned?.diff?.fields?.map(({ name, before }) => `${name}: ${before}`)).to.deep.equal(fields);
      expect(planned?.blobs.map(({ isSecret }) => isSecret)).to.deep.equal(hasKey ? [true] : []);
      expect(text).to.include("tailscale up --reset '--timeout=60s' '--login-server=https://hs.example.org' ").and.not.to.include("hskey");
      expect([text?.includes('--auth-key=file:"$blobs"/'), text?.includes("--force-reauth")]).to.deep.equal([hasKey, reauth]);
    });
  }

  it("says that a key is needed where there is none", async () => {
    const { loginServer } = { loginServer: "https://hs.example.org" };
    const failure = await rejection(tailnetNode({ loginServer }).plan(asking(missing)));
    expect(failure.message).to.include("no authentication key is given");
    expect(await tailnetNode({ loginServer, hostname: "a" }).plan(asking(IN))).to.have.length(1);
  });

  const warned: readonly { title: string; seen: unknown; words: string | undefined }[] = [
    { title: "nothing of a node that is not installed", seen: missing, words: undefined },
    { title: "nothing of a key that never expires", seen: IN, words: undefined },
    { title: "nothing of a key that expires later", seen: { ...IN, keyExpiryMs: NOW + 31 * DAY }, words: undefined },
    {
      title: "nothing of a node that is to log in anyhow",
      seen: { ...IN, backend: "NeedsLogin", keyExpiryMs: NOW - DAY },
      words: undefined,
    },
    {
      title: "of a key that expires in a month",
      seen: { ...IN, keyExpiryMs: NOW + 30 * DAY },
      words: "expires in 30 days, on 2026-01-31: ",
    },
    { title: "of a key that expires tomorrow", seen: { ...IN, keyExpiryMs: NOW + 1.5 * DAY }, words: "expires in a day, on 2026-01-02: " },
    {
      title: "of a key that expires today",
      seen: { ...IN, keyExpiryMs: NOW + 5000 },
      words: "expires in less than a day, on 2026-01-01: ",
    },
    { title: "of a node that waits for approval", seen: { ...IN, backend: "NeedsMachineAuth" }, words: "waits for its approval" },
  ];
  for (const { title, seen, words } of warned) {
    it(`warns ${title}`, async () => {
      const warnings = await tailnetNode(WANT).warnings?.(asking(seen));
      expect(warnings).to.have.length(words === undefined ? 0 : 1);
      expect(warnings?.join()).to.include(words ?? "");
    });
  }

  it("refuses words that would be several", () => {
    expect(() => tailnetNode({ ...WANT, advertiseTags: ["tag:a,tag:b"] })).to.throw(Failures, "without a comma");
    expect(() => tailnetNode({ ...WANT, hostname: "a b" })).to.throw(Failures, "must be a host's name");
  });
});
