import { expect } from "chai";
import fc from "fast-check";
import { parseZone } from "../../src/formats/parse-zone.ts";
import { renderStrings } from "../../src/formats/render-strings.ts";
import { renderVariables } from "../../src/formats/render-variables.ts";
import { renderZone } from "../../src/formats/zone-file.ts";
import { type ImportedZone, importZone } from "../../src/geo/import-zone.ts";
import type { Value } from "../../src/model/host.ts";
import { declareZones } from "../support/zone-fleet.ts";
import { anyZone } from "./any-zone.ts";

type Imported = Extract<ImportedZone, { outcome: "imported" }>;

const start = "$TTL 300\n@ SOA ns1 hostmaster 7 3600 900 1209600 300\n@ NS ns.example.net.\n";

const byHand = `$ORIGIN example.org.
$TTL 1h
@ IN SOA ns1 hostmaster ( 2024010101 1h 15m 2w 300 ) ; a comment
  NS ns1
  NS NS2.Example.net.
  60 MX 10 mail
  TXT "v=spf1 mx -all"
  TXT "{{ no template }}" ; but two words
  CAA 0 ISSUE "letsencrypt.org"
  CAA 128 iodef "mailto:a\\\\b@example.org"
  A 192.0.2.9
ns1 A 192.0.2.1
mail A 192.0.2.3
mail AAAA 2001:DB8:0::1
mail A 192.0.2.2
mail A 192.0.2.3
www.example.org. CNAME mail
_imaps._tcp 60 SRV 0 1 993 mail
_25._tcp.mail TLSA 3 1 1 AB CD
sub NS ns.sub
ns.sub A 192.0.2.4
_acme-challenge CNAME www.acme
acme NS ns1
*.dev CNAME mail
ptr PTR mail.example.net.
@ RRSIG A 8 2 300 1 1 1 @ abcd
@ RRSIG NS 8 2 300 1 1 1 @ abcd
@ NSEC3PARAM 1 0 0 -
`;

