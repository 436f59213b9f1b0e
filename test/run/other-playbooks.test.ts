import { resolve } from "node:path";
import { expect } from "chai";
import type { Elsewhere } from "../../src/engine/orphans.ts";
import type { Event } from "../../src/model/event.ts";
import { loadFleet } from "../../src/run/load-fleet.ts";
import { orphanOptions } from "../../src/run/orphan-options.ts";
import { prepareAll } from "../../src/run/prepare-all.ts";
import { failuresOf } from "./failures-of.ts";
import { type Repository, repository } from "./repository.ts";

function playbookOf(name: string, hosts: string): string {
  return `import { playbook } from "geosteer";
export default playbook({ name: "${name}", hosts: "${hosts}", roles: [] });
`;
}

describe("the other playbooks of a folder", () => {
  let made: Repository;
  let events: Event[];
  beforeEach(() => {
    events = [];
    made = repository({
      "inventory/hosts.yml": "all: { hosts: { eu: {}, us: {} }, children: { none: {} } }\n",
      "playbooks/all.ts": playbookOf("all", "all"),
      "playbooks/empty.ts": playbookOf("empty", "none"),
      "playbooks/unknown.ts": playbookOf("unknown", "nowhere"),
      "playbooks/us.ts": playbookOf("us", "us"),
    });
  });
  afterEach(() => {
    made.remove();
  });

  const options = () => ({ folder: made.path, types: false, report: (event: Event) => events.push(event) });
  const warnings = () => events.flatMap((event) => (event.type === "notice" ? [event.message] : []));

  async function around(own: string, given: readonly string[]): Promise<{ elsewhere: Elsewhere; names: readonly string[] | undefined }> {
    const inventory = await loadFleet(options());
    const { elsewhere } = orphanOptions({ own: [own], given, inventory, report: options().report }, options());
    const [eu] = inventory.hosts;
    return { elsewhere, names: eu && [...((await elsewhere.declared(eu))?.keys() ?? [])] };
  }

  it("leave a host out by a pattern that selects none; one that does not fit the inventory gives nothing up, which is told once", async () => {
    const { elsewhere, names } = await around("all", ["all"]);
    expect(names).to.deep.equal(["unknown"]);
    expect([elsewhere.knowsOthers(), elsewhere.isGone("web"), elsewhere.isGone("us")]).to.deep.equal([true, true, false]);
    expect(warnings()).to.deep.equal([
      'What playbook unknown no longer declares cannot be known, and is left alone: Cannot select hosts by "nowhere": "nowhere" is no host or group',
    ]);
  });

  it("are not known to a playbook that is not of the folder, whatever its name", async () => {
    made.write({ "elsewhere/all.ts": playbookOf("all", "all") });
    for (const [own, given] of [
      ["own", []],
      ["all", ["elsewhere/all.ts"]],
    ] as const) {
      const { elsewhere } = await around(
        own,
        given.map((path) => resolve(made.path, path)),
      );
      expect([elsewhere.knowsOthers(), elsewhere.knowsOthers(), elsewhere.isGone("web")]).to.deep.equal([false, false, false]);
      expect(warnings().slice(-1)).to.deep.equal([
        `What other playbooks declared is left alone, for they are not known: ${own} is not of ${made.path}`,
      ]);
    }
    expect(warnings().filter((message) => message.includes("not known"))).to.have.length(2);
  });

  it("are prepared together without those that select no host, unless these are named", async () => {
    const { names, hosts } = await prepareAll([], options());
    expect([names, hosts.map(({ name }) => name)]).to.deep.equal([
      ["all", "us"],
      ["eu", "us"],
    ]);
    expect(warnings()).to.deep.equal([
      'playbooks/empty.ts:2:42: Cannot select hosts by "none": no host is left: the playbook is left out',
      'playbooks/unknown.ts:2:44: Cannot select hosts by "nowhere": "nowhere" is no host or group: the playbook is left out',
    ]);
    expect((await failuresOf(() => prepareAll(["all", "empty"], options()))).map(({ code }) => code)).to.deep.equal(["USAGE"]);
    expect(await failuresOf(() => prepareAll([], { ...options(), limit: "wbe" }))).not.to.deep.equal([]);
  });
});
