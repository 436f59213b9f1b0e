import { expect } from "chai";
import fc from "fast-check";
import { boundPort, ComposePort, parsePort } from "../../src/formats/compose-ports.ts";

const forms: readonly { readonly given: ComposePort; readonly bound: ComposePort }[] = [
  { given: 80, bound: "127.0.0.1::80" },
  { given: "80", bound: "127.0.0.1::80" },
  { given: "8080:80", bound: "127.0.0.1:8080:80" },
  { given: "8080:80/tcp", bound: "127.0.0.1:8080:80" },
  { given: "53:53/udp", bound: "127.0.0.1:53:53/udp" },
  { given: "0.0.0.0:80:80", bound: "0.0.0.0:80:80" },
  { given: "192.0.2.1::80", bound: "192.0.2.1::80" },
  { given: "[2001:db8::1]:80:80", bound: "[2001:db8::1]:80:80" },
  { given: "9000-9002:90-92", bound: "127.0.0.1:9000-9002:90-92" },
  { given: "9000-9002:90", bound: "127.0.0.1:9000-9002:90" },
  { given: { target: 80, published: "8080" }, bound: "127.0.0.1:8080:80" },
  { given: { target: "80", published: 8080, host_ip: "::", protocol: "udp" }, bound: "[::]:8080:80/udp" },
  { given: { target: 80, published: 8080, mode: "host" }, bound: { target: 80, published: 8080, mode: "host", host_ip: "127.0.0.1" } },
];

const address = fc.option(fc.oneof(fc.ipV4(), fc.constantFrom("::1", "2001:db8::1", "::")), { nil: undefined });
const port = fc.integer({ min: 1, max: 65535 });
const range = fc.tuple(port, fc.integer({ min: 0, max: 9 })).map(([first, more]) => [first, Math.min(first + more, 65535)] as const);
const protocol = fc.constantFrom("tcp", "udp", "sctp" as const);

describe("boundPort", () => {
  for (const { given, bound } of forms) {
    it(`makes ${JSON.stringify(bound)} of ${JSON.stringify(given)}`, () => {
      expect(boundPort(ComposePort.parse(given))).to.deep.equal(bound);
    });
  }

  it("writes the same port, short or long, in one way, with an address, and leaves it so", () => {
    fc.assert(
      fc.property(fc.record({ address, published: range, protocol }), ({ address: ip, published: [first, last], protocol: by }) => {
        const text = first === last ? `${first}` : `${first}-${last}`;
        const host = ip === undefined ? "" : `${ip.includes(":") ? `[${ip}]` : ip}:`;
        const short = ComposePort.parse(`${host}${text}:${text}/${by}`);
        const long = ComposePort.parse({ target: first, published: first, protocol: by, ...(ip !== undefined && { host_ip: ip }) });
        const bound = boundPort(short);
        if (first === last) expect(boundPort(long)).to.equal(bound);
        expect(boundPort(ComposePort.parse(bound))).to.equal(bound);
        expect(parsePort(bound)).to.deep.equal({ ...parsePort(short), address: ip ?? "127.0.0.1" });
      }),
    );
  });

  for (const given of [
    "0:80",
    "65536:80",
    "80:70000",
    "9002-9000:90-92",
    "9000-9001:90-92",
    "80:80/icmp",
    "127.0.0.1:80",
    "::1:80:80",
    "a:80",
    "",
  ]) {
    it(`is not for "${given}"`, () => expect(ComposePort.safeParse(given).success).to.equal(false));
  }
});
