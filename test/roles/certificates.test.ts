import { expect } from "chai";
import { certificates } from "../../roles/certificates/role.ts";
import { compile } from "../../src/engine/compile.ts";
import { Failures } from "../../src/model/failure.ts";
import type { Resource } from "../../src/model/resource.ts";
import { unsealed, type Sealed } from "../../src/model/secret.ts";
import { load } from "../inventory/write-folder.ts";
import { sshKeyPair } from "../support/ssh-key-pair.ts";

const tsig = "4N1ZzYbMeJvSf1ZdIyRM/Ng7mVYDHmBNGaSFoTPAkn0=";
const pair = sshKeyPair();
const hostKey = sshKeyPair().public.split(" ").slice(0, 2).join(" ");

const hosts = `nameservers:
  hosts:
    eu: { ansible_host: 192.0.2.1, host_key: "${hostKey}", knot: { primary: true } }
    us: { ansible_host: us.example.net, ansible_port: 2222, host_key: "${hostKey}" }
`;

const others = `knot: { acme_keys: { eu: "${tsig}", us: "${tsig}" } }
dns_zones:
  zones:
    example.org: { soa: { mname: ns1, rname: hostmaster }, ns: [ns1, ns2.example.net., "@"], acme: true }
    example.net: { soa: { mname: ns1, rname: hostmaster }, ns: [ns1] }
`;

const key = `key: ${JSON.stringify(pair.private)}`;
const plain = `certificates: { email: a@example.org, ${key} }\n`;

async function declare(vars: string, { on = "us", inventory = hosts, rest = others } = {}): Promise<readonly Resource[]> {
  const roleNames = ["certificates", "knot", "dns-zones", "sshd"];
  const loaded = await load({ "hosts.yml": inventory, "group_vars/all.yml": `${vars}${rest}` }, { roleNames });
  const work = compile({ name: "certificates", hosts: "all", roles: [certificates] }, loaded.select(on), loaded);
  return work.flatMap(({ declared }) => declared.map(({ resource }) => resource));
}

async function mistakes(...words: Parameters<typeof declare>): Promise<readonly string[]> {
  try {
    await declare(...words);
    return [];
  } catch (error) {
    if (!(error instanceof Failures)) throw error;
    return error.failures.map(({ where, message }) => `${where} ${message.replace(/ \(on \w+\)$/, "")}`);
  }
}

async function textOf(path: string, ...words: Parameters<typeof declare>): Promise<string> {
  const { want } = (await declare(...words)).find(({ id }) => id === `file:${path}`) ?? {};
  return unsealed((want as { readonly content: Sealed }).content);
}

