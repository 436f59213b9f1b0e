import { expect } from "chai";
import { countryCodes } from "../../src/geo/countries.ts";
import { countryOf, geoOrders } from "../../src/geo/geo-orders.ts";
import { model } from "./small-fleet.ts";

const FLAT = ["country_code"];
const NESTED = ["continent/code", "country/iso_code"];

function orderOf(key: string, { orders, views }: ReturnType<typeof geoOrders>): string | undefined {
  const index = views.find((view) => view.key === key)?.order;
  return index === undefined ? undefined : orders[index]?.map((tier) => tier.join()).join("|");
}

describe("geoOrders", () => {
  it("has a view for each country, in order, and one for all others at the end", () => {
    const { views } = geoOrders(model, { keys: FLAT });
    expect(views.map(({ key }) => key)).to.deep.equal([...countryCodes, "*"]);
  });

  it("has each order once, regions by distance, spares behind their region's hosts", () => {
    const made = geoOrders(model, { keys: FLAT });
    expect(orderOf("DE", made)).to.equal("eu1,eu2|eu3|us|in");
    expect(orderOf("BR", made)).to.equal("us|eu1,eu2|eu3|in");
    expect(new Set(made.orders.map((tiers) => JSON.stringify(tiers))).size).to.equal(made.orders.length);
    expect(made.orders.length).to.be.at.most(6);
  });

  it("serves whom it does not know by the regions as they are listed", () => {
    const made = geoOrders({ ...model, regions: model.regions.toReversed() }, { keys: FLAT });
    expect(orderOf("*", made)).to.equal("in|us|eu1,eu2|eu3");
    expect(made.views.at(-1)?.order).to.equal(made.rest);
  });

  it("heeds overrides", () => {
    const overrides = { countries: { DE: ["in"] }, continents: { EU: ["us"] } };
    const made = geoOrders({ ...model, overrides }, { keys: FLAT });
    expect([orderOf("DE", made), orderOf("FR", made)]).to.deep.equal(["in|eu1,eu2|eu3|us", "us|eu1,eu2|eu3|in"]);
  });

  it("has continents before countries in a nested database, and both ways of a country that is put elsewhere there", () => {
    const probes = [
      { view: "EU;RU", v4: "192.0.2.1", v6: undefined },
      { view: "EU;*", v4: "192.0.2.2", v6: undefined },
      { view: "EU;DE", v4: undefined, v6: "2001:db8::1" },
    ];
    const made = geoOrders(model, { keys: NESTED, probes });
    expect(orderOf("EU;RU", made)).to.equal("eu1,eu2|eu3|in|us");
    expect(orderOf("AS;RU", made)).to.equal("eu1,eu2|eu3|in|us");
    expect(made.views.filter(({ key }) => key === "EU;DE").length).to.equal(1);
    expect(made.views.map(({ key }) => key)).to.not.include("EU;*");
    expect(made.views.length).to.equal(countryCodes.length + 2);
  });

  it("has a probe a view: of what no view is made, the view of all answers", () => {
    const probes = ["DE", "ZZ", "XX"].map((view, index) => ({ view, v4: `192.0.2.${index}`, v6: undefined }));
    expect(geoOrders(model, { keys: FLAT, probes }).probes).to.deep.equal([
      { view: "*", v4: "192.0.2.2", v6: undefined },
      { view: "DE", v4: "192.0.2.0", v6: undefined },
    ]);
  });

  it("sorts what is pushed, so that one model is one text", () => {
    const shuffled = {
      ...model,
      hosts: model.hosts.toReversed(),
      services: model.services.toReversed(),
      drained: ["us", "eu3"],
      witnesses: ["198.41.0.4", "193.0.14.129"],
    };
    const made = geoOrders(shuffled, { keys: FLAT });
    expect(made.hosts.map(({ name }) => name)).to.deep.equal(["eu1", "eu2", "eu3", "in", "us"]);
    expect(made.services.map(({ name }) => name)).to.deep.equal(["web", "wiki"]);
    expect(made.names.map(({ owner }) => owner)).to.deep.equal(["web.example.org.", "wiki.example.org."]);
    expect(made.drained).to.deep.equal(["eu3", "us"]);
    expect(made.witnesses).to.deep.equal(["193.0.14.129", "198.41.0.4"]);
  });
});

describe("countryOf", () => {
  it("takes the last part", () => {
    expect(["DE", "EU;DE", "EU;*", "*"].map(countryOf)).to.deep.equal(["DE", "DE", "*", "*"]);
  });
});
