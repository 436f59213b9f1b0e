import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { expect } from "chai";
import { type Repository, repository } from "../run/repository.ts";
import { infra, infraWith, type Outcome } from "./infra.ts";

const head = "@ 300 SOA ns1 hostmaster 7 3600 900 1209600 300\n@ NS ns1\nns1 A 192.0.2.1\n";
const yaml = `dns_zones:
  zones:
    example.org:
      soa: { mname: ns1, rname: hostmaster, refresh: 3600, retry: 900, expire: 1209600, minimum: 300 }
      ttl: 300
      ns: [ ns1 ]
      caa: []
      records:
        - { name: ns1, type: A, value: 192.0.2.1 }
`;

const soa = "example.org. 300 SOA ns1.example.org. hostmaster.example.org. 7 3600 900 1209600 300";
const transfer = `; a comment\n${soa}\nexample.org. 300 NS ns1.example.org.\nns1.example.org. 300 A 192.0.2.1\n${soa}\n`;

/** A program that remembers its arguments; it breaks off at port 54, and fails at port 55. */
function tool(name: string): string {
  const lines = `printf '%s' "$*" > "$(dirname "$0")/../${name}.args"\ncase $3 in 54) head -n 3;; 55) cat; exit 1;; *) cat;; esac`;
  return `#!/bin/sh\n(${lines}) <<'END'\n${transfer}END\n`;
}

