import { expect } from "chai";
import { type TailnetState, tailnetState } from "../../src/facts/tailnet-state.ts";
import { type Fact, missing } from "../../src/model/fact.ts";
import { Failure } from "../../src/model/failure.ts";
import { lines, sh } from "../../src/shell/sh.ts";
import { askLocally, type LocalHost, localHost, standIn } from "../support/local-host.ts";

const PREFS = {
  ControlURL: "https://hs.example.org",
  CorpDNS: false,
  RouteAll: true,
  AdvertiseRoutes: ["192.0.2.0/24"],
  AdvertiseTags: null,
};

describe("tailnetState", () => {
  let host: LocalHost;
  beforeEach(() => {
    host = localHost();
    standIn(host, "date", "echo 1000");
  });
  afterEach(() => {
    host.remove();
  });

  function ask(status: string, prefs: string): unknown {
    standIn(host, "tailscale", `case $* in "status --json --peers=false") ${status} ;; "debug prefs") ${prefs} ;; *) exit 9 ;; esac`);
    return askLocally(host, tailnetState, [""])[0];
  }

  const say = (value: unknown): string => `printf %s '${JSON.stringify(value)}'`;

  it("is missing where Tailscale is not installed", () => {
    const hidden: Fact<"", TailnetState> = { ...tailnetState, script: () => lines(sh`PATH=/none`, tailnetState.script([""])) };
    const [answer] = askLocally(host, hidden, [""]);
    expect(answer).to.equal(missing);
  });

  it("knows nothing where the daemon does not answer", () => {
    const nothing = { backend: undefined, prefs: undefined, keyExpiryMs: undefined, nowMs: 1_000_000 };
    expect(ask("exit 1", "exit 1")).to.deep.equal(nothing);
    expect(ask(say({ BackendState: "Running" }), "exit 1")).to.deep.equal(nothing);
  });

  it("reads state, settings and the key's expiry", () => {
    const status = { BackendState: "Running", Self: { KeyExpiry: "1970-01-01T01:00:00+01:00", HostName: "eu" }, Peer: null };
    expect(ask(say(status), say(PREFS))).to.deep.equal({
      backend: "Running",
      prefs: {
        ControlURL: "https://hs.example.org",
        CorpDNS: false,
        RouteAll: true,
        RunSSH: false,
        ShieldsUp: false,
        Hostname: "",
        AdvertiseRoutes: ["192.0.2.0/24"],
        AdvertiseTags: [],
      },
      keyExpiryMs: 0,
      nowMs: 1_000_000,
    });
  });

  it("takes a key without an expiry, and a node that was never in", () => {
    expect(ask(say({ BackendState: "Running", Self: {} }), say(PREFS))).to.include({ keyExpiryMs: undefined });
    expect(ask(say({ BackendState: "NeedsLogin", Self: null }), say({}))).to.include({ backend: "NeedsLogin", keyExpiryMs: undefined });
  });

  it("fails on words that it does not know", () => {
    for (const words of ["echo Running", say({ state: 1 })]) expect(ask(words, say(PREFS))).to.be.instanceOf(Failure);
  });
});
