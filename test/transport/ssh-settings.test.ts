import { expect } from "chai";
import type { Address } from "../../src/model/host.ts";
import { parseSshG } from "../../src/transport/ssh-config.ts";
import { type LocalUser, type SshSettings, sshSettings } from "../../src/transport/ssh-settings.ts";

const local: LocalUser = {
  name: "ann",
  home: "/home/ann",
  hostname: "desk.example.org",
  environment: { SSH_AUTH_SOCK: "/run/agent", KEYS: "/keys" },
};

const plain: Address = {
  connection: "ssh",
  host: "web",
  port: undefined,
  user: undefined,
  privateKeyFile: undefined,
  hostKeys: [],
  become: undefined,
};

/** What `ssh -G` prints on a machine without any setting, as far as it matters. */
const standard = `host web
user ann
hostname web
port 22
addressfamily any
identitiesonly no
identityfile ~/.ssh/id_rsa
identityfile ~/.ssh/id_ecdsa
identityfile ~/.ssh/id_ecdsa_sk
identityfile ~/.ssh/id_ed25519
identityfile ~/.ssh/id_xmss
globalknownhostsfile /etc/ssh/ssh_known_hosts /etc/ssh/ssh_known_hosts2
userknownhostsfile /home/ann/.ssh/known_hosts /home/ann/.ssh/known_hosts2
connecttimeout none
proxyjump none`;

const defaults: SshSettings = {
  hostName: "web",
  port: 22,
  user: "ann",
  family: 0,
  localAddress: undefined,
  hostKeyAlias: undefined,
  connectTimeoutMs: undefined,
  identityFiles: [],
  defaultIdentityFiles: ["/home/ann/.ssh/id_ed25519", "/home/ann/.ssh/id_ecdsa", "/home/ann/.ssh/id_rsa"],
  identitiesOnly: false,
  agentSocket: "/run/agent",
  userKnownHostsFiles: ["/home/ann/.ssh/known_hosts", "/home/ann/.ssh/known_hosts2"],
  globalKnownHostsFiles: ["/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2"],
  allowed: { hostKey: undefined, cipher: undefined, kex: undefined, mac: undefined },
};

describe("ssh settings", () => {
  for (const { title, address = {}, config = "", settings } of [
    { title: "are ssh's defaults without any configuration", settings: {} },
    { title: "are the same when ssh -G prints the defaults", config: standard, settings: {} },
    {
      title: "come from the configuration",
      config:
        "hostname 10.0.0.1\nport 2222\nuser root\naddressfamily inet\nbindaddress 10.0.0.9\nhostkeyalias fleet\nconnecttimeout 7\nidentitiesonly yes",
      settings: {
        hostName: "10.0.0.1",
        port: 2222,
        user: "root",
        localAddress: "10.0.0.9",
        hostKeyAlias: "fleet",
        connectTimeoutMs: 7000,
        identitiesOnly: true,
      },
    },
    { title: "take the family for a name", config: "addressfamily inet6", settings: { family: 6 } },
    {
      title: "prefer the inventory's values",
      address: { port: 2200, user: "bob", privateKeyFile: "~/bob" },
      config: "port 22\nuser root\nidentityfile /etc/key",
      settings: { port: 2200, user: "bob", identityFiles: ["/home/ann/bob", "/etc/key"], defaultIdentityFiles: [] },
    },
    {
      title: "know the tokens of ssh_config(5) in paths",
      config: "hostname web.example.org\nport 7\nuser root\nidentityfile ~/%r@%h:%p-%n-%u-%L-%%-%Z-${KEYS}-${NONE}",
      settings: {
        hostName: "web.example.org",
        port: 7,
        user: "root",
        identityFiles: ["/home/ann/root@web.example.org:7-web-ann-desk-%-%Z-/keys-${NONE}"],
        defaultIdentityFiles: [],
      },
    },
    { title: "fill in a host name's %h", config: "hostname %h.example.org", settings: { hostName: "web.example.org" } },
    { title: "do without an agent", config: "identityagent none", settings: { agentSocket: undefined } },
    { title: "take another agent", config: "identityagent ~/agent", settings: { agentSocket: "/home/ann/agent" } },
    { title: "take an agent from a variable", config: "identityagent $KEYS", settings: { agentSocket: "/keys" } },
    { title: "do without known_hosts", config: "userknownhostsfile none", settings: { userKnownHostsFiles: [] } },
    {
      title: "keep lists of algorithms, unless they only change OpenSSH's own",
      config: "ciphers aes256-ctr,aes128-ctr\nkexalgorithms +diffie-hellman-group1-sha1",
      settings: { allowed: { ...defaults.allowed, cipher: ["aes256-ctr", "aes128-ctr"] } },
    },
  ]) {
    it(title, () => {
      expect(sshSettings({ ...plain, ...address }, parseSshG(config), local)).to.deep.equal({ ...defaults, ...settings });
    });
  }
});