describe("infra dns import", () => {
  let made: Repository;
  const run = (...argv: readonly string[]): Promise<Outcome> => infra(made.path, "dns", "import", ...argv);

  before(() => {
    made = repository({
      "example.org.zone": `\uFEFF${head}`,
      "db.example.org": head,
      "zone.txt": head,
      "said.txt": `$ORIGIN example.org.\n${head}`,
      "signed.txt": `$ORIGIN example.org.\n${head}a SSHFP 1 1 ab\nb TXT "x" "y"\nb RRSIG TXT 8 2 300 1 1 1 @ ab\n`,
      "broken.txt": 'example.org. SOA a. b. 1 1 1 1 1\na TXT "x\n',
      "include.txt": "$INCLUDE other.zone\n",
      "two.txt": `$ORIGIN example.org.\n${head}example.net. SOA a. b. 1 1 1 1 1\n`,
      "outside.txt": `$ORIGIN example.org.\n${head}www.example.net. A 192.0.2.1\n`,
      "none.txt": "a.example.org. A 192.0.2.1\n",
      "dotless.txt": head.replace("@ 300", "example.org 300"),
      "kdig.key": "hmac-sha256:name:c2VjcmV0\n",
      "bind.key": 'key "name" { algorithm hmac-sha256; secret "c2VjcmV0"; };\n',
    });
    mkdirSync(join(made.path, "folder"));
    writeFileSync(join(made.path, "latin.zone"), Uint8Array.of(0x3b, 0xe9, 0x0a));
  });
  after(() => {
    made.remove();
  });

  const same: readonly (readonly string[])[] = [
    ["example.org.zone"],
    ["db.example.org"],
    ["said.txt"],
    ["zone.txt", "--origin", "Example.org."],
  ];
  for (const argv of same) {
    it(`prints the variable: ${argv.join(" ")}`, async () => {
      expect(await run(...argv)).to.deep.equal({ status: 0, stdout: yaml, stderr: "" });
    });
  }

  it("reads standard input", async () => {
    expect(await infraWith({ input: `$ORIGIN example.org.\n${head}` }, made.path, "dns", "import", "-")).to.deep.equal({
      status: 0,
      stdout: yaml,
      stderr: "",
    });
  });

  it("tells what it leaves out, and what changes", async () => {
    const { status, stdout, stderr } = await run("signed.txt");
    expect(status).to.equal(1);
    expect(stdout).to.equal(`${yaml}        - { name: b, type: TXT, value: xy }\n`);
    expect(stderr.split("\n")).to.deep.equal([
      "signed.txt:5: Cannot import: a SSHFP: dns_zones holds no SSHFP: expected one of A, AAAA, CNAME, NS, PTR, TXT, MX, SRV, CAA, TLSA [ZONE_INVALID]",
      "signed.txt:6: b TXT: its 2 strings become one text, split again after each 255 bytes",
      "signed.txt: left out, made anew by who signs the zone: 1 RRSIG",
      "",
    ]);
  });

  it("tells a program the same", async () => {
    const { status, stdout, stderr } = await run("signed.txt", "--json");
    const events = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { readonly type: string });
    expect({ status, stderr, types: events.map(({ type }) => type) }).to.deep.equal({
      status: 1,
      stderr: "",
      types: ["failure", "notice", "notice", "import", "summary"],
    });
    expect(events[3]).to.have.nested.property("variable.dns_zones.zones.example\\.org.ttl", 300);
  });

  const refused: readonly { readonly argv: readonly string[]; readonly status: number; readonly says: string }[] = [
    { argv: ["no.zone"], status: 64, says: "no.zone: Cannot read the zone: there is no such file [USAGE]" },
    { argv: ["folder"], status: 64, says: "folder: Cannot read the zone: it is a folder: expected a zone file [USAGE]" },
    {
      argv: ["latin.zone"],
      status: 1,
      says: "latin.zone: Cannot read the zone: it is no text (UTF-8) [ZONE_INVALID]\n  hint: An old file",
    },
    { argv: ["broken.txt"], status: 1, says: "broken.txt:2: Cannot read the zone: a quote or an escape is not ended [ZONE_INVALID]" },
    {
      argv: ["include.txt"],
      status: 1,
      says: "include.txt:1: Cannot read the zone: $INCLUDE is not followed [ZONE_INVALID]\n  hint: BIND writes",
    },
    {
      argv: ["zone.txt"],
      status: 1,
      says: 'zone.txt:1: Cannot read the zone: "@" is relative, and there is no $ORIGIN before it [ZONE_INVALID]\n  hint: Name the zone: --origin example.org',
    },
    { argv: ["none.txt"], status: 1, says: "none.txt:1: Cannot read the zone: there is no SOA [ZONE_INVALID]" },
    {
      argv: ["two.txt"],
      status: 1,
      says: 'two.txt:5: Cannot read the zone: a second zone begins, "example.net.": expected only "example.org.", whose SOA is in line 2',
    },
    {
      argv: ["outside.txt"],
      status: 1,
      says: "outside.txt:5: Cannot read the zone: www.example.net. A: expected a name in example.org [ZONE_INVALID]\n  hint: ",
    },
    {
      argv: ["said.txt", "--origin", "example.net"],
      status: 1,
      says: 'said.txt: Cannot import example.net: the SOA is that of "example.org." [ZONE_INVALID]',
    },
    {
      argv: ["said.txt", "--origin", "x y"],
      status: 64,
      says: '--origin: Cannot import zone "x y": expected a zone\'s name, such as example.org [USAGE]',
    },
    { argv: [], status: 64, says: "dns import: Cannot import: expected one zone file (`-`: standard input), or --zone and --from [USAGE]" },
    { argv: ["said.txt", "--zone", "example.org"], status: 64, says: "expected one zone file" },
    { argv: ["--from", "192.0.2.1"], status: 64, says: "expected one zone file" },
    { argv: ["--zone", "example.org", "--from=-x"], status: 64, says: '--from: Cannot transfer from "-x": expected an address or name' },
    { argv: ["--zone", "example.org", "--from", "192.0.2.1", "--tsig-file", "no.key"], status: 64, says: "there is no such file" },
    { argv: ["--zone", "example.org", "--from", "192.0.2.1", "--tsig-file", "."], status: 64, says: "it is a folder" },
  ];
  for (const { argv, status, says } of refused) {
    it(`refuses: ${argv.join(" ")}`, async () => {
      const outcome = await run(...argv);
      expect(outcome.stderr).to.contain(says);
      expect({ status: outcome.status, stdout: outcome.stdout }).to.deep.equal({ status, stdout: "" });
    });
  }

  it("tells where a name lacks its dot", async () => {
    const { status, stderr } = await run("dotless.txt", "--origin", "example.org");
    expect(status).to.equal(1);
    expect(stderr).to.contain("dotless.txt:2: Cannot read the zone: example.org. NS: expected a name in example.org.example.org");
  });

  describe("by transfer", () => {
    const { env } = process;
    const path = env["PATH"] ?? "";
    const from = (server: string, ...more: readonly string[]): Promise<Outcome> => run("--zone", "example.org", "--from", server, ...more);
    const argsOf = (name: string): string => readFileSync(join(made.path, `${name}.args`), "utf8");
    const install = (...names: readonly string[]): void => {
      rmSync(join(made.path, "bin"), { recursive: true, force: true });
      for (const name of names) made.write({ [`bin/${name}`]: tool(name) });
      for (const name of names) chmodSync(join(made.path, "bin", name), 0o755);
    };

    before(() => {
      env["PATH"] = `${made.path}/bin:/bin`;
    });
    after(() => {
      env["PATH"] = path;
    });

    it("asks kdig, with its key in a file", async () => {
      install("kdig", "dig");
      expect(await from("192.0.2.1")).to.deep.equal({ status: 0, stdout: yaml, stderr: "" });
      expect(argsOf("kdig")).to.equal("@192.0.2.1 -p 53 example.org AXFR +noall +answer");
      expect((await from("2001:db8::1@5353", "--tsig-file", "kdig.key")).status).to.equal(0);
      expect(argsOf("kdig")).to.equal(`@2001:db8::1 -p 5353 -k ${made.path}/kdig.key example.org AXFR +noall +answer`);
    });

    it("asks dig where there is no kdig, or the key is BIND's", async () => {
      install("dig");
      expect((await from("ns1.example.org")).stdout).to.equal(yaml);
      install("kdig", "dig");
      expect((await from("192.0.2.1", "--tsig-file", "bind.key")).status).to.equal(0);
      expect(argsOf("dig")).to.equal(`@192.0.2.1 -p 53 -k ${made.path}/bind.key example.org AXFR +noall +answer`);
    });

    it("refuses half a transfer, and one that failed", async () => {
      install("kdig");
      const half = await from("192.0.2.1@54");
      expect(half.stderr).to.contain(
        "Cannot transfer example.org: expected a zone from SOA to SOA, got none or a part of it [UNREACHABLE]",
      );
      expect(half.status).to.equal(1);
      expect((await from("192.0.2.1@55")).status).to.equal(1);
    });

    it("tells how to do without either", async () => {
      install();
      const { status, stderr } = await from("192.0.2.1");
      expect(status).to.equal(64);
      expect(stderr)
        .to.contain("--from: Cannot transfer example.org: this machine has no kdig and no dig [USAGE]")
        .and.to.contain("hint: Where there is one: dig @192.0.2.1 example.org AXFR > example.org.zone");
    });
  });
});
