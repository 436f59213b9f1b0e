import { expect } from "chai";
import { caddyMistakes } from "../support/caddy-inventory.ts";

const ZONES = "caddy:\n  zones: [example.org]\n  short_zones: [example.net]\n";
const KEY = Buffer.alloc(32, 1).toString("base64");

describe("the role caddy, of mistakes", () => {
  for (const { title, vars, says } of [
    {
      title: "names outside every zone, unknown snippets and hosts, all at once",
      vars: `${ZONES}  sites:
    a: { port: 1, names: [a.example.org, a.example.com], snippets: [privcy] }
    b: { port: 2, only: [eo] }
  snippets: { blocked: respond, mine: respond }
`,
      says: [
        "5:42 Cannot serve by caddy.sites.a.names.1: the name a.example.com is outside of every zone (on us) (known: example.org, example.net)",
        '5:69 Cannot serve by caddy.sites.a.snippets.0: there is no snippet "privcy" (on us) (Did you mean "privacy"? known: privacy, blocked, mine)',
        '6:26 Cannot serve by caddy.sites.b.only.0: there is no host in the inventory "eo" (on us) (Did you mean "eu"? known: eu, us)',
        "7:15 Cannot serve by caddy.snippets.blocked: the name blocked is the role's own (on us)",
      ],
    },
    {
      title: "names that are there twice, short ones and onions without a place",
      vars: "caddy:\n  zones: [example.org]\n  sites:\n    a: { port: 1, short: b }\n    b: { port: 2, names: [a.example.org], onion: true }\n",
      says: [
        "4:19 Cannot serve by caddy.sites.a.short: there are no zones for short names (on us) (Give `caddy: { short_zones: … }`)",
        "5:43 Cannot serve by caddy.sites.b.onion: there is no onion service (on us) (Give `caddy: { onion: { service: … } }`)",
        "5:5 Cannot serve by caddy.sites.b: the name a.example.org is there already, of site a (on us)",
      ],
    },
    {
      title: "no zones at all",
      vars: "caddy:\n  sites:\n    a: { port: 1 }\n    b: { port: 2, names: [b.example.org] }\n",
      says: [
        "3:5 Cannot serve by caddy.sites.a: it has no name: there are no zones (on us) (Give `caddy: { zones: … }`, or `names`)",
        "4:27 Cannot serve by caddy.sites.b.names.0: the name b.example.org is outside of every zone (on us) (There are no zones: give `caddy: { zones: … }`)",
      ],
    },
    {
      title: "an onion service that is not there",
      vars: `${ZONES}  onion: { service: web }\n`,
      says: [
        '4:12 Cannot serve by caddy.onion.service: there is no onion service "web" (on us) (Its key and ports belong into `tor: { services: … }`)',
      ],
    },
    {
      title: "an onion service that leads elsewhere",
      vars: `tor: { services: { web: { key: ${KEY}, ports: { 80: 8080 } } } }\n${ZONES}  onion: { service: web }\n`,
      says: [
        '5:12 Cannot serve by caddy.onion.service: port 80 of it leads to 127.0.0.1:8080, not to 127.0.0.1:8081 (on us) (Give `ports: { 80: "127.0.0.1:8081" }` in `tor`)',
      ],
    },
  ]) {
    it(`refuses ${title}`, async () => {
      expect(await caddyMistakes(vars)).to.deep.equal(says.map((line) => `group_vars/all.yml:${line}`));
    });
  }

  it("refuses sites of two kinds or none, and issuers without what they need", async () => {
    const said = await caddyMistakes(`${ZONES}  sites:
    a: { port: 1, redirect_to: https://b.example.org }
    b: {}
  tls: { issuer: rfc2136 }
  binary: { sha256: ${"a".repeat(64)} }
  onion: {}
`);
    expect(said.join("\n"))
      .to.include("sites.a.port: must not be there beside `to` or `redirect_to`: one of them")
      .and.include("sites.b.port: must be given, or `to`, `redirect_to` or `extra`")
      .and.include("tls.rfc2136: must be there with `issuer: rfc2136`, and only then")
      .and.include("binary.path: must be given, or `url`: one of them")
      .and.include("onion.address: must be given, or `service`: one of them");
  });
});
