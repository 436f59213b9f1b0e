import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import type { CommandEnd } from "../../src/engine/command-end.ts";
import type { Readiness, ReachOptions } from "../../src/engine/options.ts";
import type { Playbook } from "../../src/model/playbook.ts";
import type { Ready } from "../../src/model/rolling.ts";
import type { Command } from "../../src/shell/sh.ts";
import { rollingOptions } from "../../src/run/rolling-options.ts";
import { hostNamed } from "../support/role-on.ts";

/** No host is connected to. */
const reach = {} as unknown as ReachOptions;

function rolling(more: Partial<Playbook>, ttlMs?: number): ReturnType<typeof rollingOptions> {
  const playbook = { name: "p", description: "A playbook.", hosts: "all", roles: [], ...more };
  return rollingOptions(playbook, { drain: ttlMs === undefined ? undefined : { nameServers: [], ttlMs }, reach, by: "ops on call" });
}

function readiness(ready: Ready): Readiness {
  const [only] = rolling({ ready }).ready ?? [];
  if (only === undefined) throw new Error("there is nothing to look at");
  return only;
}

describe("rollingOptions", () => {
  const host = { ...hostNamed("us"), address: { ...hostNamed("us").address, host: "127.0.0.1" } };
  let server: Server;
  let port = 0;
  before((done) => {
    server = createServer((request, response) => response.writeHead(request.url === "/us" ? 200 : 503).end()).listen(0, "127.0.0.1", () => {
      ({ port } = server.address() as AddressInfo);
      done();
    });
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  async function whyNot(ready: Ready, end?: CommandEnd): Promise<{ readonly why: string | undefined; readonly ran: readonly string[] }> {
    const ran: string[] = [];
    const why = await readiness(ready).whyNot(host, async (command: Command) => {
      ran.push(command.text);
      return await Promise.resolve(end ?? { status: 0, output: "" });
    });
    return { why, ran };
  }

  it("are all hosts at once, nothing to look at and nothing around them, where a playbook says nothing", () => {
    expect(rolling({})).to.deep.equal({ serial: [], ready: [] });
  });

  it("have sizes as a list, and a look for each thing that must be ready", () => {
    expect(rolling({ serial: 2 }).serial).to.deep.equal([2]);
    expect(rolling({ serial: [1, "30%"] }).serial).to.deep.equal([1, "30%"]);
    const looks = rolling({
      ready: [{ tcp: 443 }, { command: ["systemctl", "is-active", "nginx"], timeoutMs: 5 }, { http: "http://x.test/" }],
    }).ready;
    expect(looks?.map(({ title, timeoutMs, intervalMs }) => [title, timeoutMs, intervalMs])).to.deep.equal([
      ["port 443", 60_000, 1000],
      ['"systemctl is-active nginx"', 5, 1000],
      ["its page", 60_000, 1000],
    ]);
  });

  it("run a command on the host, within the time that it has", async () => {
    const ready = { command: ["test", "-e", "/srv/it's up"], timeoutMs: 1500 };
    expect(await whyNot(ready)).to.deep.equal({ why: undefined, ran: ["timeout -k 5 2 test -e '/srv/it'\\''s up'"] });
    expect(await whyNot(ready, { status: 1, output: "not yet\n" })).to.include({ why: "it ended with 1: not yet" });
    expect(await whyNot(ready, { status: undefined, output: "" })).to.include({ why: "it ended with no status: " });
  });

  it("look at a port of the host, and at a page, from here", async () => {
    expect((await whyNot({ tcp: port })).why).to.equal(undefined);
    expect((await whyNot({ tcp: 1 })).why).to.include("ECONNREFUSED");
    expect((await whyNot({ http: ({ name }) => `http://127.0.0.1:${port}/${name}` })).why).to.equal(undefined);
    expect((await whyNot({ http: `http://127.0.0.1:${port}/sick` })).why).to.include("503");
  });

  it("take hosts out of the map where that was prepared", () => {
    expect(rolling({ drain: { marginMs: 1 } }, 30_000).around).to.have.keys("before", "after", "failed");
    expect(rolling({ drain: true }, 30_000).around).to.have.keys("before", "after", "failed");
  });
});
