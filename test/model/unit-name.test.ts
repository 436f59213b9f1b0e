import { expect } from "chai";
import { isTemplate, unitName } from "../../src/model/unit-name.ts";

describe("unitName", () => {
  const good = [
    { name: "caddy", unit: "caddy.service" },
    { name: "caddy.service", unit: "caddy.service" },
    { name: "backup.timer", unit: "backup.timer" },
    { name: "nginx.conf", unit: "nginx.conf.service" },
    { name: "postgresql@15-main", unit: "postgresql@15-main.service" },
    { name: "getty@.service", unit: "getty@.service" },
    { name: "-.mount", unit: "-.mount" },
    { name: String.raw`srv-a\x2db.mount`, unit: String.raw`srv-a\x2db.mount` },
  ];
  for (const { name, unit } of good) {
    it(`takes ${name} for ${unit}`, () => {
      expect(unitName.parse(name)).to.equal(unit);
    });
  }

  for (const name of ["", "a b", "a/b", "a\n", "*", "a@b$c", "@a", "ä", `${"a".repeat(250)}.service`]) {
    it(`refuses ${JSON.stringify(name.slice(0, 20))}`, () => {
      expect(unitName.safeParse(name).success).to.equal(false);
    });
  }
});

describe("isTemplate", () => {
  it("tells a template from its instances", () => {
    expect(["x@.service", "x@y.service", "x.service"].map(isTemplate)).to.deep.equal([true, false, false]);
  });
});
