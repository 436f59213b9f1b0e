import { expect } from "chai";
import { readGeoModel } from "../../src/geo/read-geo-model.ts";
import { Failures } from "../../src/model/failure.ts";
import { hostNamed } from "../support/role-on.ts";
import { geoMapVars, zoneFleet } from "../support/zone-fleet.ts";

function mistakesOf(map: object): readonly string[] {
  const inventory = zoneFleet(undefined, { map: { ...geoMapVars, ...map } });
  try {
    readGeoModel({ host: hostNamed("eu"), inventory });
    return [];
  } catch (error) {
    if (error instanceof Failures) return error.failures.map(({ where, message }) => `${where}: ${message.replace(/^.*?: /, "")}`);
    throw error;
  }
}

describe("geoMistakes", () => {
  it("tells a host of two regions once, though its names would be there twice, too", () => {
    const regions = { ...geoMapVars.regions, us: { at: [40, -75], hosts: ["us", "eu"] } };
    expect(mistakesOf({ regions })).to.deep.equal(['geo_map.regions.us: host "eu" is in region eu already']);
  });

  it("tells a name of two services once, though the names of its hosts would be there twice, too", () => {
    const services = { redlib: {}, wiki: { names: { "example.org": "redlib" } } };
    expect(mistakesOf({ services })).to.deep.equal([
      "geo_map.services.wiki: the name redlib.example.org. is there already, of service redlib",
    ]);
  });
});
