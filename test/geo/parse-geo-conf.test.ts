import { expect } from "chai";
import fc from "fast-check";
import { ALL_WELL, answerOf } from "../../src/geo/answer.ts";
import { type MapPlace, parseGeoConf } from "../../src/geo/parse-geo-conf.ts";
import { renderGeoConf, renderRestConf } from "../../src/geo/render-maps.ts";
import { Failures } from "../../src/model/failure.ts";
import { generatedFleet } from "../support/generated-orders.ts";
import { orders } from "./small-fleet.ts";

const where = "geo.conf";

function mistakesOf(text: string, place: Partial<MapPlace> = {}): readonly string[] {
  try {
    parseGeoConf(text, { where, ...place });
    return [];
  } catch (error) {
    if (!(error instanceof Failures)) throw error;
    return error.failures.map((one) => `${one.where} ${one.message.replace("Cannot use the map: ", "")}`);
  }
}

function conf(...lines: readonly string[]): string {
  const count = lines.filter((line) => line.startsWith("- ")).length;
  return ["# geosteer map 1", ...lines, `# end ${count}`, ""].join("\n");
}

const good = ["www.example.org:", '- geo: "DE"', "  A: 192.0.2.1", "  AAAA: [2001:db8::1, 2001:db8::2]", '- geo: "*"', "  A: 192.0.2.2"];

describe("parseGeoConf", () => {
  it("reads what is rendered: each name's answers, by view", () => {
    fc.assert(
      fc.property(generatedFleet, ({ orders: given, state }) => {
        const entries = parseGeoConf(renderGeoConf(given, state), { where });
        expect(entries.length).to.equal(given.names.length * given.views.length);
        const views = new Map(given.views.map(({ key, order }) => [key, given.orders[order] ?? []]));
        for (const { owner, view, v4, v6 } of entries) {
          const name = given.names.find((one) => one.owner === `${owner}.`)?.service;
          const service = given.services.find((one) => one.name === name);
          const hosts = service ? answerOf(service, views.get(view) ?? [], { orders: given, state }).hosts : [];
          if (v4.join() !== hosts.flatMap((host) => host.v4).join()) expect.fail(`${owner} ${view}: A`);
          if (v6.join() !== hosts.flatMap((host) => host.v6).join()) expect.fail(`${owner} ${view}: AAAA`);
        }
      }),
      { numRuns: 20 },
    );
  });

  it("reads the second map", () => {
    const entries = parseGeoConf(renderRestConf(orders, ALL_WELL), { where });
    expect(entries.map(({ owner, view }) => `${owner} ${view}`)).to.deep.equal([
      "web.example.org 0.0.0.0/0",
      "web.example.org ::/0",
      "wiki.example.org 0.0.0.0/0",
      "wiki.example.org ::/0",
    ]);
    expect(entries[0]?.v4).to.deep.equal(["192.0.2.1", "192.0.2.2"]);
  });

  it("takes views of a nested database, and names in their zones", () => {
    const lines = ["example.org:", '- geo: "NA;US"', "  A: 192.0.2.1", '- geo: "EU;*"', "  A: 192.0.2.1"];
    expect(mistakesOf(conf(...lines), { zones: ["example.net", "example.org"] })).to.deep.equal([]);
  });

  it("refuses a map that is cut anywhere", () => {
    const text = renderGeoConf({ ...orders, views: orders.views.slice(-3) }, ALL_WELL);
    for (let length = 0; length < text.length; length++)
      expect(mistakesOf(text.slice(0, length)), text.slice(0, length)).not.to.deep.equal([]);
  });

  const refused: readonly {
    readonly title: string;
    readonly text: string;
    readonly place?: Partial<MapPlace>;
    readonly says: readonly string[];
  }[] = [
    {
      title: "an empty file",
      text: "",
      says: [
        'geo.conf:1 it must begin with "# geosteer map 1" or "# geosteer rest 1"',
        'geo.conf:1 it must end with "# end 0": it is cut short',
        "geo.conf:1 it is empty",
      ],
    },
    { title: "a map of nothing", text: conf(), says: ["geo.conf:1 it is empty"] },
    {
      title: "a file cut at a record's end",
      text: `${conf(...good)
        .split("\n")
        .slice(0, 4)
        .join("\n")}\n`,
      says: ['geo.conf:4 it must end with "# end 1": it is cut short'],
    },
    {
      title: "an owner and a view that are there twice",
      text: conf(...good, '- geo: "DE"', "  A: 192.0.2.3", "www.example.org:"),
      says: [
        "geo.conf:8 www.example.org DE is there already: the last one would win",
        "geo.conf:10 www.example.org is there already: the last one would win",
      ],
    },
    {
      title: "codes that are none",
      text: conf("www.example.org:", ...["us", "ZZ", "XX;US", "EU;DE;BE"].flatMap((view) => [`- geo: "${view}"`, "  A: 192.0.2.1"])),
      says: [
        'geo.conf:3 "us" is no view',
        'geo.conf:5 "ZZ" is no view',
        'geo.conf:7 "XX;US" is no view',
        'geo.conf:9 "EU;DE;BE" is no view',
      ],
    },
    {
      title: "owners in upper case, relative, absolute with a dot, wild, quoted",
      text: conf("WWW.example.org:", "www:", "a.example.org.:", "*.example.org:", '"b.example.org":', ...good),
      says: ["WWW.example.org", "www", "a.example.org.", "*.example.org", '"b.example.org"'].map(
        (owner, index) => `geo.conf:${index + 2} "${owner}" is no absolute name in lower case`,
      ),
    },
    {
      title: "a name out of the zones",
      text: conf(...good),
      place: { zones: ["example.net", "w.example.org"] },
      says: ["geo.conf:2 www.example.org is in none of the zones"],
    },
    {
      title: "bad addresses",
      text: conf("www.example.org:", '- geo: "DE"', "  A: [192.0.2.1, 2001:db8::1]", "  AAAA: 192.0.2.1"),
      says: ['geo.conf:4 "2001:db8::1" is no address for A', 'geo.conf:5 "192.0.2.1" is no address for AAAA'],
    },
    {
      title: "records and views that belong to nothing, or are there twice",
      text: conf('- geo: "US"', "www.example.org:", "  A: 192.0.2.1", '- geo: "DE"', "  A: 192.0.2.1", "  A: 192.0.2.2"),
      says: ['geo.conf:2 view "US" belongs to no name', "geo.conf:4 A belongs to no view", "geo.conf:7 the view has A already"],
    },
    {
      title: "a record before all views",
      text: conf("  AAAA: 2001:db8::1", ...good),
      says: ["geo.conf:2 AAAA belongs to no view"],
    },
    {
      title: "any other line",
      text: conf(...good, "  CNAME: www.example.net", "- net: 0.0.0.0/0"),
      says: [
        'geo.conf:8 "  CNAME: www.example.net" is no line of a map',
        'geo.conf:9 "- net: 0.0.0.0/0" is no line of a map',
        'geo.conf:10 it must end with "# end 2": it is cut short',
      ],
    },
    {
      title: "another network in the second map",
      text: "# geosteer rest 1\nwww.example.org:\n- net: 192.0.2.0/24\n  A: 192.0.2.1\n# end 1\n",
      says: ['geo.conf:3 "192.0.2.0/24" is no view'],
    },
  ];
  for (const { title, text, place, says } of refused) {
    it(`refuses ${title}`, () => {
      expect(mistakesOf(text, place)).to.deep.equal(says);
    });
  }
});
