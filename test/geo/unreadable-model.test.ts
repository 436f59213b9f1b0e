import { expect } from "chai";
import { readGeoModel } from "../../src/geo/read-geo-model.ts";
import type { Inventory } from "../../src/model/host.ts";
import { load } from "../inventory/write-folder.ts";

const hosts = "all: { hosts: { eu: { ansible_host: 192.0.2.1 } } }\n";
const map = "geo_map: { regions: { eu: { at: [50.1, 8.7], hosts: [eu] } } }\n";

describe("readGeoModel, of an inventory that cannot be read", () => {
  it("passes on what is no mistake in a host's own variables", async () => {
    const inventory = await load({ "hosts.yml": hosts, "group_vars/all.yml": map }, { roleNames: ["geo-map"] });
    const [host] = inventory.hosts;
    let asked = 0;
    const broken: Inventory = {
      ...inventory,
      roleVars(one, variable) {
        asked += 1;
        if (asked > 2) throw new Error("the secret cannot be read");
        return inventory.roleVars(one, variable);
      },
    };
    expect(() => host && readGeoModel({ host, inventory: broken })).to.throw("the secret cannot be read");
  });
});