describe("role certificates", () => {
  it("has one certificate a zone that has an ACME zone, with the wildcards of all hosts, each proved at its delegated name", async () => {
    expect(await textOf("/etc/certificates/zones", plain)).to.equal(`name example.org example.org
name example.org *.example.org
name example.org *.eu.example.org
name example.org *.us.example.org
challenge example.org _acme-challenge.example.org eu.acme.example.org
challenge example.org _acme-challenge.eu.example.org eu.acme.example.org
challenge example.org _acme-challenge.us.example.org us.acme.example.org
server example.org ns1.example.org
server example.org ns2.example.net
server example.org example.org
`);
  });

  it("writes changes by the host's own key, to the primary", async () => {
    const settings = await textOf("/etc/certificates/settings", plain);
    expect(settings).to.include("primary=192.0.2.1\ntsig_name=acme.us\ndirectory=https://acme-v02.api.letsencrypt.org/directory\n");
    expect(settings).to.include("roots=/etc/ssl/certs/ca-certificates.crt\n");
    expect(await textOf("/etc/certificates/tsig.knot", plain)).to.equal(`hmac-sha256:acme.us:${tsig}\n`);
  });

  it("reaches the other hosts where it is told, by known host keys, and lets their key run one command", async () => {
    const vars = plain.replace("}", ", addresses: { eu: 10.0.0.1 } }");
    expect(await textOf("/etc/certificates/hosts", vars)).to.equal("eu 10.0.0.1 22\nus us.example.net 2222\n");
    expect(await textOf("/etc/certificates/known_hosts", vars)).to.equal(`eu ${hostKey}\nus ${hostKey}\n`);
    const publicKey = pair.public.split(" ").slice(0, 2).join(" ");
    expect(await textOf("/var/lib/certificates-work/home/.ssh/authorized_keys", vars)).to.equal(
      `restrict,command="/usr/local/lib/certificates/certificates serve" ${publicKey} certificates\n`,
    );
  });

  it("quotes what is to read new certificates", async () => {
    const vars = plain.replace("}", ", reload: [[caddy, reload], [echo, it's]] }");
    expect(await textOf("/etc/certificates/reload", vars)).to.include("caddy reload || exit\necho 'it'\\''s' || exit\n");
  });

  it("needs no key on a host that is alone, and lets nobody in", async () => {
    const vars = "certificates: { email: a@example.org, hosts: [eu] }\n";
    expect(await textOf("/var/lib/certificates-work/home/.ssh/authorized_keys", vars, { on: "eu" })).to.match(/^#/);
  });

  it("installs nothing where Caddy obtains certificates itself", async () => {
    expect(await declare("certificates: { issuer: caddy }\n")).to.deep.equal([]);
  });

  it("tells all mistakes at once, each at its place: zones in which nothing can be proved", async () => {
    const vars = `certificates:
  zones: [example.net, example.com, example.org, example.org]
  directory: staging
  addresses: { in: 10.0.0.3 }
sshd: { allow_users: [root, "cert?ficat*@10.*"], allow_groups: [operators], authorized_keys_file: /etc/ssh/keys/%u }
`;
    expect(await mistakes(vars)).to.deep.equal([
      "group_vars/all.yml:2:11 Cannot obtain certificates: zone example.net has no delegated ACME zone",
      'group_vars/all.yml:2:24 Cannot obtain certificates: there is no zone "example.com" in dns_zones',
      "group_vars/all.yml:2:50 Cannot obtain certificates: zone example.org is there twice",
      'group_vars/all.yml:4:16 Cannot obtain certificates: no host "in" shares them',
      "group_vars/all.yml:5:50 Cannot obtain certificates: sshd would refuse the account certificates, by which hosts hand them on",
      "group_vars/all.yml:5:77 Cannot obtain certificates: sshd would not read the key of the account certificates",
      "group_vars/all.yml:1:1 Cannot obtain certificates: there is no `email`, which lego gives to the authority",
      "group_vars/all.yml:1:1 Cannot obtain certificates: there is no `key` by which hosts hand them on",
      "group_vars/all.yml:3:3 Cannot obtain certificates: there are no `roots`, and the system has none of this authority",
    ]);
  });

  it("tells hosts that are not there, without keys, or not on the list", async () => {
    const vars = `certificates: { hosts: [eu, eu, uk, us], email: a@example.org, ${key} }\n`;
    const inventory = `nameservers:
  hosts:
    eu: { ansible_host: 192.0.2.1, knot: { primary: true, acme_keys: { in: "${tsig}" } } }
    us: { ansible_host: 192.0.2.2 }
    in: { ansible_host: 192.0.2.3 }
`;
    const rest = others.replace(/^knot.*\n/, "");
    const said = (await mistakes(vars, { on: "in", inventory, rest })).map((one) => one.replace("Cannot obtain certificates: ", ""));
    expect(said).to.deep.equal([
      "group_vars/all.yml:1:17 host in is not among the hosts that share them",
      "hosts.yml:3:59 host eu has no key for changes of its challenges",
      "group_vars/all.yml:1:25 the host key of eu is not known",
      "group_vars/all.yml:1:29 host eu is there twice",
      'group_vars/all.yml:1:33 there is no host "uk"',
      "hosts.yml:3:59 host us has no key for changes of its challenges",
      "group_vars/all.yml:1:37 the host key of us is not known",
    ]);
  });

  it("tells a fleet without a primary name server, and zones of which none has an ACME zone", async () => {
    expect(await mistakes(plain, { inventory: hosts.replace(", knot: { primary: true }", "") })).to.deep.equal([
      "group_vars/all.yml:1:1 Cannot obtain certificates: no host is the primary name server, which takes changes of challenges",
    ]);
    expect(await mistakes(plain, { rest: others.replace(", acme: true", "") })).to.deep.equal([
      "group_vars/all.yml:1:1 Cannot obtain certificates: no zone of dns_zones has a delegated ACME zone",
    ]);
  });
});
