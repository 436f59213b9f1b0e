import { expect } from "chai";
import fc from "fast-check";
import { parseOrders } from "../../src/geo/parse-orders.ts";
import { ORDERS_HEADER, renderOrders } from "../../src/geo/render-orders.ts";
import { Failure } from "../../src/model/failure.ts";
import { generatedFleet } from "../support/generated-orders.ts";
import { orders } from "./small-fleet.ts";

const small = { ...orders, views: orders.views.slice(-3), drained: ["us"], probes: [{ view: "DE", v4: "192.0.2.9", v6: undefined }] };
const text = renderOrders(small);

function mistakeOf(given: string): string | undefined {
  try {
    parseOrders(given, "orders");
    return undefined;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return `${error.where} ${error.message}`;
  }
}

/** With the number at the end that its lines ask for. */
function whole(lines: readonly string[]): string {
  return [...lines, `end ${lines.length}`, ""].join("\n");
}

const lines = text.split("\n").slice(0, -2);

describe("parseOrders", () => {
  it("reads what is rendered, whatever the fleet", () => {
    fc.assert(
      fc.property(generatedFleet, ({ orders: given }) => {
        expect(parseOrders(renderOrders(given), "orders")).to.deep.equal(given);
      }),
    );
  });

  it("refuses orders that are cut anywhere", () => {
    for (let length = 0; length < text.length; length++) expect(mistakeOf(text.slice(0, length)), text.slice(0, length)).to.be.a("string");
  });

  it("refuses orders of another version", () => {
    expect(mistakeOf(text.replace(ORDERS_HEADER, "geosteer-orders 2"))).to.equal(
      'orders:1 Cannot read the orders: it must begin with "geosteer-orders 1"',
    );
  });

  const refused: readonly { readonly title: string; readonly change: (line: string) => string | undefined; readonly says: RegExp }[] = [
    { title: "no ttl", change: drop("ttl"), says: /it has no "ttl"/ },
    { title: "a ttl that is no number", change: instead("ttl", "ttl 1h"), says: /it has no "ttl"/ },
    { title: "no check", change: drop("check web"), says: /service web has no check/ },
    { title: "no keys", change: drop("keys"), says: /^orders:3 .*"host eu1 .*" is no statement, or not in its place/ },
    { title: "an unknown statement", change: instead("rest", "rest 0\nmore 1"), says: /"more 1" is no statement/ },
    { title: "a word too many", change: instead("rest", "rest 0 1"), says: /"rest 0 1" is no statement/ },
    { title: "an unknown type of check", change: instead("check wiki", "check wiki icmp 0 - - - - 2000"), says: /"check wiki icmp/ },
    { title: "an order out of its place", change: instead("order 0", "order 7 us"), says: /"order 7 us" is no statement/ },
    { title: "a host that is not there", change: instead("drained", "drained nobody"), says: /they speak of nobody, which is not there/ },
    { title: "a service that is not there", change: instead("name wiki", "name wika wiki.example.org."), says: /they speak of wika/ },
    { title: "an order that is not there", change: instead("rest", "rest 99"), says: /they speak of 99/ },
  ];
  for (const { title, change, says } of refused) {
    it(`refuses ${title}`, () => {
      const changed = lines.flatMap((line) => change(line)?.split("\n") ?? []);
      expect(mistakeOf(whole(changed))).to.match(says);
    });
  }
});

function drop(start: string): (line: string) => string | undefined {
  return (line) => (line.startsWith(start) ? undefined : line);
}

function instead(start: string, other: string): (line: string) => string {
  return (line) => (line.startsWith(start) ? other : line);
}
