import { expect } from "chai";
import type { GeoModel } from "../../src/geo/geo-model.ts";
import { readGeoModel } from "../../src/geo/read-geo-model.ts";
import { Failures } from "../../src/model/failure.ts";
import { type Files, load } from "../inventory/write-folder.ts";

const hosts = `all:
  hosts:
    eu: { ansible_host: 192.0.2.1 }
    us: { ansible_host: us.example.net, geo_map: { addresses: [192.0.2.2, "2001:db8::2"] } }
    in: { ansible_host: "2001:db8::3" }
    away: { ansible_host: 192.0.2.9 }
    nowhere: { ansible_host: nowhere.example.net }
`;

const regions = `  regions:
    eu: { at: [50.1, 8.7], hosts: [eu] }
    us: { at: [40.7, -74], hosts: [us] }
`;

const noLabel =
  "must be a name inside its zone, in lower case, or @ for the zone itself; never a wildcard, which would take every name below it";

async function read(vars: string, more: Files = {}): Promise<GeoModel | undefined> {
  const inventory = await load({ "hosts.yml": hosts, "group_vars/all.yml": vars, ...more }, { roleNames: ["geo-map"] });
  const host = inventory.host("eu");
  if (host === undefined) throw new TypeError("There is no host eu");
  return readGeoModel({ host, inventory });
}

async function mistakesOf(vars: string, more?: Files): Promise<readonly string[]> {
  try {
    await read(vars, more);
    return [];
  } catch (error) {
    if (!(error instanceof Failures)) throw error;
    return error.failures.map(({ code, where, message, hint }) => {
      expect(code).to.equal("VARS_INVALID");
      return `${where} ${message.replace(/^Cannot (?:steer by|read the variables of role geo-map:) geo_map\./, "")}${hint === undefined ? "" : ` (${hint})`}`;
    });
  }
}

