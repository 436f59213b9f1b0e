import { expect } from "chai";
import type { Around } from "../../src/engine/options.ts";
import { type DrainOptions, drainAround } from "../../src/run/drain.ts";
import { optionsFor } from "../support/converge-on.ts";
import { nameServer } from "../support/name-server.ts";
import { paperHost } from "../support/scripted-channel.ts";
import type { PrivateHost } from "../support/private-host.ts";
import { linesOf } from "./failures-of.ts";

const web = paperHost("web");

describe("taking a host out of the map around its changes", () => {
  let servers: readonly PrivateHost[];
  beforeEach(async () => {
    servers = await Promise.all([nameServer("eu"), nameServer("us")]);
    sh("echo 'site web up 9' >/tmp/checks; : >/tmp/passing");
  });
  afterEach(() => {
    for (const server of servers) server.down();
  });

  function sh(line: string): readonly string[] {
    return servers.map((server) => server.sh(line));
  }

  const drains = (): readonly string[] => sh("cut -d ' ' -f 1,3 /tmp/drains").map((text) => text.trim());

  function around(more: Partial<DrainOptions> = {}, stop = new AbortController()): { readonly hook: Around; readonly told: string[] } {
    const told: string[] = [];
    const reach = {
      ...optionsFor(servers, { stop: stop.signal }),
      report: (event: { readonly type: string; readonly message?: string }) => told.push(event.message ?? event.type),
    };
    const nameServers = servers.map(({ host }) => host);
    return { hook: drainAround({ nameServers, reach, by: "ann@desk", waitMs: 10, timeoutMs: 2000, intervalMs: 10, ...more }), told };
  }

  it("drains it on all name servers, waits, and puts it back when its checks have passed on all", async () => {
    const { hook, told } = around();
    await hook.before(web);
    expect(drains()).to.deep.equal(["web ann@desk", "web ann@desk"]);
    await hook.after(web);
    expect(drains()).to.deep.equal(["", ""]);
    expect(told).to.deep.equal([
      "web is taken out of the map on eu, us; in 0.01 s nobody is sent to it any more",
      "web is back in the map",
    ]);
    await hook.failed(web);
    expect(told).to.have.length(2);
  });

  it("takes no pass for a proof that was there before the changes were through", async () => {
    sh("rm /tmp/passing");
    const { hook, told } = around({ timeoutMs: 100 });
    await hook.before(web);
    expect(await linesOf(() => hook.after(web))).to.deep.equal([
      "NOT_READY web: Cannot put web back into the map: after 0.1 s site is up for eu, site is up for us",
    ]);
    await hook.failed(web);
    expect(drains()).to.deep.equal(["web ann@desk", "web ann@desk"]);
    expect(told.at(-1)).to.equal("web stays drained on eu, us: put it back by `infra geo undrain web`");
  });

  it("waits for a check that has failed meanwhile, and says why where it does not come back", async () => {
    const { hook } = around({ timeoutMs: 150 });
    await hook.before(web);
    sh("rm /tmp/passing; echo 'site web down 0 refused' >/tmp/checks");
    expect((await linesOf(() => hook.after(web)))[0]).to.include("site is down for eu (refused)");
    sh("echo 'site web up 9' >/tmp/checks");
    setTimeout(() => {
      sh("echo 'site web up 0' >/tmp/checks; : >/tmp/passing");
    }, 300);
    const again = around();
    sh(": >/tmp/drains");
    await again.hook.before(web);
    await again.hook.after(web);
    expect(drains()).to.deep.equal(["", ""]);
  });

  it("leaves one drained that somebody had drained before, and one alone that is in no map", async () => {
    sh("echo 'web 1 bob' >/tmp/drains");
    const { hook, told } = around();
    await hook.before(web);
    await hook.after(web);
    await hook.before(paperHost("other"));
    expect([drains(), told]).to.deep.equal([["web bob", "web bob"], []]);
    expect(sh("grep -c drain /tmp/calls || true")).to.deep.equal(["0\n", "0\n"]);
  });

  it("drains on none where one refuses, or is not reached", async () => {
    servers[1]?.sh(": >/tmp/refuse.drain");
    const { hook } = around();
    expect(await linesOf(() => hook.before(web))).to.deep.equal([
      'DRAIN_FAILED web: Cannot change web, for to take it out of the map failed: us: Cannot do "geo drain web ann@desk" on us: the name server refuses it',
    ]);
    expect(drains()).to.deep.equal(["", ""]);
    servers[1]?.sh("rm /tmp/refuse.drain; echo 'echo nothing' >/usr/local/lib/geosteer/geo");
    expect((await linesOf(() => hook.before(web)))[0]).to.include('Cannot do "geo status" on us');
    servers[1]?.down();
    expect((await linesOf(() => hook.before(web)))[0]).to.include("DRAIN_FAILED web: ");
  });

  it("puts a host back that Ctrl-C left unchanged, and leaves one drained of which nothing is known", async () => {
    const stop = new AbortController();
    const { hook } = around({ waitMs: 10_000 }, stop);
    setTimeout(() => {
      stop.abort();
    }, 200);
    await hook.before(web);
    expect(drains()).to.deep.equal(["", ""]);
    const later = new AbortController();
    const second = around({}, later);
    await second.hook.before(web);
    later.abort();
    expect(await linesOf(() => second.hook.after(web))).to.deep.equal([
      "INTERRUPTED web: Cannot put web back into the map: Ctrl-C came before its checks had passed",
    ]);
  });
});
