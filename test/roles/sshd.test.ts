import { expect } from "chai";
import { checkInForce } from "../../roles/sshd/check-in-force.ts";
import { dropIn } from "../../roles/sshd/drop-in.ts";
import { mainConfig } from "../../roles/sshd/main-config.ts";
import { renderDropIn } from "../../roles/sshd/render-drop-in.ts";
import { sshd } from "../../roles/sshd/role.ts";
import type { FileText } from "../../src/facts/file-text.ts";
import { missing } from "../../src/model/fact.ts";
import { askWith } from "../support/fake-ask.ts";
import { rejection } from "../support/rejection.ts";
import { hostNamed, roleOn } from "../support/role-on.ts";

const way = { clientAddress: "192.0.2.7", serverAddress: "192.0.2.1", serverPort: 22, interface: "eth0" };
const quiet = { active: "inactive", file: "disabled" };

describe("role sshd", () => {
  it("writes ports before addresses, and what may hold a Match last", () => {
    const lists = { acceptEnv: ["LANG", "LC_*"], allowUsers: [], allowGroups: ["ops"] };
    const text = renderDropIn({
      ports: [22, 222],
      listenAddresses: ["192.0.2.1"],
      flags: { UseDNS: "no" },
      ...lists,
      lines: ["Match User x"],
    });
    expect(text.split("\n").slice(1)).to.deep.equal([
      "Port 22",
      "Port 222",
      "ListenAddress 192.0.2.1",
      "UseDNS no",
      "AcceptEnv LANG LC_*",
      "AllowGroups ops",
      "Match User x",
      "",
    ]);
  });

  it("has what is in force checked in the words of sshd -T", () => {
    const words = checkInForce({ ports: [222, 22, 22], flags: { PermitRootLogin: "prohibit-password", UseDNS: "no" } });
    expect(words.slice(4)).to.deep.equal([
      "/etc/ssh/sshd_config.d/00-infra.conf",
      "22 222",
      "PermitRootLogin without-password",
      "UseDNS no",
    ]);
  });

  it("listens on ansible_port where no ports are given", () => {
    const eu = hostNamed("eu");
    const [, , files] = roleOn(sshd, { ...eu, address: { ...eu.address, port: 222 } }, {});
    expect(files?.id).to.equal("config:sshd");
    expect(files?.ending).to.deep.include({ kind: "config" });
    expect(JSON.stringify(files?.ending)).to.not.include('"/etc/ssh/sshd_config"');
  });

  const wanted = { text: "x", ports: [222], inventoryPort: 222 };
  const cases = [
    { title: "by the port of the inventory, though this run came by another", seen: way, socket: quiet, wanted, code: undefined },
    {
      title: "by the port of this run, though the inventory's is a forwarder's",
      seen: way,
      socket: missing,
      wanted: { ...wanted, ports: [22] },
      code: undefined,
    },
    { title: "without SSH", seen: missing, socket: quiet, wanted: { ...wanted, ports: [2222] }, code: undefined },
    { title: "by neither port", seen: way, socket: quiet, wanted: { ...wanted, ports: [2222] }, code: "LOCK_OUT" },
    { title: "by a socket that runs", seen: way, socket: { ...quiet, active: "active" }, wanted, code: "LOCK_OUT" },
    { title: "by a socket that starts at boot", seen: way, socket: { ...quiet, file: "enabled" }, wanted, code: "LOCK_OUT" },
  ] as const;
  for (const { title, seen, socket, wanted: one, code } of cases) {
    it(`${code === undefined ? "lets in" : "refuses a way in"} ${title}`, async () => {
      const text = dropIn(one).resolve(askWith({ "ssh-connection": () => seen, "unit-state": () => socket }));
      if (code === undefined) expect(await text).to.equal("x");
      else expect(await rejection(text)).to.include({ code });
    });
  }

  const mains: readonly { title: string; seen: FileText; expected: string }[] = [
    {
      title: "leaves a main file that includes drop-ins alone",
      seen: { type: "file", mode: "0644", text: "#\n  include /etc/ssh/sshd_config.d/*.conf\n" },
      expected: "",
    },
    {
      title: "begins one from before there were drop-ins with the line",
      seen: { type: "file", mode: "0644", text: "UsePAM yes\n" },
      expected: "UsePAM yes\n",
    },
    {
      title: "does not take a comment for the line",
      seen: { type: "file", mode: "0644", text: "#Include /etc/ssh/sshd_config.d/*.conf\n" },
      expected: "#Include",
    },
    { title: "writes Debian's own where there is none", seen: { type: "absent" }, expected: "UsePAM yes\nPrintMotd no\nSubsystem sftp" },
  ];
  for (const { title, seen, expected } of mains) {
    it(title, async () => {
      const text = await mainConfig().resolve(askWith({ "file-text": () => seen }));
      if (expected === "") expect({ type: "file", mode: "0644", text }).to.deep.equal(seen);
      else expect(text.startsWith(`Include /etc/ssh/sshd_config.d/*.conf\n${expected}`)).to.equal(true);
    });
  }
});
