import { Resolver } from "node:dns/promises";
import { expect } from "chai";
import { apply, command, type Event, file, type Playbook, playbook, type RunResult, role, z } from "geosteer";
import { infra } from "../support/controller.ts";
import { type Fleet, fleetUp } from "../support/fleet.ts";
import { type Repository, repository as repositoryOf } from "../run/repository.ts";
import { repository } from "../support/repository.ts";

const names = ["eu", "us", "in"];

/** One region whose three hosts answer together, so that each has a share of the load wherever it comes from. */
const inventory = {
  "hosts.yml": "all:\n  children:\n    nameservers: { hosts: { eu: {}, us: {}, in: {} } }\n",
  "group_vars/all.yml": `knot: { transfer_keys: "{{ tsig_transfer }}" }
geo_map:
  ttl: 2
  zones: [example.org]
  addresses: ["{{ ansible_host }}"]
  witnesses: ["{{ sandbox_witness }}"]
  regions: { all: { at: [50, 8], hosts: [eu, us, in] } }
  services: { page: { check: { type: http, port: 8099 } } }
dns_zones:
  zones:
    example.org:
      soa: { mname: ns.example.org., rname: hostmaster.example.org. }
      ns: [ns.example.org.]
      records: [{ name: ns, type: A, value: "{{ hostvars.eu.ansible_host }}" }]
`,
  "host_vars/eu.yml": "knot: { primary: true }\n",
};

/** A page whose service is away for two seconds whenever its text changes. */
function page(text: string): ReturnType<typeof role> {
  const serve = "systemd-run --collect --quiet --unit=page systemd-socket-activate -l 8099 --inetd -a sh /etc/page.sh";
  return role({
    name: "page",
    description: "A page",
    vars: z.unknown(),
    resources: () => [
      file({ path: "/etc/page.txt", content: text }),
      file({
        path: "/etc/page.sh",
        content: 'while read -r line && [ "${#line}" -gt 1 ]; do :; done\nprintf "HTTP/1.0 200 OK\\r\\n\\r\\n"\ncat /etc/page.txt\n',
      }),
      command({
        name: "serve",
        run: ["sh", "-c", `systemctl stop page 2>/dev/null; sleep 2; [ -e /run/broken ] || ${serve}; cp /etc/page.txt /run/page.served`],
        unless: ["cmp", "-s", "/etc/page.txt", "/run/page.served"],
      }),
    ],
  });
}

/** Gets the page again and again, from the hosts that the name servers say, until it is ended; each answer of theirs is kept for its TTL. */
class Load {
  failed: string[] = [];
  requests = 0;
  readonly #resolvers: readonly Resolver[];
  #addresses: readonly string[] = [];
  #until = 0;
  #isOver = false;
  readonly #done: Promise<unknown>;

