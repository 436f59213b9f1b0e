import { execFileSync } from "node:child_process";
import { expect } from "chai";
import { PREFIX_LABEL, RECIPE_LABEL } from "../../src/sandbox/fleet.ts";
import { containerOptions, hostFiles, type HostRecipe } from "../../src/sandbox/host-container.ts";
import { hostInit } from "../../src/sandbox/host-init.ts";

const recipe: HostRecipe = {
  prefix: "fleet",
  host: { name: "in", suite: "bookworm", number: 13 },
  imageDigest: "1",
  network: {
    id: "n1",
    subnets: { ipv4: "10.213.4.0/24", ipv6: "fd12:3456:213:4::/64" },
    mirrors: new Map([["mirror.example", ["192.0.2.1", "192.0.2.2"]]]),
  },
  publicKey: "ssh-ed25519 AAAA sandbox\n",
};

describe("a host's container", () => {
  const options = containerOptions(recipe);

  it("has a name, addresses and a label of its own", () => {
    expect(options).to.deep.include({ name: "fleet-in", Image: "geosteer-sandbox:bookworm", Hostname: "in" });
    expect(options.NetworkingConfig?.EndpointsConfig?.["fleet"]).to.deep.equal({
      Aliases: ["in"],
      IPAMConfig: { IPv4Address: "10.213.4.13", IPv6Address: "fd12:3456:213:4::d" },
    });
    expect(options.Labels?.[PREFIX_LABEL]).to.equal("fleet");
  });

  it("is as much of a server as the engine allows, and never privileged", () => {
    expect(options.HostConfig?.Privileged).to.equal(undefined);
    expect(options.HostConfig?.CapAdd).to.include("SYS_ADMIN").and.not.to.include("SYS_RESOURCE").and.not.to.include("SYS_MODULE");
    expect(options.StopSignal).to.equal("SIGRTMIN+3");
    expect(options.HostConfig?.RestartPolicy).to.deep.equal({ Name: "on-failure" });
    expect(options.Volumes).to.deep.equal({ "/var/lib/docker": {} });
  });

  it("knows the addresses of the mirrors and of lab", () => {
    expect(options.HostConfig?.ExtraHosts).to.deep.equal(["mirror.example:192.0.2.1", "mirror.example:192.0.2.2", "lab:10.213.4.10"]);
  });

  const others: readonly { title: string; recipe: HostRecipe }[] = [
    { title: "image", recipe: { ...recipe, imageDigest: "2" } },
    { title: "network", recipe: { ...recipe, network: { ...recipe.network, id: "n2" } } },
    { title: "key", recipe: { ...recipe, publicKey: "ssh-ed25519 BBBB sandbox\n" } },
    { title: "file", recipe: { ...recipe, files: [{ path: "srv/a", mode: 0o644, content: "a" }] } },
    { title: "host", recipe: { ...recipe, host: { name: "us", suite: "bookworm", number: 12 } } },
  ];
  for (const other of others) {
    it(`is made anew for another ${other.title}`, () => {
      expect(containerOptions(other.recipe).Labels?.[RECIPE_LABEL]).not.to.equal(options.Labels?.[RECIPE_LABEL]);
    });
  }

  it("is left alone for the same recipe", () => {
    expect(containerOptions({ ...recipe })).to.deep.equal(options);
  });

  it("gets root's key, readable by root only", () => {
    const listing = execFileSync("tar", ["-tvf", "-", "--numeric-owner"], { input: hostFiles(recipe), encoding: "utf8" });
    const rows = listing
      .trim()
      .split("\n")
      .map((line) => line.split(/\s+/));
    expect(rows.map(([mode, owner, size, , , path]) => [mode, owner, size, path])).to.deep.equal([
      ["drwx------", "0/0", "0", "root/.ssh/"],
      ["-rw-------", "0/0", "25", "root/.ssh/authorized_keys"],
    ]);
    const content = execFileSync("tar", ["-xOf", "-", "root/.ssh/authorized_keys"], { input: hostFiles(recipe), encoding: "utf8" });
    expect(content).to.equal(recipe.publicKey);
  });

  it("starts with a script that a shell can read", () => {
    expect(() => execFileSync("dash", ["-n"], { input: hostInit })).not.to.throw();
    expect(hostInit.trimEnd().split("\n").at(-1)).to.equal("exec /sbin/init");
  });
});
