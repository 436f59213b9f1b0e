import { expect } from "chai";
import { knot } from "../../roles/knot/role.ts";
import { Failure, Failures } from "../../src/model/failure.ts";
import type { Resource } from "../../src/model/resource.ts";
import { signingKey } from "../support/signing-keys.ts";
import { load } from "../inventory/write-folder.ts";

const key = "4N1ZzYbMeJvSf1ZdIyRM/Ng7mVYDHmBNGaSFoTPAkn0=";

const hosts = `nameservers:
  hosts:
    eu: { ansible_host: 192.0.2.1, knot: { primary: true } }
    us: { ansible_host: 192.0.2.2 }
`;

const vars = `knot:
  transfer_keys: { us: "${key}" }
  acme_keys: { eu: "${key}", us: "${key}" }
geo_map:
  zones: [example.org]
  ttl: 20
  regions: { eu: { at: [50, 8], hosts: [eu] }, us: { at: [40, -74], hosts: [us] } }
  services: { web: {} }
dns_zones:
  zones:
    example.org:
      soa: { mname: ns1.example.org., rname: hostmaster.example.org. }
      ns: [ns1.example.net.]
      acme: true
`;

async function resources(name: string, files: { hosts?: string; vars?: string } = {}): Promise<readonly Resource[]> {
  const inventory = await load(
    { "hosts.yml": files.hosts ?? hosts, "group_vars/all.yml": files.vars ?? vars },
    { roleNames: ["knot", "geo-map", "dns-zones"] },
  );
  const host = inventory.host(name);
  if (host === undefined) throw new Error(`there is no host ${name}`);
  return knot.resources({ vars: knot.vars.parse(inventory.roleVars(host, "knot")), host, inventory });
}

async function confOf(name: string): Promise<string> {
  return confIn(await resources(name));
}

function confIn(made: readonly Resource[]): string {
  const { want } = made.find(({ id }) => id === "config:knot") ?? {};
  const { files } = want as { files: readonly { path: string; content: unknown }[] };
  return String(files.find(({ path }) => path === "/etc/knot/knot.conf")?.content);
}

async function mistakes(name: string, files: Parameters<typeof resources>[1]): Promise<readonly string[]> {
  try {
    await resources(name, files);
    return [];
  } catch (error) {
    if (error instanceof Failures) return error.failures.map(({ where, message }) => `${where}: ${message}`);
    if (error instanceof Failure) return [`${error.where}: ${error.message}`];
    throw error;
  }
}