describe("readGeoModel", () => {
  it("is nothing for a host without the variable", async () => {
    const inventory = await load({ "hosts.yml": "all: { hosts: { eu: } }\n" });
    const [host] = inventory.hosts;
    expect(host && readGeoModel({ host, inventory })).to.equal(undefined);
  });

  it("fills in what is not said", async () => {
    const model = await read(`geo_map:\n  zones: [example.org, example.net]\n${regions}  services: { web: {} }\n`);
    const name = { service: "web", label: "web", isAlias: false };
    expect(model).to.deep.equal({
      ttl: 30,
      hosts: [
        { name: "eu", v4: ["192.0.2.1"], v6: [] },
        { name: "us", v4: ["192.0.2.2"], v6: ["2001:db8::2"] },
      ],
      regions: [
        { name: "eu", latitude: 50.1, longitude: 8.7, hosts: ["eu"], spares: [] },
        { name: "us", latitude: 40.7, longitude: -74, hosts: ["us"], spares: [] },
      ],
      overrides: { countries: {}, continents: {} },
      services: [
        {
          name: "web",
          hosts: ["eu", "us"],
          names: [
            { ...name, zone: "example.org", owner: "web.example.org." },
            { ...name, zone: "example.net", owner: "web.example.net." },
          ],
          check: {
            type: "http",
            port: 80,
            host: "web.example.org",
            path: "/",
            status: "200-399",
            verify: true,
            timeoutMs: 2000,
          },
        },
      ],
      drained: [],
      witnesses: ["198.41.0.4", "193.0.14.129"],
    });
  });

  it("takes what is said", async () => {
    const model = await read(`geo_map:
  ttl: 60
  regions: { eu: { at: [50.1, 8.7], hosts: [eu], spares: [in] }, us: { at: [40.7, -74], hosts: [us] } }
  overrides: { countries: { RU: us }, continents: { AF: [us, eu] } }
  drained: [us]
  witnesses: [192.0.2.53]
  services:
    web:
      hosts: [us, eu]
      names: { example.org: "@", example.net: [www, w.eu] }
      aliases: { example.org: [old] }
      check: { type: https, path: /healthz, status: "204", verify: false, timeout_ms: 500 }
    mail: { hosts: [us], names: { example.org: mx }, check: { type: tcp, port: 25, host: mx.example.org } }
`);
    if (model === undefined) throw new TypeError("There is no model");
    expect(model.overrides).to.deep.equal({ countries: { RU: ["us"] }, continents: { AF: ["us", "eu"] } });
    expect([model.ttl, model.drained, model.witnesses]).to.deep.equal([60, ["us"], ["192.0.2.53"]]);
    expect(model.hosts.at(1)).to.deep.equal({ name: "in", v4: [], v6: ["2001:db8::3"] });
    const [web, mail] = model.services;
    expect(web?.hosts).to.deep.equal(["eu", "us"]);
    expect(web?.names.map(({ owner, isAlias }) => `${owner} ${String(isAlias)}`)).to.deep.equal([
      "example.org. false",
      "www.example.net. false",
      "w.eu.example.net. false",
      "old.example.org. true",
    ]);
    expect(web?.check).to.deep.include({ type: "https", port: 443, host: "example.org", status: "204", verify: false, timeoutMs: 500 });
    expect(mail?.check).to.deep.include({ type: "tcp", port: 25, host: "mx.example.org" });
  });

  const refused: readonly { readonly title: string; readonly vars: string; readonly more?: Files; readonly says: readonly string[] }[] = [
    {
      title: "no region",
      vars: "geo_map: { regions: {} }\n",
      says: ["group_vars/all.yml:1:12 regions: there must be a region"],
    },
    {
      title: "a region without hosts, and one without coordinates",
      vars: "geo_map:\n  regions:\n    eu: { at: [50, 8], hosts: [] }\n    us: { hosts: [us] }\n    in: { at: [95, 8], hosts: [in] }\n",
      says: [
        "group_vars/all.yml:3:24 regions.eu.hosts: must have a host; got []",
        "group_vars/all.yml:4:5 regions.us.at: must be latitude and longitude in degrees, such as [52.5, 13.4]; got nothing",
        "group_vars/all.yml:5:16 regions.in.at.0: Too big: expected number to be <=90; got 95",
      ],
    },
    {
      title: "what a schema sees: a ttl of 0, a wildcard, a name that is none, a witness that is no address",
      vars: `geo_map:
  ttl: 0
${regions}  witnesses: [here]
  services:
    web: { names: { example.org: "*" } }
    wiki: { names: { example.org: [WIKI], Example.org: wiki } }
`,
      says: [
        "group_vars/all.yml:2:3 ttl: must be at least 1: an answer that nobody may keep is asked for every time; got 0",
        'group_vars/all.yml:6:15 witnesses.0: must be an IPv4 or IPv6 address; got "here"',
        `group_vars/all.yml:8:21 services.web.names.example.org: ${noLabel}; got "*"`,
        `group_vars/all.yml:9:36 services.wiki.names.example.org.0: ${noLabel}; got "WIKI"`,
        'group_vars/all.yml:9:43 services.wiki.names.Example.org: must be a zone\'s name in lower case, without its last dot, such as example.org; got "Example.org"',
      ],
    },
    {
      title: "hosts that are not there, or in two regions",
      vars: `geo_map:
  regions:
    eu: { at: [50, 8], hosts: [eu, uk] }
    us: { at: [40, -74], hosts: [us], spares: [eu, su] }
`,
      says: [
        'group_vars/all.yml:3:36 regions.eu.hosts.1: there is no host "uk" in the inventory; did you mean "us"?',
        'group_vars/all.yml:4:52 regions.us.spares.1: there is no host "su" in the inventory; did you mean "eu"?',
        'group_vars/all.yml:4:5 regions.us: host "eu" is in region eu already',
      ],
    },
    {
      title: "codes and regions that are not there",
      vars: `geo_map:\n${regions}  overrides: { countries: { UK: eu, DE: ue }, continents: { EUR: us } }\n`,
      says: [
        'group_vars/all.yml:5:29 overrides.countries.UK: there is no country "UK" (Did you mean GB?)',
        'group_vars/all.yml:5:37 overrides.countries.DE: there is no region "ue" (Did you mean "eu"? known: eu, us)',
        'group_vars/all.yml:5:61 overrides.continents.EUR: there is no continent "EUR" (Did you mean "EU"? known: AF, AN, AS, EU, NA, OC, SA)',
      ],
    },
    {
      title: "hosts of services and drains that are in no region",
      vars: `geo_map:\n  zones: [example.org]\n${regions}  drained: [away]\n  services: { web: { hosts: [eu, away] } }\n`,
      says: [
        'group_vars/all.yml:6:13 drained.0: host "away" is in no region (known: eu, us)',
        'group_vars/all.yml:7:34 services.web.hosts.1: host "away" is in no region (known: eu, us)',
      ],
    },
    {
      title: "a service without a name, or without a family common to its hosts",
      vars: `geo_map:
  regions: { eu: { at: [50, 8], hosts: [eu] }, in: { at: [19, 73], hosts: [in] } }
  services: { web: {}, wiki: { hosts: [eu], names: { example.org: wiki } } }
`,
      says: [
        "group_vars/all.yml:3:15 services.web: it has no name (Give `names`, or `zones` for all services)",
        "group_vars/all.yml:3:15 services.web: no family of addresses is common to all its hosts, so that the zone could hold neither A nor AAAA for it",
      ],
    },
    {
      title: "names in full, which would be in the zone twice",
      vars: `geo_map:
  zones: [example.org]
${regions}  services: { web: { names: { example.org: [www.example.org, example.org] } } }
`,
      says: [
        'group_vars/all.yml:6:15 services.web: "www.example.org" would be www.example.org.example.org (Names are inside their zone: write "www")',
        'group_vars/all.yml:6:15 services.web: "example.org" would be example.org.example.org (Names are inside their zone: write "@")',
      ],
    },
    {
      title: "a host without a public address",
      vars: "geo_map:\n  regions: { eu: { at: [50, 8], hosts: [nowhere] } }\n",
      says: [
        "group_vars/all.yml:1:1 addresses: host nowhere has no public address, and its ansible_host is none (Give `geo_map: { addresses: […] }` in host_vars/nowhere.yml)",
      ],
    },
    {
      title: "names that are there twice, also as a host's own",
      vars: `geo_map:
  zones: [example.org]
${regions}  services:
    web: { aliases: { example.org: [wiki, web] } }
    wiki: { aliases: { example.org: [web.us] } }
`,
      says: [
        "group_vars/all.yml:7:5 services.web: the name web.example.org. is there already, of service web",
        "group_vars/all.yml:8:5 services.wiki: the name wiki.example.org. is there already, of service web",
        "group_vars/all.yml:8:5 services.wiki: the name web.us.example.org. is there already, of service web",
      ],
    },
    {
      title: "another host's addresses that are none, beside all else",
      vars: `geo_map:\n${regions}  drained: [in]\n`,
      more: { "host_vars/us.yml": "geo_map: { addresses: [us.example.net, 192.0.2.2] }\n" },
      says: [
        'host_vars/us.yml:1:24 addresses.0: must be an IPv4 or IPv6 address; got "us.example.net"',
        'group_vars/all.yml:5:13 drained.0: host "in" is in no region (known: eu, us)',
      ],
    },
    {
      title: "a host's own addresses that are none",
      vars: `geo_map:\n${regions}`,
      more: { "host_vars/eu.yml": "geo_map: { addresses: [192.0.2.300] }\n" },
      says: ['host_vars/eu.yml:1:24 addresses.0: must be an IPv4 or IPv6 address; got "192.0.2.300"'],
    },
  ];
  for (const { title, vars, more, says } of refused) {
    it(`refuses ${title}`, async () => {
      expect(await mistakesOf(vars, more)).to.deep.equal(says);
    });
  }
});
