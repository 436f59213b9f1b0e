import { expect } from "chai";
import { ALL_WELL } from "../../src/geo/answer.ts";
import { renderWorldMap } from "../../src/geo/render-world-map.ts";
import { countViews, type ViewLoads } from "../../src/geo/simulate.ts";
import { database, model, orders, service } from "./small-fleet.ts";

const loads = countViews(orders, database);

function draw(state = ALL_WELL, name: "web" | "wiki" = "web", counted: ViewLoads = loads): string {
  return renderWorldMap({ service: service(name), orders, state, regions: model.regions, loads: counted });
}

/** The paint of a country's shape or dot. */
function fillOf(svg: string, words: string): string | undefined {
  const line = svg.split("\n").find((one) => one.includes(`<title>${words}</title>`));
  return /fill="([^"]+)"/.exec(line ?? "")?.[1];
}

describe("renderWorldMap", () => {
  it("paints shapes and dots by the hosts that answer, land without a code grey", () => {
    const svg = draw();
    expect(fillOf(svg, "Germany (DE): eu1 + eu2")).to.equal("#0072B2");
    expect(fillOf(svg, "Malta (MT): eu1 + eu2")).to.equal("#0072B2");
    expect(svg).to.match(/<circle [^>]+><title>Malta /);
    expect(fillOf(svg, "Kosovo (XK): eu1 + eu2")).to.equal("#0072B2");
    expect(fillOf(svg, "Canada (CA): us")).not.to.equal("#0072B2");
    expect(fillOf(svg, "no code of its own")).to.equal("#d9d9d9");
  });

  it("marks the places of regions that run the service", () => {
    expect(draw()).to.contain(">eu1, eu2, eu3</text>").and.to.contain(">in</text>");
    expect(draw(ALL_WELL, "wiki")).to.contain(">eu1</text>").and.not.to.contain(">in</text>");
  });

  it("has a legend with shares, the largest first", () => {
    const rows = draw().match(/>[^<>]+: [\d.]+ %[^<]*</g);
    expect(rows).to.deep.equal([">us: 50.0 %, 0.0 %, 1<", ">eu1 + eu2: 25.0 %, 100.0 %, 2<", ">in: 25.0 %, 0.0 %, 1<"]);
  });

  it("says no share where the database knows nothing", () => {
    expect(draw(ALL_WELL, "wiki", new Map())).to.contain(">eu1: -, -, 0<");
  });

  it("leaves a host its colour when another one is down", () => {
    const before = fillOf(draw(), "India (IN): in");
    expect(fillOf(draw({ drained: [], down: new Set(["web us"]) }), "India (IN): in")).to.equal(before);
  });

  it("is XML: what names hold is escaped, and each element ends", () => {
    const odd = { ...service("web"), name: `a<b>&"c"` };
    const svg = renderWorldMap({ service: odd, orders, state: ALL_WELL, regions: model.regions, loads });
    expect(svg).to.contain("<title>Who serves a&lt;b&gt;&amp;&quot;c&quot;</title>");
    for (const name of ["svg", "g", "path", "circle", "title", "text", "defs"]) {
      const begun = svg.match(new RegExp(`<${name}[ >]`, "g"))?.length ?? 0;
      const ended = svg.match(new RegExp(`</${name}>`, "g"))?.length ?? 0;
      const alone = svg.match(new RegExp(`<${name} [^>]*/>`, "g"))?.length ?? 0;
      expect(ended + alone, name).to.equal(begun);
    }
  });
});