describe("the role knot", () => {
  it("makes a primary that is told to by nobody but the owners of challenges", async () => {
    const conf = await confOf("eu");
    expect(conf).to.include("  - id: us\n    address: 192.0.2.2\n    key: xfr.us\n");
    expect(conf).to.include("  - id: acme-us\n    address: 192.0.2.2\n    key: acme.us\n    action: update\n    update-type: [ TXT ]\n");
    expect(conf).to.include(
      "  - domain: example.org\n    zonefile-sync: -1\n    file: /etc/knot/zones/example.org.zone\n    serial-policy: unixtime\n    notify: [ us ]\n    zonefile-load: difference-no-serial\n    journal-content: all\n    module: [ mod-geoip/geo, mod-geoip/rest ]\n",
    );
    expect(conf).to.match(/ {2}- domain: acme\.example\.org\n[^]*zonefile-load: whole\n[^]*acl: \[ acme-eu, acme-us \]\n/);
    expect(conf).to.include("    ttl: 20\n");
  });

  it("makes a secondary that fetches zones, answers by the map, and takes no update", async () => {
    const conf = await confOf("us");
    expect(conf).to.include("  - id: eu\n    address: 192.0.2.1\n    key: xfr.us\n");
    expect(conf).to.include(
      "  - domain: example.org\n    zonefile-sync: -1\n    zonefile-load: none\n    journal-content: all\n    master: [ eu ]\n    module: [ mod-geoip/geo, mod-geoip/rest ]\n",
    );
    expect(conf).to.not.include("\nacl:");
  });

  it("lets hosts that are no name servers change their own records, too, and knows hosts of keys", async () => {
    const more = `${hosts}web:\n  hosts:\n    front: { ansible_host: 192.0.2.9 }\n    away: { ansible_host: away.example.org }\n`;
    const keysOf = (...names: readonly string[]): string =>
      vars.replace(/acme_keys: .*/, `acme_keys: { ${names.map((name) => `${name}: "${key}"`).join(", ")} }`);
    const conf = confIn(await resources("eu", { hosts: more, vars: keysOf("front") }));
    expect(conf).to.include("  - id: acme-front\n    address: 192.0.2.9\n    key: acme.front\n");
    expect(conf).to.include("    acl: [ acme-front ]\n");
    const wrong = await mistakes("eu", { hosts: more, vars: keysOf("frnt", "away") });
    expect(wrong.map((one) => one.replace(/^.*?: /, ""))).to.deep.equal([
      'Cannot use the key of frnt: there is no host "frnt"',
      "Cannot let away update its records: its address is not known",
    ]);
  });

  it("gives a secondary its own key alone", async () => {
    const keysOf = async (name: string): Promise<string> => {
      const { want } = (await resources(name)).find(({ id }) => id === "config:knot") ?? {};
      const [keys] = (want as { files: readonly { content: { reveal(): string } }[] }).files;
      return keys?.content.reveal() ?? "";
    };
    expect((await keysOf("us")).match(/id: \S+/g)).to.deep.equal(["id: xfr.us"]);
    expect((await keysOf("eu")).match(/id: \S+/g)).to.deep.equal(["id: xfr.us", "id: acme.eu", "id: acme.us"]);
  });

  it("signs zones that have keys, on each name server, after the map has answered", async () => {
    const signed = `${vars}      dnssec: ${JSON.stringify({ ksk: signingKey(), zsk: signingKey() })}\n`;
    for (const name of ["eu", "us"]) {
      const made = await resources(name, { vars: signed });
      expect(made.find(({ kind }) => kind === "service")?.watches?.ids).to.include.members([
        "dnssecKeys:example.org",
        "dnssecKeys:acme.example.org",
      ]);
      const conf = confIn(made);
      expect(conf).to.include("\npolicy:\n  - id: shared\n    manual: on\n\nmod-onlinesign:\n  - id: sign\n    policy: shared\n");
      expect(conf).to.match(/domain: example\.org\n(?: .*\n)*? {4}module: \[ mod-geoip\/geo, mod-geoip\/rest, mod-onlinesign\/sign \]\n/);
      expect(conf).to.match(/domain: acme\.example\.org\n(?: .*\n)*? {4}module: \[ mod-onlinesign\/sign \]\n/);
    }
    expect(await confOf("us")).to.not.include("onlinesign");
  });

  it("refuses two primaries, none, a secondary without a key, and a secret that is not base64", async () => {
    const two = hosts.replace("us: { ansible_host: 192.0.2.2 }", "us: { ansible_host: 192.0.2.2, knot: { primary: true } }");
    expect((await mistakes("eu", { hosts: two })).map((one) => one.replace(/^.*?(hosts\.yml:\d+):.*?: /, "$1 "))).to.deep.equal([
      "hosts.yml:3 Cannot serve zones: eu and us are both the primary",
      "hosts.yml:4 Cannot serve zones: eu and us are both the primary",
    ]);
    expect((await mistakes("eu", { hosts: hosts.replace(", knot: { primary: true }", "") }))[0]).to.include(
      "no host of the group nameservers is the primary",
    );
    expect((await mistakes("us", { vars: vars.replace(`transfer_keys: { us: "${key}" }`, "transfer_keys: {}") }))[0]).to.include(
      "there is no key for us",
    );
    expect(knot.vars.safeParse({ transfer_keys: { us: "not base64!" } }).success).to.equal(false);
  });

  it("tells what is wrong in another name server's variables, at their place", async () => {
    const named = hosts.replace("us: { ansible_host: 192.0.2.2 }", "us: { ansible_host: 192.0.2.2, knot: { address: us.example.net } }");
    expect((await mistakes("eu", { hosts: named })).map((one) => one.replace(/^.*?(hosts\.yml:\d+):.*?: /, "$1 "))).to.deep.equal([
      'hosts.yml:4 Cannot read the variables of role knot: knot.address: must be an IPv4 or IPv6 address; got "us.example.net"',
    ]);
  });

  it("refuses a host that is not in the group, whatever pattern the group's name would be", async () => {
    expect((await mistakes("us", { vars: vars.replace("knot:\n", "knot:\n  group: nameserver\n") }))[0]).to.include(
      "Cannot serve zones on a host that is not in the group nameserver",
    );
  });

  it("listens on addresses alone", () => {
    const listens = (one: string): boolean => knot.vars.safeParse({ listen: [one] }).success;
    for (const one of ["192.0.2.1", "192.0.2.1@5353", "::", "2001:db8::1@53"]) expect(listens(one), one).to.equal(true);
    for (const one of ["localhost", "dead", "192.0.2.256", "192.0.2.1:53", "192.0.2.1@0", "192.0.2.1@65536", "::@53@53", "@53"]) {
      expect(listens(one), one).to.equal(false);
    }
  });
});
