import { expect } from "chai";
import fc from "fast-check";
import { ownOrigin } from "../../src/formats/file-records.ts";
import { parseZone } from "../../src/formats/parse-zone.ts";
import { renderStrings } from "../../src/formats/render-strings.ts";
import { zoneDiff } from "../../src/formats/zone-diff.ts";
import { inOrder, renderZone, type Zone, type ZoneRecord } from "../../src/formats/zone-file.ts";

const soa = {
  mname: "ns1.example.org.",
  rname: "hostmaster.example.org.",
  refresh: 3600,
  retry: 900,
  expire: 1_209_600,
  minimum: 300,
};
const ns: ZoneRecord = { owner: "@", type: "NS", data: "ns1" };
const www: ZoneRecord = { owner: "www", type: "A", data: "192.0.2.1" };

const others = `; a file of somebody else
$TTL 1h30m ; BIND's units
@  IN  SOA  ns1 hostmaster.example.org. (
       2024010101 ; serial
       1h 15m 2w
       300 )
        NS      ns1
        60 NS   NS2.Example.NET.
ns1     IN A    192.0.2.1
        IN 1h30m AAAA 2001:DB8:0:0::1
WWW.example.org. 5400 A 192.0.2.2
text    TXT     ( plain "two words" "a;b\\"c"
                  "\\195\\169é" )
@       caa     0 issue ca.example.net
www     HTTPS   1 . alpn="h2,h3" ; "
x       TYPE65534 \\# 2 abcd
$ORIGIN sub
mail    MX      10 mail
@       CNAME   www.example.org.
$TTL 300
old     SRV     0 0 443 @
out.example.net. A 192.0.2.3
`;

