import { expect } from "chai";
import { entriesOf, fingerprint, hostKeyAlgorithms, judgeHostKey, keyType } from "../../src/transport/host-key.ts";
import { parseKnownHosts } from "../../src/transport/known-hosts.ts";

const ED = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKCWIpwVlAR7Z8aGVb3Vgfla/GBGb6pV7R0IyCdFCXNM";
const OTHER_ED = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPMqS5EDjksovr87JIP/QobX6q+gNVgtT5+OttArb0Ob";
const ECDSA =
  "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBDl1lTr8snriokrHRYZKq/LYJ0CHiPJ/ufU4VDfouiwPBGddV0546LBkFkk1JpNwO4OK/lpvPttDrQnE+bkjImc=";
const shown = Buffer.from(ED.slice(ED.indexOf(" ")), "base64");

describe("the key that a host shows", () => {
  for (const { title, known, port = 22, alias, verdict } of [
    { title: "nothing is known", known: [], verdict: "unknown" },
    { title: "it is known", known: [`web ${ED}`], verdict: "trusted" },
    { title: "it is one of several that are known", known: [`web ${OTHER_ED}`, `web ${ECDSA}`, `web ${ED}`], verdict: "trusted" },
    { title: "another one is known", known: [`web ${OTHER_ED}`], verdict: "changed" },
    { title: "one of another algorithm is known", known: [`web ${ECDSA}`], verdict: "changed" },
    { title: "it is another host's", known: [`mail ${ED}`], verdict: "unknown" },
    { title: "it is revoked for all hosts", known: [`web ${ED}`, `@revoked * ${ED}`], verdict: "revoked" },
    { title: "another one is revoked", known: [`web ${ED}`, `@revoked * ${ECDSA}`], verdict: "trusted" },
    { title: "an authority is known", known: [`@cert-authority *eb ${ECDSA}`], verdict: "authority" },
    { title: "an authority and the key are known", known: [`@cert-authority *eb ${ECDSA}`, `web ${ED}`], verdict: "trusted" },
    { title: "it is known with the port", known: [`[web]:2222 ${ED}`], port: 2222, verdict: "trusted" },
    { title: "it is known without the port", known: [`web ${ED}`], port: 2222, verdict: "trusted" },
    { title: "another one is known without the port", known: [`web ${OTHER_ED}`], port: 2222, verdict: "unknown" },
    { title: "another one is known with the port", known: [`web ${ED}`, `[web]:2222 ${OTHER_ED}`], port: 2222, verdict: "changed" },
    { title: "it is revoked without the port", known: [`[web]:2222 ${ED}`, `@revoked web ${ED}`], port: 2222, verdict: "revoked" },
    { title: "it is known under the alias", known: [`Fleet ${ED}`], port: 2222, alias: "fleet", verdict: "trusted" },
    { title: "it is known under the name, not the alias", known: [`web ${ED}`], alias: "fleet", verdict: "unknown" },
  ] as const) {
    it(`is ${verdict} where ${title}`, () => {
      const entries = entriesOf(parseKnownHosts(known.join("\n"), "known_hosts"), "WEB", port, alias);
      expect(judgeHostKey(entries, shown)).to.equal(verdict);
    });
  }

  it("has the fingerprint that ssh-keygen -l prints", () => {
    expect(fingerprint(shown)).to.equal("ssh-ed25519 SHA256:3/xT3bGkkFIcwj0gy94TlIH0u1+VlYqA3QmvR3YSn7Q");
    expect(keyType(shown)).to.equal("ssh-ed25519");
  });
});

describe("the host key algorithms that are offered", () => {
  for (const { title, known, port = 22, first } of [
    { title: "our order where nothing is known", known: [], first: ["ssh-ed25519", "ecdsa-sha2-nistp256"] },
    { title: "those of known keys first", known: [`web ${ECDSA}`], first: ["ecdsa-sha2-nistp256", "ssh-ed25519"] },
    { title: "both of RSA's for an RSA key", known: ["web ssh-rsa AAAA"], first: ["rsa-sha2-512", "rsa-sha2-256", "ssh-ed25519"] },
    {
      title: "those of keys without the port where there are none with it",
      known: [`web ${ECDSA}`],
      port: 2222,
      first: ["ecdsa-sha2-nistp256"],
    },
    { title: "none for an authority's key", known: [`@cert-authority web ${ECDSA}`], first: ["ssh-ed25519"] },
  ]) {
    it(`are ${title}`, () => {
      const offered = hostKeyAlgorithms(entriesOf(parseKnownHosts(known.join("\n"), "known_hosts"), "web", port));
      expect(offered.slice(0, first.length)).to.deep.equal(first);
      expect(offered).to.have.length(6).and.to.not.include("ssh-rsa");
    });
  }
});
