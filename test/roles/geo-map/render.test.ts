import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import type { GeoState } from "../../../src/geo/answer.ts";
import { renderGeoConf, renderRestConf } from "../../../src/geo/render-maps.ts";
import { renderOrders } from "../../../src/geo/render-orders.ts";
import { generatedFleet } from "../../support/generated-orders.ts";
import { repository } from "../../support/repository.ts";

const program = join(repository, "roles/geo-map/host/render.awk");

describe("the renderer of name servers", function () {
  this.timeout(60_000);
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "geosteer-render-"));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it("writes the same bytes as src/geo, whatever the fleet, who was taken out and who is dead", () => {
    fc.assert(
      fc.property(generatedFleet, ({ orders, state }) => {
        write("orders", renderOrders(orders));
        write("drains", state.drained.map((host) => `${host} 1700000000 arya\n`).join(""));
        write("health", healthOf(state));
        expect(rendered("geo")).to.equal(renderGeoConf(orders, state));
        expect(rendered("rest")).to.equal(renderRestConf(orders, state));
      }),
    );
  });

  function write(name: string, text: string): void {
    writeFileSync(join(folder, name), text);
  }

  function rendered(part: "geo" | "rest"): string {
    const files = ["orders", "drains", "health"].flatMap((name) => [`reading=${name}`, name]);
    const { stdout, stderr } = spawnSync("awk", ["-v", `part=${part}`, "-f", program, ...files], { cwd: folder, encoding: "utf8" });
    return stderr === "" ? stdout : stderr;
  }
});

function healthOf({ down }: GeoState): string {
  return [...down].map((pair) => `down ${pair}\n`).join("");
}