describe("zone files", () => {
  it("begin with the SOA, whose serial is always 1, and have one record a line, in order", () => {
    const records: readonly ZoneRecord[] = [
      www,
      { ...www, type: "AAAA", data: "2001:db8::1", ttl: 60 },
      ns,
      { owner: "a", type: "CNAME", data: "www.example.net." },
      www,
    ];
    expect(
      renderZone({ zone: "example.org", soa, ttl: 300, records }),
    ).to.equal(`; example.org, written by geosteer. Knot counts the serial itself.
$ORIGIN example.org.
$TTL 300
@ IN SOA ns1.example.org. hostmaster.example.org. 1 3600 900 1209600 300
@ IN NS ns1
a IN CNAME www.example.net.
www IN A 192.0.2.1
www 60 IN AAAA 2001:db8::1
`);
  });

  it("of others are read", () => {
    const parsed = parseZone(others, { origin: "Example.org" });
    if (parsed.outcome === "refused") throw new Error(`${parsed.line}: ${parsed.why}`);
    const { records, ...zone } = parsed.zone;
    expect(zone).to.deep.equal({ zone: "example.org", soa, ttl: 5400 });
    expect(records.map(({ owner, ttl, type, data }) => [owner, ...(ttl === undefined ? [] : [ttl]), type, data].join(" "))).to.deep.equal([
      '@ CAA 0 issue "ca.example.net"',
      "@ NS ns1",
      "@ 60 NS ns2.example.net.",
      "mail.sub MX 10 mail.sub",
      "ns1 A 192.0.2.1",
      "ns1 AAAA 2001:db8::1",
      "old.sub 300 SRV 0 0 443 sub",
      "out.example.net. 300 A 192.0.2.3",
      "sub CNAME www",
      'text TXT "plain" "two words" "a;b\\"c" "\\195\\169\\195\\169"',
      "www A 192.0.2.2",
      'www HTTPS 1 . alpn="h2,h3"',
      "x TYPE65534 \\# 2 abcd",
    ]);
  });

  for (const [title, text, line, why] of [
    ["a quote without its end", 'x TXT "a\n', 1, "a quote or an escape is not ended"],
    ["a parenthesis without its end", "\nx TXT ( a\n\n", 2, "a ( is not closed"],
    ["a parenthesis without its beginning", "x TXT a )\n", 1, "a ) has no ("],
    ["a file inside the file", "$INCLUDE other\n", 1, "$INCLUDE is not followed"],
    ["a TTL that is none", "$TTL x\n", 1, '"x" is no time'],
    ["an owner without an origin", "x A 192.0.2.1\n", 1, '"x" is relative, and there is no $ORIGIN before it'],
    ["an origin without an origin", "$ORIGIN x\n", 1, '"x" is relative, and there is no $ORIGIN before it'],
    ["a name without an origin", "x. CNAME y\n", 1, "a name in it is relative, and there is no $ORIGIN before it"],
    ["a record without an owner", " A 192.0.2.1\n", 1, "there is no owner before it"],
    ["a record without data", "x. 300 IN A\n", 1, "a record needs a type and data"],
    ["no SOA", "x. A 192.0.2.1\n", 1, "there is no SOA"],
    ["two SOAs", "x. SOA a. b. 1 1 1 1 1\nx. SOA a. b. 1 1 1 1 1\n", 2, "there is an SOA already"],
    [
      "two zones",
      "x. SOA a. b. 1 1 1 1 1\n\ny. SOA a. b. 1 1 1 1 1\n",
      3,
      'a second zone begins, "y.": expected only "x.", whose SOA is in line 1',
    ],
    ["half an SOA", "x. SOA a. b. 1 1 1 1\n", 1, "the SOA needs two names and five numbers"],
    ["a SOA of words", "x. SOA a. b. 1 1 1 1 y\n", 1, "the SOA needs two names and five numbers"],
    ["a SOA of too many words", "x. SOA a. b. 1 1 1 1 1 1\n", 1, "the SOA needs two names and five numbers"],
  ] as const) {
    it(`with ${title} are refused`, () => expect(parseZone(text)).to.deep.include({ outcome: "refused", line, why }));
  }

  it("have the SOA's TTL, else its minimum, where there is no $TTL", () => {
    const ttlOf = (text: string) => {
      const parsed = parseZone(text);
      return parsed.outcome === "parsed" ? [parsed.zone.ttl, parsed.zone.records[0]?.ttl] : parsed;
    };
    expect(ttlOf("x. 7 SOA a. b. 1 1 1 1 9\nx. NS a.\n")).to.deep.equal([7, undefined]);
    expect(ttlOf("x. SOA a. b. 1 1 1 1 9\nx. 8 NS a.\n")).to.deep.equal([9, 8]);
  });

  it("have the TTL of the record before where a record says none (RFC 1035), unless $TTL or the SOA's minimum stands for it", () => {
    const ttlsOf = (text: string) => {
      const parsed = parseZone(text);
      return parsed.outcome === "parsed" ? parsed.zone.records.map(({ ttl }) => ttl) : parsed;
    };
    expect(ttlsOf("x. 7 SOA a. b. 1 1 1 1 9\na.x. 8 NS a.\nb.x. NS a.\n$TTL 6\nc.x. NS a.\n")).to.deep.equal([8, 8, undefined]);
    expect(ttlsOf("x. SOA a. b. 1 1 1 1 9\na.x. 8 NS a.\nb.x. NS a.\n")).to.deep.equal([8, undefined]);
  });

  it("are the same after they were written and read", () => {
    fc.assert(
      fc.property(anyZone, (zone) => {
        expect(parseZone(renderZone(zone))).to.deep.equal({ outcome: "parsed", zone });
      }),
    );
  });

  it("are read the same however they are spaced, broken, cased and commented", () => {
    fc.assert(
      fc.property(anyZone, fc.infiniteStream(fc.nat(9)), (zone, dice) => {
        expect(parseZone(disguise(renderZone(zone), dice))).to.deep.equal({ outcome: "parsed", zone });
      }),
    );
  });
});

describe("ownOrigin", () => {
  for (const [title, text, origin] of [
    ["$ORIGIN before any record", "$TTL 1\n$ORIGIN Example.org.\n@ SOA a b 1 1 1 1 1\n", "example.org."],
    ["the SOA's owner", "; x\nExample.org. 60 IN SOA a b 1 1 1 1 1\n", "example.org."],
    ["the SOA's owner before a later $ORIGIN", "example.org. SOA a b 1 1 1 1 1\n$ORIGIN sub.example.org.\n", "example.org."],
    ["nothing that is relative", "example SOA a b 1 1 1 1 1\n", undefined],
    ["nothing of the origin itself", "@ SOA a b 1 1 1 1 1\n", undefined],
    ["nothing without an SOA", "a.example.org. A 192.0.2.1\n", undefined],
    ["nothing of what cannot be read", 'example.org. SOA a b 1 1 1 1 1 "\n', undefined],
  ] as const) {
    it(`is ${title}`, () => expect(ownOrigin(text)).to.equal(origin));
  }
});