describe("importZone", () => {
  it("writes a zone as a person would", () => {
    const { written, left, notes, signatures } = imported(byHand);
    expect(renderVariables({ dns_zones: { zones: { "example.org": written } } } as unknown as Value)).to.equal(`dns_zones:
  zones:
    example.org:
      soa: { mname: ns1, rname: hostmaster, refresh: 3600, retry: 900, expire: 1209600, minimum: 300 }
      ttl: 3600
      ns: [ ns1, ns2.example.net. ]
      caa: [ 0 issue "letsencrypt.org" ]
      records:
        - { name: "@", type: MX, ttl: 60, preference: 10, exchange: mail }
        - { name: "@", type: TXT, value: v=spf1 mx -all }
        - { name: "@", type: TXT, value: !unsafe "{{ no template }}" }
        - { name: "@", type: CAA, flags: 128, tag: iodef, value: mailto:a\\b@example.org }
        - { name: "@", type: A, value: 192.0.2.9 }
        - { name: ns1, type: A, value: 192.0.2.1 }
        - { name: mail, type: A, value: [ 192.0.2.3, 192.0.2.2 ] }
        - { name: mail, type: AAAA, value: 2001:db8::1 }
        - { name: www, type: CNAME, value: mail }
        - { name: _imaps._tcp, type: SRV, ttl: 60, priority: 0, weight: 1, port: 993, target: mail }
        - { name: _25._tcp.mail, type: TLSA, usage: 3, selector: 1, matching: 1, data: abcd }
        - { name: sub, type: NS, value: ns.sub }
        - { name: ns.sub, type: A, value: 192.0.2.4 }
        - { name: _acme-challenge, type: CNAME, value: www.acme }
        - { name: acme, type: NS, value: ns1 }
        - { name: "*.dev", type: CNAME, value: mail }
        - { name: ptr, type: PTR, value: mail.example.net. }
`);
    expect({ left, notes, signatures }).to.deep.equal({ left: [], notes: [], signatures: { NSEC3PARAM: 1, RRSIG: 2 } });
  });

  const left: readonly { readonly record: string; readonly why: string; readonly hint?: string }[] = [
    {
      record: "a SSHFP 1 1 abcd",
      why: "a SSHFP: dns_zones holds no SSHFP: expected one of A, AAAA, CNAME, NS, PTR, TXT, MX, SRV, CAA, TLSA",
    },
    {
      record: "a TYPE1234 \\# 1 ab",
      why: "a TYPE1234: dns_zones holds no TYPE1234: expected one of A, AAAA, CNAME, NS, PTR, TXT, MX, SRV, CAA, TLSA",
    },
    { record: "a A \\# 4 c0000201", why: 'a A: expected value; got "\\# 4 c0000201"' },
    { record: "a A 192.0.2", why: 'a A: "192.0.2" is no IPv4 address' },
    { record: "a MX x y", why: 'a MX: preference expected number; got "x"' },
    { record: "a MX 10", why: 'a MX: expected preference, exchange; got "10"' },
    { record: "a CAA 0 issue", why: 'a CAA: expected flags, tag, value; got "0 issue"' },
    { record: "a CAA 0 issue b c", why: 'a CAA: expected flags, tag, value; got "0 issue b c"' },
    { record: "a TLSA 3 1 1", why: 'a TLSA: expected usage, selector, matching, data; got "3 1 1"' },
    { record: 'a TXT "\\255"', why: "a TXT: its text is not UTF-8" },
    {
      record: "a\\.b A 192.0.2.1",
      why: 'a\\.b A: name must be a name inside the zone, such as www, @ for the zone itself, or *.dev; got "a\\\\.b"',
    },
    { record: "a 0 A 192.0.2.1", why: "a A: a TTL of 0 lets nobody keep the answer: it is asked for every time" },
    { record: "@ NS ns9", why: "@ NS: ns9.example.org. has no address in the zone", hint: "Give it an A or AAAA record" },
    {
      record: "www.example.org A 192.0.2.1",
      why: "www.example.org A: the name would be www.example.org.example.org.",
      hint: "A name inside the zone is written without the zone, an absolute one with its last dot",
    },
  ];
  for (const { record, ...told } of left) {
    it(`leaves out and tells: ${record}`, () => {
      const zone = imported(`${start}${record}\nb A 192.0.2.2\n`);
      expect(zone.left).to.deep.equal([{ line: 4, ...told }]);
      expect(zone.written.records).to.deep.equal([{ name: "b", type: "A", value: "192.0.2.2" }]);
    });
  }

  it("leaves out what another record makes wrong, too", () => {
    const zone = imported(`${start}a CNAME b\na TXT x\nsub NS ns.a\nns.a 0 A 192.0.2.1\n`);
    expect(zone.left).to.deep.equal([
      { line: 4, why: "a CNAME: a CNAME must be the only record of its name" },
      { line: 6, why: "sub NS: ns.a.example.org. has no address in the zone", hint: "Give it an A or AAAA record" },
      { line: 7, why: "ns.a A: a TTL of 0 lets nobody keep the answer: it is asked for every time" },
    ]);
    expect(zone.written.records).to.deep.equal([{ name: "a", type: "TXT", value: "x" }]);
  });

  it("notes what will not be quite as it was", () => {
    const text = [
      "$TTL 300",
      "@ 60 SOA ns1 hostmaster 7 3600 900 1209600 300",
      "@ 86400 NS ns.example.net.",
      "@ 86400 NS ns2.example.net.",
      "a 60 A 192.0.2.1",
      "a 70 A 192.0.2.2",
      `a TXT ${renderStrings("x".repeat(300))}`,
      'a TXT "x" "y"',
    ];
    expect(imported(text.join("\n")).notes).to.deep.equal([
      { line: 2, why: "TTL 60 of the zone's SOA becomes the zone's, 300" },
      { line: 3, why: "TTL 86400 of the zone's NS becomes the zone's, 300" },
      { line: 6, why: "TTL 70 becomes 60, that of the first A of a.example.org." },
      { line: 8, why: "a TXT: its 2 strings become one text, split again after each 255 bytes" },
    ]);
  });

  it("takes the TTL that most records have where the file says none, and its SOA twice, as a transfer has it", () => {
    const soa = "example.org. 3600 IN SOA ns1.example.org. hostmaster.example.org. 7 3600 900 1209600 0300\n";
    const zone = imported(`${soa}example.org. 60 NS ns.example.net.\na.example.org. 60 A 192.0.2.1\nb.example.org. 90 TXT x\n${soa}`, {});
    expect(zone.written).to.deep.include({ ttl: 60, ns: ["ns.example.net."], caa: [] });
    expect(zone.written.records?.[1]).to.deep.equal({ name: "b", type: "TXT", ttl: 90, value: "x" });
    const never = "x.test. 0 SOA a. b. 1 1 1 1 1\nx.test. 0 NS a.\n";
    expect(imported(never, {}).written.ttl).to.equal(1);
    expect(imported("x.test. SOA a. b. 1 1 1 1 9\nx.test. NS a.\n", {}).written.ttl).to.equal(9);
  });

  const refused: readonly { readonly title: string; readonly text: string; readonly mistakes: readonly object[] }[] = [
    { title: "what cannot be read", text: 'a TXT "', mistakes: [{ line: 1, why: "a quote or an escape is not ended" }] },
    { title: "what has no SOA", text: "a A 192.0.2.1", mistakes: [{ line: 1, why: "there is no SOA" }] },
    {
      title: "records of other zones",
      text: `${start}a.example.net. A 192.0.2.1\n`,
      mistakes: [
        {
          line: 4,
          why: "a.example.net. A: expected a name in example.org",
          hint: "A zone file holds one zone; a name without its last dot belongs to the last $ORIGIN",
        },
      ],
    },
    {
      title: "a zone without a name server, and an SOA that dns_zones does not take",
      text: "@ SOA ns1 a\\.b 7 1 1 1 1\n@ NS ns1\n",
      mistakes: [
        {
          line: 1,
          why: 'example.org soa rname: must be a name inside the zone, such as www or @, or an absolute one with its last dot, such as mail.example.net.; got "a\\\\.b"',
        },
        { line: 1, why: "example.org ns: must name a name server; got []" },
        { line: 2, why: "@ NS: ns1.example.org. has no address in the zone", hint: "Give it an A or AAAA record" },
      ],
    },
  ];
  for (const { title, text, mistakes } of refused) {
    it(`refuses ${title}`, () => {
      expect(importZone(text, { origin: "example.org" })).to.deep.equal({ outcome: "refused", mistakes });
    });
  }

  it("brings back the same records by way of dns_zones: a zone by hand", () => {
    expectSame(byHand, imported(byHand));
  });

  it("brings back the same records by way of dns_zones, whatever the zone, but for what it left out", () => {
    fc.assert(
      fc.property(anyZone, (zone) => {
        const text = renderZone(zone);
        const result = imported(text);
        const lines = new Set(result.left.map(({ line }) => line));
        const kept = text.split("\n").filter((_, index) => !lines.has(index + 1));
        expectSame(kept.join("\n"), result);
      }),
    );
  });
});

