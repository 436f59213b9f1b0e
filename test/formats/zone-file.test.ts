import { expect } from "chai";
import { recordsIn, renderZone, txtData } from "../../src/formats/zone-file.ts";

describe("a zone file", () => {
  it("has its records in order, a line each", () => {
    const records = [
      { name: "www", type: "A", data: "192.0.2.1" },
      { name: "@", ttl: 60, type: "NS", data: "ns1.example.org." },
    ];
    const text = renderZone({ zone: "example.org", ttl: 300, soa: "ns1.example.org. host.example.org. 1 2 3 4 5", records });
    expect(text.split("\n").slice(1)).to.deep.equal([
      "$ORIGIN example.org.",
      "$TTL 300",
      "@ IN SOA ns1.example.org. host.example.org. 1 2 3 4 5",
      "@ 60 IN NS ns1.example.org.",
      "www IN A 192.0.2.1",
      "",
    ]);
    expect(recordsIn(text)).to.deep.equal(["@ 60 IN NS ns1.example.org.", "www IN A 192.0.2.1"]);
  });

  it("splits texts at 255 bytes, and writes what is not plain by its number", () => {
    expect(txtData("")).to.equal('""');
    expect(txtData('say "hi" \\ é\n')).to.equal('"say \\"hi\\" \\\\ \\195\\169\\010"');
    expect(txtData("x".repeat(300))).to.equal(`"${"x".repeat(255)}" "${"x".repeat(45)}"`);
  });
});