describe("zoneDiff", () => {
  const zone = (records: readonly ZoneRecord[], changes: Partial<Zone> = {}): Zone => ({
    zone: "example.org",
    soa,
    ttl: 300,
    records,
    ...changes,
  });

  it("lists what comes, goes and changes", () => {
    const before = [ns, www, { owner: "old", type: "CNAME", data: "web" }, { owner: "t", type: "TXT", data: '"a"' }];
    const after = [
      ns,
      { ...www, data: "192.0.2.2" },
      { owner: "t", type: "TXT", data: '"a"', ttl: 60 },
      { owner: "new", type: "A", data: "192.0.2.3", ttl: 60 },
    ];
    expect(zoneDiff(zone(before), zone(after, { ttl: 60, soa: { ...soa, retry: 1 } }))).to.deep.equal({
      added: ["+ new 60 A 192.0.2.3"],
      removed: ["- old CNAME web"],
      changed: ["~ $TTL 300 → 60", "~ @ SOA retry 900 → 1", `~ t TXT "a", TTL the zone's → 60`, "~ www A 192.0.2.1 → 192.0.2.2"],
    });
  });

  it("calls it no change where several records of a name and type come or go", () => {
    const [two, three] = [
      { ...www, data: "192.0.2.2" },
      { ...www, data: "192.0.2.3" },
    ];
    expect(zoneDiff(zone([www]), zone([two, three]))).to.deep.equal({
      added: ["+ www A 192.0.2.2", "+ www A 192.0.2.3"],
      removed: ["- www A 192.0.2.1"],
      changed: [],
    });
    expect(zoneDiff(zone([www, two]), zone([three])).changed).to.deep.equal([]);
  });

  it("of a new zone lists all records", () => {
    expect(zoneDiff(undefined, zone([www, ns]))).to.deep.equal({ added: ["+ @ NS ns1", "+ www A 192.0.2.1"], removed: [], changed: [] });
  });
});

describe("renderStrings", () => {
  it("quotes, escapes, and splits at 255 bytes", () => {
    expect(renderStrings("")).to.equal('""');
    expect(renderStrings('a "b" \\ é\n')).to.equal('"a \\"b\\" \\\\ \\195\\169\\010"');
    expect(renderStrings("é".repeat(128))).to.equal(`"${"\\195\\169".repeat(127)}\\195" "\\169"`);
  });
});

const anyLabel = fc.stringMatching(/^[a-z0-9_]([a-z0-9_-]{0,8}[a-z0-9])?$/);
const anyName = fc.oneof(
  fc.constant("@"),
  fc.array(anyLabel, { minLength: 1, maxLength: 3 }).map((labels) => labels.join(".")),
  anyLabel.map((label) => `${label}.example.net.`),
);
const anyData = fc.oneof(
  fc.record({ type: fc.constantFrom("CNAME", "NS", "PTR"), data: anyName }),
  fc.record({ type: fc.constant("A"), data: fc.ipV4() }),
  fc.record({ type: fc.constant("MX"), data: fc.tuple(fc.nat(99), anyName).map((words) => words.join(" ")) }),
  fc.record({ type: fc.constant("SRV"), data: anyName.map((name) => `1 2 443 ${name}`) }),
  fc.record({ type: fc.constant("TXT"), data: fc.string({ unit: "binary", maxLength: 400 }).map(renderStrings) }),
  fc.record({ type: fc.constant("CAA"), data: fc.string({ maxLength: 9 }).map((value) => `0 issue ${renderStrings(value)}`) }),
  fc.record({ type: fc.constant("TYPE65280"), data: fc.constant("\\# 2 abcd") }),
);
const anyRecord = fc
  .tuple(anyName, fc.option(fc.integer({ min: 301, max: 9999 }), { nil: undefined }), anyData)
  .map(([owner, ttl, data]): ZoneRecord => ({ owner, ...(ttl !== undefined && { ttl }), ...data }));
const anyZone = fc
  .uniqueArray(anyRecord, { maxLength: 12, selector: (record) => JSON.stringify(record) })
  .map((records): Zone => ({ zone: "example.org", soa, ttl: 300, records: records.toSorted(inOrder) }));

/** The same zone as a careless person would write it. */
function disguise(text: string, dice: fc.Stream<number>): string {
  const roll = (): number => Number(dice.next().value);
  let owner = "";
  const lines = text.split("\n").map((line) => {
    if (/^[$;]|^$/.test(line)) return line;
    const [first = "", ...rest] = line.match(/"(?:\\.|[^"\\])*"|[^ ]+/g) ?? [];
    const [words, isOpen] = [rest.map((word) => (word === "IN" && roll() > 4 ? "in" : word)), roll() > 4];
    const shown = first === owner && roll() > 2 ? "" : roll() > 4 ? first.toUpperCase() : first;
    owner = first;
    const gap = (): string => (isOpen && roll() > 6 ? " ; (x\n  " : ([" ", "\t", "  "][roll() % 3] ?? " "));
    return `${shown} ${isOpen ? "(" : ""}${words.map((word) => gap() + word).join("")}${isOpen ? "\n)" : ""} ; end`;
  });
  return lines.join("\r\n");
}