function imported(text: string, options: { readonly origin?: string } = { origin: "example.org" }): Imported {
  const zone = importZone(text, options);
  if (zone.outcome === "refused") throw new Error(JSON.stringify(zone.mistakes));
  return zone;
}

/** Holds a zone file against the one that the role makes of what was imported from it. */
function expectSame(text: string, { written }: Imported): void {
  const yaml = renderVariables({ zones: { "example.org": written } } as unknown as Value);
  const [made] = declareZones(yaml.replaceAll("!unsafe ", ""), { map: undefined }).filter(({ kind }) => kind === "dnsZone");
  const { content } = made?.want as { content: string };
  expect(recordsOf(content)).to.deep.equal(recordsOf(text));
}

/** All records of a zone, with their TTLs, but for the SOA's serial and what DNSSEC made. */
function recordsOf(text: string): readonly string[] {
  const parsed = parseZone(text, { origin: "example.org" });
  if (parsed.outcome === "refused") throw new Error(`${parsed.line}: ${parsed.why}`);
  const { soa, records, ttl: otherwise } = parsed.zone;
  const own = records.filter(({ type }) => !/^(RRSIG|NSEC)/.test(type));
  const lines = own.map(({ owner, ttl = otherwise, type, data }) => `${owner} ${ttl} ${type} ${sameForm(type, data)}`);
  return [JSON.stringify(soa), ...[...new Set(lines)].sort()];
}

/** TLSA may be written in several words, tags of CAA and digits of TLSA in either case. */
function sameForm(type: string, data: string): string {
  if (type === "TLSA") return data.split(" ").slice(0, 3).join(" ") + data.split(" ").slice(3).join("").toLowerCase();
  return type === "CAA" ? data.replace(/^\d+ \w+/, (head) => head.toLowerCase()) : data;
}
