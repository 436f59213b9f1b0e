import { expect } from "chai";
import { mistakesIn, plainProxy } from "../support/proxy-inventory.ts";

/** Variables that are wrong, and what is said of them; places are lines of plainProxy and of what follows it. */
const cases: readonly { readonly title: string; readonly vars: string; readonly says: readonly string[] }[] = [
  {
    title: "unknown regions, countries and continents, all at once",
    vars: `${plainProxy}  default_region: eq\n  overrides: { countries: { UK: eu, DE: asia }, continents: { EW: eu } }\n`,
    says: [
      '9:29 overrides.countries.UK: there is no country "UK" (Did you mean GB?)',
      '9:37 overrides.countries.DE: there is no region "asia" (known: eu, us, in)',
      '9:63 overrides.continents.EW: there is no continent "EW" (Did you mean "EU"? known: AF, AN, AS, EU, NA, OC, SA)',
      '8:3 default_region: there is no region "eq" (Did you mean "eu"? known: eu, us, in)',
    ],
  },
  {
    title: "no region at all",
    vars: "nginx_geo_proxy:\n  regions: {}\n  sites:\n    shop: { names: [shop.example.org] }\n",
    says: ["2:3 regions: there must be a region"],
  },
  {
    title: "a region and a site without hosts",
    vars: plainProxy.replace("hosts: [us]", "hosts: []").replace("www.example.org]", "www.example.org], hosts: []"),
    says: ["7:57 sites.shop.hosts: must name a host; got []", "4:30 regions.us.hosts: must have a host; got []"],
  },
  {
    title: "hosts that are not there, or of which no address is known",
    vars: `${plainProxy.replace("[in]", "[inn, named]").replace("www.example.org]", "www.example.org], hosts: [ue1]")}  addresses: { foo: 10.0.0.1 }\n`,
    says: [
      '5:37 regions.in.hosts.0: there is no host "inn" in the inventory, and it is no address',
      "5:42 regions.in.hosts.1: host named has no address: its ansible_host is a name (Give `nginx_geo_proxy: { addresses: { named: … } }`)",
      '8:16 addresses.foo: there is no host of a region "foo" (known: eu1, eu2, us, inn, named)',
      '7:65 sites.shop.hosts.0: there is no host of a region "ue1" (Did you mean "eu1"? known: eu1, eu2, us, inn, named)',
    ],
  },
  {
    title: "server names that are there twice, in a site or in two",
    vars: `${plainProxy}    other: { names: [a.example.org, shop.example.org, a.example.org] }\n`,
    says: [
      "8:37 sites.other.names.1: the name shop.example.org is there already, of site shop",
      "8:55 sites.other.names.2: the name a.example.org is there already, of site other",
    ],
  },
  {
    title: "a certificate without its key, a key alone, a redirect to nowhere",
    vars: `${plainProxy.replace("www.example.org]", "www.example.org], certificate: /etc/ssl/a.pem")}    b: { names: [b.example.org], key: /etc/ssl/b.key }\n    c: { names: [c.example.org], redirect: true }\n`,
    says: [
      "7:5 sites.shop.key: must be given: there is a certificate; got nothing",
      "8:5 sites.b.certificate: must be given: there is a key; got nothing",
      "9:34 sites.c.redirect: must not be without a certificate: there is no HTTPS to be sent to; got true",
    ],
  },
  {
    title: "a proxy before itself",
    vars: plainProxy.replace("hosts: [us]", "hosts: [us, proxy]"),
    says: [
      "7:5 sites.shop.upstream: requests would go round in circles: proxy is this proxy, and port 443 its own (Give `upstream: { port: … }`, or `hosts` without it)",
    ],
  },
  {
    title: "what would be other words of nginx's",
    vars: `${plainProxy.replace("www.example.org", '"a.example.org; return 200"')}  trusted_proxies: [0.0.0.0/33, proxy.example.org]\n  failover: { fail_timeout: 500ms, retry_on: [501] }\n`,
    says: [
      '7:39 sites.shop.names.1: must be a name in lower case, such as www.example.org, or *.example.org for all below one; got "a.example.org; return 200"',
      '9:15 failover.fail_timeout: must be a time of whole seconds such as 10s or 5m; got "500ms"',
      "9:47 failover.retry_on.0: expected one of 403, 404, 429, 500, 502, 503, 504; got 501",
      '8:21 trusted_proxies.0: must be an address, or a network such as 192.0.2.0/24 or 2001:db8::/32; got "0.0.0.0/33"',
      '8:33 trusted_proxies.1: must be an address, or a network such as 192.0.2.0/24 or 2001:db8::/32; got "proxy.example.org"',
    ],
  },
];

describe("mistakes in variables of nginx-geo-proxy", () => {
  for (const { title, vars, says } of cases) {
    it(`are told with their places: ${title}`, async () => {
      expect((await mistakesIn(vars)).map(shortened)).to.deep.equal(says);
    });
  }
});

/** Without what all of them say. */
function shortened(mistake: string): string {
  return mistake.replace(/^.*?group_vars\/all\.yml:(\S+) Cannot .*?nginx_geo_proxy\.?/, "$1 ").replace(" (on proxy)", "");
}
