import { expect } from "chai";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { infra } from "./infra.ts";

describe("infra logs", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "infra-logs-"));
    writeFileSync(join(folder, "hosts.yml"), "all:\n  hosts:\n    us: {ansible_host: 192.0.2.1}\n    eu: {ansible_host: 192.0.2.2}\n");
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  for (const [title, words, message] of [
    ["no service", ["us"], "missing required argument 'service'"],
    ["several hosts", ["all", "web"], 'Cannot read logs: "all" selects 2 hosts, expected one'],
    ["a host that is not there", ["uz", "web"], "uz"],
    ["no number of lines", ["us", "web", "--tail", "-1"], "It must be a whole number from 1 on"],
    ["no time", ["us", "web", "--since", "yesterday"], "It must be so long ago (10m, 2h, 1d) or a time"],
    ["a day that no month has", ["us", "web", "--since", "2026-13-01"], "It must be so long ago"],
  ] as const) {
    it(`refuses ${title}, before it connects`, async () => {
      const { status, stdout, stderr } = await infra(folder, "logs", "-i", "hosts.yml", ...words);
      expect([status, stdout]).to.deep.equal([64, ""]);
      expect(stderr).to.include(message);
    });
  }
});
