import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Docker from "dockerode";
import { expect } from "chai";
import { parse } from "yaml";
import { z } from "zod";
import { openPgpFingerprints } from "../../src/formats/openpgp.ts";
import { runInside } from "../../src/sandbox/engine.ts";
import { bridgeName, PREFIX_LABEL, sandboxFiles } from "../../src/sandbox/fleet.ts";
import { sandboxDown } from "../../src/sandbox/sandbox-down.ts";
import { type SandboxRow, sandboxStatus } from "../../src/sandbox/sandbox-status.ts";
import { sandboxUp } from "../../src/sandbox/sandbox-up.ts";

const prefix = "geosteer-sandbox-test";

const SandboxInventory = z.object({
  all: z.object({
    hosts: z.record(
      z.string(),
      z.object({ ansible_host: z.string(), ansible_ssh_private_key_file: z.string(), host_key: z.array(z.string()) }),
    ),
  }),
});

describe("a sandbox", () => {
  const engine = new Docker();
  const folder = mkdtempSync(join(tmpdir(), "geosteer-sandbox-"));
  const files = sandboxFiles(folder, prefix);
  const notices: string[] = [];
  const up = () => sandboxUp({ prefix, ...files, notice: (message) => notices.push(message) });

  before(async () => {
    await sandboxDown({ prefix, ...files });
    await up();
  });

  after(async () => {
    await sandboxDown({ prefix, ...files });
    rmSync(folder, { recursive: true });
  });

  it("answers on every host, on both releases of Debian", async () => {
    const rows = await sandboxStatus({ prefix });
    expect(rows.map(({ host, suite, state, ssh }) => [host, suite, state, ssh])).to.deep.equal([
      ["eu", "trixie", "running", "answers"],
      ["us", "trixie", "running", "answers"],
      ["in", "bookworm", "running", "answers"],
      ["lab", "trixie", "running", "answers"],
    ]);
    expect(await inside("eu", "cat /etc/debian_version")).to.match(/^13/);
    expect(await inside("in", "cat /etc/debian_version")).to.match(/^12/);
  });

  it("lets its key in, shows the host keys that its inventory says, another on each host", () => {
    const keys = Object.entries(inventory()).map(([host, entry]) => {
      expect(overSsh(host, "id -u")).to.equal("0\n");
      return entry.host_key.find((key) => key.startsWith("ssh-ed25519 "));
    });
    expect(new Set(keys).size).to.equal(3);
  });

  it("is a server: systemd runs without a failed unit", async () => {
    for (const host of ["eu", "us", "in", "lab"]) expect(await inside(host, "systemctl is-system-running --wait")).to.equal("running\n");
  });

  it("keeps kernel settings to itself", async () => {
    const before = readFileSync("/proc/sys/vm/swappiness", "utf8");
    expect(await inside("eu", "sysctl -qw vm.swappiness=7; sysctl -n vm.swappiness")).to.equal("7\n");
    expect(readFileSync("/proc/sys/vm/swappiness", "utf8")).to.equal(before);
  });

  it("reaches its own hosts by name in both families, the mirror, and nothing else", async () => {
    expect(await inside("eu", "getent ahostsv4 us; getent ahostsv6 in"))
      .to.contain("us")
      .and.to.contain("in");
    expect(await inside("eu", "timeout 5 bash -c 'head -c 4 </dev/tcp/in/22'")).to.equal("SSH-");
    expect(
      await inside("in", "apt-get -q update && apt-get -qy install --no-install-recommends tree >/dev/null && tree --version"),
    ).to.contain("tree v");
    for (const outside of ["192.0.2.1/80", "9.9.9.9/53"]) {
      expect(await inside("eu", `timeout 5 bash -c 'true </dev/tcp/${outside}' 2>&1 || true`)).to.contain("Connection refused");
    }
  });

  it("offers vendors' packages from lab, and names in its inventory what stands in for what", async () => {
    const text = readFileSync(files.inventoryFile, "utf8");
    const fingerprint = /fingerprint: ([0-9A-F]{40})$/m.exec(text)?.[1] ?? "none";
    expect(text).to.contain("http://lab/tailscale");
    const fetched = await inside(
      "us",
      "cd /tmp && /usr/lib/apt/apt-helper -q download-file http://lab/archive-key.gpg k >/dev/null && base64 -w0 k",
    );
    expect(openPgpFingerprints(Buffer.from(fetched, "base64"))).to.deep.equal([fingerprint]);
  });

  it("stays as it is in a second up", async () => {
    const before = await containers();
    notices.length = 0;
    await up();
    expect(await containers()).to.deep.equal(before);
    expect(notices).to.deep.equal([]);
  });

  it("starts a host that was stopped, under its old address, and comes back from a reboot", async () => {
    const before = addresses(await sandboxStatus({ prefix }));
    const boot = await inside("us", "cat /proc/sys/kernel/random/boot_id");
    await engine.getContainer(`${prefix}-eu`).stop();
    expect((await sandboxStatus({ prefix }))[0]).to.deep.include({ state: "exited", ssh: "silent" });
    await engine.getContainer(`${prefix}-us`).kill({ signal: "SIGRTMIN+5" });
    await engine.getContainer(`${prefix}-us`).wait();
    await up();
    expect(addresses(await sandboxStatus({ prefix }))).to.deep.equal(before);
    expect(await inside("us", "cat /proc/sys/kernel/random/boot_id")).not.to.equal(boot);
  });

  it("leaves nothing behind, and another sandbox as it was", async () => {
    const volumes = await volumesOfHosts();
    const others = await containers({ ours: false });
    await sandboxDown({ prefix, ...files });
    expect(await containers()).to.deep.equal([]);
    expect(await containers({ ours: false })).to.include.members(others);
    expect((await engine.listNetworks()).filter(({ Name }) => Name === prefix)).to.deep.equal([]);
    expect((await engine.listVolumes()).Volumes.filter(({ Name }) => volumes.includes(Name))).to.deep.equal([]);
    for (const tool of ["iptables", "ip6tables"]) {
      expect(execFileSync(tool, ["-S"], { encoding: "utf8" })).not.to.contain(bridgeName(prefix));
    }
    expect([files.inventoryFile, files.stateFolder].filter((path) => existsSync(path))).to.deep.equal([]);
    expect((await sandboxStatus({ prefix })).map(({ state }) => state)).to.deep.equal(["missing", "missing", "missing", "missing"]);
  });

  async function containers({ ours = true } = {}): Promise<readonly string[]> {
    const all = await engine.listContainers({ all: true });
    return all.filter(({ Labels }) => (Labels[PREFIX_LABEL] === prefix) === ours).map(({ Id }) => Id);
  }

  async function volumesOfHosts(): Promise<readonly (string | undefined)[]> {
    const infos = await Promise.all((await containers()).map((id) => engine.getContainer(id).inspect()));
    const names = infos.flatMap(({ Mounts }) => Mounts.map(({ Name }) => Name));
    expect(names).to.have.length(4);
    return names;
  }

  /** Runs a shell line in a host's container. */
  function inside(host: string, line: string): Promise<string> {
    return runInside(engine, { container: `${prefix}-${host}`, words: ["sh", "-c", line] });
  }

  function inventory(): z.output<typeof SandboxInventory>["all"]["hosts"] {
    return SandboxInventory.parse(parse(readFileSync(files.inventoryFile, "utf8"))).all.hosts;
  }

  /** Through OpenSSH, which is told the inventory's host keys and no others. */
  function overSsh(host: string, command: string): string {
    const { [host]: entry } = inventory();
    const knownHosts = entry?.host_key.map((key) => `'${entry.ansible_host} ${key}'`).join(" ") ?? "";
    const options = ["BatchMode=yes", "StrictHostKeyChecking=yes", "UserKnownHostsFile=/dev/null", "GlobalKnownHostsFile=/dev/null"];
    const known = `KnownHostsCommand=/usr/bin/printf %%s\\n ${knownHosts}`;
    const words = [...options, known].flatMap((option) => ["-o", option]);
    return execFileSync(
      "ssh",
      ["-F", "none", "-i", entry?.ansible_ssh_private_key_file ?? "", ...words, `root@${entry?.ansible_host ?? ""}`, command],
      {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
  }
});

function addresses(rows: readonly SandboxRow[]): readonly (readonly (string | undefined)[])[] {
  return rows.map(({ address, address6 }) => [address, address6]);
}
