import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { bridgeName } from "../../src/sandbox/fleet.ts";
import { guardRules, lowerCommand, raiseCommand } from "../../src/sandbox/guard.ts";
import { mirrorAddresses, parseMirrors, renderMirrors } from "../../src/sandbox/mirrors.ts";

const mirrors = new Map([
  ["one.example", ["192.0.2.1", "192.0.2.2"]],
  ["two.example", ["192.0.2.2"]],
]);

describe("the network guard", () => {
  const bridge = bridgeName("fleet");
  const chain = bridge.replace("gs-", "GEOSTEER-");

  it("lets answers, the fleet and the mirrors' web servers pass, and nothing else", () => {
    expect(guardRules("fleet", ["192.0.2.1"])).to.deep.equal([
      "*filter",
      `:${chain} - [0:0]`,
      `-A ${chain} -m conntrack --ctstate RELATED,ESTABLISHED,UNTRACKED -j RETURN`,
      `-A ${chain} -o ${bridge} -j RETURN`,
      `-A ${chain} -d 192.0.2.1 -p tcp --dport 80 -j RETURN`,
      `-A ${chain} -d 192.0.2.1 -p tcp --dport 443 -j RETURN`,
      `-A ${chain} -j REJECT`,
      "COMMIT",
    ]);
  });

  it("has names that the kernel takes, whatever the prefix is", () => {
    for (const prefix of ["a", "x".repeat(200)]) {
      expect(bridgeName(prefix)).to.have.length.at.most(15);
      expect(guardRules(prefix, [])[1]?.split(" ")[0]).to.have.length.at.most(29);
    }
  });

  it("is put in front of both families' own rules", () => {
    expect(run(raiseCommand("fleet", mirrors).text)).to.deep.equal([
      ...guardRules("fleet", ["192.0.2.1", "192.0.2.2"]),
      "iptables -n -L DOCKER-USER",
      `iptables -I DOCKER-USER -i ${bridge} -j ${chain}`,
      `iptables -I INPUT -i ${bridge} -j ${chain}`,
      ...guardRules("fleet", []),
      "ip6tables -n -L DOCKER-USER",
      `ip6tables -I DOCKER-USER -i ${bridge} -j ${chain}`,
      `ip6tables -I INPUT -i ${bridge} -j ${chain}`,
    ]);
  });

  it("is taken away whole", () => {
    expect(run(lowerCommand("fleet").text)).to.deep.equal(
      ["iptables", "ip6tables"].flatMap((tool) => [`${tool} -F ${chain}`, `${tool} -X ${chain}`]),
    );
  });
});

describe("mirrors", () => {
  it("are the same after a way through a label", () => {
    expect(parseMirrors(renderMirrors(mirrors))).to.deep.equal(mirrors);
    expect(parseMirrors(renderMirrors(new Map()))).to.deep.equal(new Map());
  });

  it("have each address once", () => {
    expect(mirrorAddresses(mirrors)).to.deep.equal(["192.0.2.1", "192.0.2.2"]);
  });
});

/** Runs a command where iptables knows no rule yet, and returns what it would have been told. */
function run(command: string): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), "geosteer-guard-"));
  const log = join(folder, "log");
  const program = '#!/bin/sh\nshift\ncase $1 in -C | -D) exit 1 ;; esac\necho "${0##*/} $*" >>"$LOG"\n';
  for (const tool of ["iptables", "ip6tables"]) {
    writeFileSync(join(folder, tool), program, { mode: 0o755 });
    writeFileSync(join(folder, `${tool}-restore`), '#!/bin/sh\ncat >>"$LOG"\n', { mode: 0o755 });
  }
  try {
    execFileSync("dash", ["-c", command], { env: { PATH: `${folder}:/usr/bin:/bin`, LOG: log } });
    return readFileSync(log, "utf8").trimEnd().split("\n");
  } finally {
    rmSync(folder, { recursive: true });
  }
}
