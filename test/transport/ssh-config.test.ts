import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { Address } from "../../src/model/host.ts";
import { parseSshConfigs, parseSshG, setsAnything, sshConfigFiles, loadSshOptions } from "../../src/transport/ssh-config.ts";
import { refuseUnsupported, speedOnly } from "../../src/transport/ssh-keywords.ts";
import { Failure } from "../../src/model/failure.ts";
import { rejection } from "../support/rejection.ts";

const address: Address = {
  connection: "ssh",
  host: "web",
  port: undefined,
  user: undefined,
  privateKeyFile: undefined,
  hostKeys: [],
  become: undefined,
};
const host = { name: "web1", address };

/** /etc/ssh/ssh_config of Debian, without its comments. */
const debian = "Include /etc/ssh/nothing.d/*.conf\n\nHost *\n    SendEnv LANG LC_*\n    HashKnownHosts yes\n    GSSAPIAuthentication yes\n";

describe("the ssh configuration", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "infra-ssh-"));
    mkdirSync(join(folder, "some.d"));
    mkdirSync(join(folder, "empty.d"));
    writeFileSync(join(folder, "some.d/10-jump.conf"), "Host *\n  ProxyJump bastion\n");
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  for (const { title, text, sets } of [
    { title: "Debian's own sets nothing", text: debian, sets: false },
    { title: "comments set nothing", text: "# Port 22\n#Port 22\n", sets: false },
    { title: "a keyword in any case does", text: "\thOSTname=10.0.0.1", sets: true },
    { title: "an empty folder included sets nothing", text: "Include empty.d/*.conf", sets: false },
    { title: "a file included may", text: "Include some.d/*.conf", sets: true },
    { title: "a file with another ending is not included", text: "Include some.d/*.other", sets: false },
    { title: "other patterns may", text: "Include ~/.ssh/conf.d/*", sets: true },
  ]) {
    it(title, async () => {
      expect(await setsAnything(text, folder)).to.equal(sets);
    });
  }

  it("is the user's file, then the machine's", () => {
    expect(sshConfigFiles("/home/ann")).to.deep.equal(["/home/ann/.ssh/config", "/etc/ssh/ssh_config"]);
  });

  it("is not asked for where there is none", async () => {
    expect(await loadSshOptions(host, [join(folder, "none")])).to.deep.equal(new Map());
  });

  it("is read from `ssh -G`, with keywords that come several times", () => {
    const options = parseSshG("hostname 10.0.0.1\nidentityfile ~/a b\nidentityfile ~/c\nnoise\n");
    expect([...options]).to.deep.equal([
      ["hostname", ["10.0.0.1"]],
      ["identityfile", ["~/a b", "~/c"]],
    ]);
  });

  it("is computed without ssh: the first value counts, keys add up", async () => {
    const user = "Host w*\n  HostName 10.0.0.1\n  IdentityFile ~/one\n  UserKnownHostsFile /a /b\n\nHost other\n  Port 1\n";
    const machine = "Host *\n  HostName 10.0.0.2\n  Port 2222\n  IdentityFile ~/two\n";
    const options = await parseSshConfigs([user, machine], host);
    expect(options.get("hostname")).to.deep.equal(["10.0.0.1"]);
    expect(options.get("port")).to.deep.equal(["2222"]);
    expect(options.get("identityfile")).to.deep.equal(["~/one", "~/two"]);
    expect(options.get("userknownhostsfile")).to.deep.equal(["/a /b"]);
  });

  it("cannot follow Include without ssh, and says so", async () => {
    expect(await rejection(parseSshConfigs(["Include more"], host))).to.include({ code: "SSH_OPTION_UNSUPPORTED", where: "web1" });
  });
});

describe("keywords of the ssh configuration", () => {
  for (const { config, refused } of [
    { config: "proxyjump bastion", refused: "ProxyJump bastion" },
    { config: "proxycommand nc %h %p", refused: "ProxyCommand nc %h %p" },
    { config: "certificatefile ~/.ssh/id-cert.pub", refused: "CertificateFile" },
    { config: "pubkeyauthentication no", refused: "PubkeyAuthentication no" },
    { config: "preferredauthentications gssapi-with-mic", refused: "PreferredAuthentications" },
    { config: "revokedhostkeys /etc/ssh/krl", refused: "RevokedHostKeys" },
    { config: "remotecommand tmux", refused: "RemoteCommand tmux" },
  ]) {
    it(`refuse ${config}`, () => {
      expect(() => {
        refuseUnsupported(parseSshG(config), "web1");
      })
        .to.throw(Failure, refused)
        .with.property("code", "SSH_OPTION_UNSUPPORTED");
    });
  }

  it("are all named together", () => {
    expect(() => {
      refuseUnsupported(parseSshG("proxyjump a\nremotecommand b"), "web1");
    }).to.throw(`"ProxyJump a" and "RemoteCommand b"`);
  });

  it("pass at their defaults", () => {
    const config =
      "proxyjump none\ncertificatefile none\npubkeyauthentication true\npreferredauthentications publickey,password\ncontrolpath none";
    refuseUnsupported(parseSshG(config), "web1");
    expect(speedOnly(parseSshG(config))).to.deep.equal([]);
  });

  it("are told where only speed is lost", () => {
    expect(speedOnly(parseSshG("controlpath ~/.ssh/%C"))).to.have.length(1);
  });
});