  constructor(servers: readonly string[]) {
    this.#resolvers = servers.map((server) => {
      const resolver = new Resolver({ timeout: 1000 });
      resolver.setServers([server]);
      return resolver;
    });
    this.#done = Promise.all(Array.from({ length: 4 }, () => this.#work()));
  }

  async end(): Promise<void> {
    this.#isOver = true;
    await this.#done;
  }

  async #work(): Promise<void> {
    while (!this.#isOver) {
      const address = await this.#address();
      this.requests += 1;
      try {
        const response = await fetch(`http://${address}:8099/`, { signal: AbortSignal.timeout(3000) });
        await response.text();
        if (response.status !== 200) this.failed.push(`${address}: status ${response.status}`);
      } catch (error) {
        this.failed.push(`${address}: ${String(error instanceof Error ? (error.cause ?? error) : error)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async #address(): Promise<string> {
    if (performance.now() >= this.#until) {
      const asked = performance.now();
      const resolver = this.#resolvers[Math.floor(asked) % this.#resolvers.length];
      const found = (await resolver?.resolve4("page.example.org", { ttl: true })) ?? [];
      this.#addresses = found.map(({ address }) => address);
      this.#until = asked + (found[0]?.ttl ?? 0) * 1000;
    }
    return this.#addresses[this.requests % this.#addresses.length] ?? "";
  }
}

describe("a roll that takes hosts out of the map", () => {
  let fleet: Fleet;
  let own: Repository;
  before(async function () {
    this.timeout(900_000);
    fleet = await fleetUp("drain", { lab: true });
    own = repositoryOf(inventory);
    await applied("page", { drain: false, text: "zero\n" });
    const ended = await infra(["apply", "dns", "-i", own.path, "-i", fleet.inventoryFile, "--yes", "--no-check"]);
    expect(ended.status, `${ended.stdout.slice(-4000)}${ended.stderr}`).to.equal(0);
  });
  after(() => {
    own.remove();
  });

  async function applied(
    name: string,
    { text, drain }: { readonly text: string; readonly drain: NonNullable<Playbook["drain"]> },
  ): Promise<RunResult & { readonly events: readonly Event[] }> {
    const events: Event[] = [];
    const roll = playbook({ name, hosts: "all", serial: 1, drain, roles: [page(text)] });
    const result = await apply(roll, {
      folder: repository,
      inventory: [own.path, fleet.inventoryFile],
      report: (event) => events.push(event),
    });
    return { ...result, events };
  }

  const drains = (): readonly string[] => names.map((name) => fleet.sh(name, "cut -d ' ' -f 1 /var/lib/geosteer/geo/drains").trim());
  const notices = (events: readonly Event[]): readonly string[] =>
    events.flatMap((event) => (event.type === "notice" && event.level !== "detail" ? [event.message] : []));

  it("fails no request of clients that follow the name servers", async function () {
    this.timeout(300_000);
    const load = new Load(names.map((name) => fleet.host(name).address.host));
    const { hosts, failures, events } = await applied("page", { text: "one\n", drain: { marginMs: 1500, timeoutMs: 60_000 } });
    await load.end();
    expect(failures.map(({ message }) => message)).to.deep.equal([]);
    expect(names.map((name) => hosts[name]?.outcome)).to.deep.equal(["changed", "changed", "changed"]);
    expect(notices(events)).to.deep.equal(
      names.flatMap((name) => [
        `${name} is taken out of the map on eu, us, in; in 3.5 s nobody is sent to it any more`,
        `${name} is back in the map`,
      ]),
    );
    expect(load.failed).to.deep.equal([]);
    expect(load.requests).to.be.greaterThan(500);
    expect(drains()).to.deep.equal(["", "", ""]);
  });

  it("drains nobody where nothing is to change, in one exchange a host", async () => {
    const { hosts, events } = await applied("page", { text: "one\n", drain: true });
    for (const name of names) expect(hosts[name]).to.include({ changed: 0, exchanges: 1, outcome: "unchanged" });
    expect(notices(events)).to.deep.equal([]);
  });

  it("leaves a host drained that does not come back, ends, and says so", async function () {
    this.timeout(300_000);
    fleet.sh("us", ": >/run/broken");
    const { hosts, failures, events } = await applied("page", { text: "two\n", drain: { marginMs: 0, timeoutMs: 25_000 } });
    expect(names.map((name) => hosts[name]?.outcome)).to.deep.equal(["changed", "failed", "skipped"]);
    expect(failures[0]?.message).to.match(/^Cannot put us back into the map: after 25 s page is (?:down|up) for /);
    expect(notices(events).slice(-2)).to.deep.equal([
      "us stays drained on eu, us, in: put it back by `infra geo undrain us`",
      "in was not begun: us failed",
    ]);
    expect(drains()).to.deep.equal(["us", "us", "us"]);
    const ended = await infra(["geo", "undrain", "us", "-i", own.path, "-i", fleet.inventoryFile]);
    expect(ended.stdout).to.equal("us is back in the map on eu, us, in\n");
    expect(drains()).to.deep.equal(["", "", ""]);
  });
});
