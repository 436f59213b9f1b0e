import { expect } from "chai";
import { apply, command, type Event, file, type Playbook, playbook, type RunResult, role, z } from "geosteer";
import { type Fleet, fleetUp } from "../support/fleet.ts";
import { repository } from "../support/repository.ts";

const names = ["eu", "us", "in"];

/** A page that a service of its own serves, put in place by what takes it away for a moment. */
function page(text: string): ReturnType<typeof role> {
  const serve = "systemd-run --collect --quiet --unit=page systemd-socket-activate -l 8099 --inetd -a sh /etc/page.sh";
  return role({
    name: "page",
    description: "A page",
    vars: z.unknown(),
    resources: () => [
      file({ path: "/etc/page.txt", content: text }),
      file({ path: "/etc/page.sh", content: 'read -r line\nprintf "HTTP/1.0 200 OK\\r\\n\\r\\n"\ncat /etc/page.txt\n' }),
      command({
        name: "serve",
        run: ["sh", "-c", `systemctl stop page 2>/dev/null; [ -e /run/broken ] || ${serve}; cp /etc/page.txt /run/page.served`],
        unless: ["cmp", "-s", "/etc/page.txt", "/run/page.served"],
      }),
    ],
  });
}

describe("a playbook that is rolled out", () => {
  let fleet: Fleet;
  before(async () => {
    fleet = await fleetUp();
    for (const name of names) fleet.sh(name, "rm -f /run/broken /run/page.served /etc/page.*");
  });

  async function rolled(text: string, more: Partial<Playbook> = {}): Promise<RunResult & { readonly events: readonly Event[] }> {
    const events: Event[] = [];
    const ready: Playbook["ready"] = [
      { command: ["test", "-e", "/run/page.served"] },
      { tcp: 8099, timeoutMs: 3000, intervalMs: 200 },
      { http: ({ address }) => `http://${address.host}:8099/` },
    ];
    const roll = playbook({ name: "roll", hosts: "all", serial: [1, "100%"], ready, roles: [page(text)], ...more });
    const result = await apply(roll, { folder: repository, inventory: [fleet.inventoryFile], report: (event) => events.push(event) });
    return { ...result, events };
  }

  function ends(events: readonly Event[]): readonly string[] {
    return events.flatMap((event) => (event.type === "connected" || event.type === "host-end" ? [`${event.host} ${event.type}`] : []));
  }

  it("comes to the first host, and to the others once that is ready", async () => {
    const { hosts, failures, events } = await rolled("one\n");
    expect(failures.map(({ message }) => message)).to.deep.equal([]);
    expect(names.map((name) => hosts[name]?.outcome)).to.deep.equal(["changed", "changed", "changed"]);
    expect(ends(events).slice(0, 2)).to.deep.equal(["eu connected", "eu host-end"]);
  });

  it("ends at a host that does not become ready, and says who was not begun", async () => {
    fleet.sh("us", ": >/run/broken");
    const { hosts, failures, events } = await rolled("two\n", { serial: 1 });
    expect(names.map((name) => hosts[name]?.outcome)).to.deep.equal(["changed", "failed", "skipped"]);
    expect(failures[0]).to.include({ code: "NOT_READY", where: "us" });
    expect(failures[0]?.message).to.match(/^Cannot go on after us: port 8099 is not ready after 3 s: connect ECONNREFUSED/);
    expect(events.flatMap((event) => (event.type === "notice" && event.level === "warning" ? [event.message] : []))).to.deep.equal([
      "in was not begun: us failed",
    ]);
    expect(fleet.sh("in", "cat /etc/page.txt")).to.equal("one\n");
  });

  it("is not gone on with while that host is still not ready, although nothing is left to change there", async () => {
    const { hosts } = await rolled("two\n", { serial: 1 });
    expect(names.map((name) => hosts[name]?.outcome)).to.deep.equal(["unchanged", "failed", "skipped"]);
    fleet.sh("us", "rm /run/broken /run/page.served");
    const { hosts: healed } = await rolled("two\n", { serial: 1 });
    expect(names.map((name) => healed[name]?.outcome)).to.deep.equal(["unchanged", "changed", "changed"]);
  });
});
