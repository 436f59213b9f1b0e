import { expect } from "chai";
import { Failures } from "../../src/model/failure.ts";
import { declaredByProxy, mistakesIn, plainProxy, textOf } from "../support/proxy-inventory.ts";

const tls = "certificate: /etc/ssl/shop/fullchain.pem, key: /etc/ssl/shop/key.pem";
const site = "shop: { names: [shop.example.org, www.example.org]";

/** The plain variables with more of a site, and more of the role. */
function proxy({ ofSite = "", more = "" }: { ofSite?: string; more?: string }): string {
  return `${plainProxy.replace(`${site} }`, `${site}, ${ofSite} }`)}${more}`;
}

/** A block of the configuration by its head, with all within. */
function blockOf(text: string, head: string): string {
  const escaped = head.replaceAll(/[$.]/g, String.raw`\$&`);
  return new RegExp(`^${escaped} \\{\\n(?:  .*\\n)*\\}`, "m").exec(text)?.[0] ?? "";
}

/** The servers of a configuration, the closing one first. */
function serversIn(text: string): readonly string[] {
  return [...text.matchAll(/^server \{\n(?: {2}.*\n)*\}/gm)].map(([server]) => server);
}

describe("role nginx-geo-proxy", () => {
  it("sends countries to the regions in the order of their people's distance", async () => {
    const map = blockOf(await textOf(plainProxy), "map $geo_proxy_country $geo_proxy_order");
    expect(map).to.include("  default eu.us.in;\n");
    for (const line of ["BR us.eu.in;", "IN in.eu.us;", "EG eu.in.us;"]) expect(map).to.include(`  ${line}\n`);
    expect(map, "like the default").to.not.include("DE ");
    expect(blockOf(await textOf(plainProxy), "map $geo_proxy_country $geo_proxy_region")).to.include("  ZA in;\n");
  });

  it("has the hosts of a region first, then its spares, then the next regions", async () => {
    expect(blockOf(await textOf(plainProxy), "upstream shop.eu.us.in")).to.equal(`upstream shop.eu.us.in {
  zone shop.eu.us.in 64k;
  server 192.0.2.1:443 max_fails=2 fail_timeout=10s; # eu1
  server 192.0.2.2:443 max_fails=2 fail_timeout=10s backup weight=10000; # eu2
  server [2001:db8::3]:443 max_fails=2 fail_timeout=10s backup weight=100; # us
  server 192.0.2.4:443 max_fails=2 fail_timeout=10s backup; # in
  keepalive 16;
  keepalive_timeout 30s;
}`);
    const text = await textOf(proxy({ more: "  backup_regions: 1\n  keepalive: 0\n  addresses: { us: 10.7.0.2 }\n" }));
    expect(blockOf(text, "upstream shop.us.eu")).to.equal(`upstream shop.us.eu {
  zone shop.us.eu 64k;
  server 10.7.0.2:443 max_fails=2 fail_timeout=10s; # us
  server 192.0.2.1:443 max_fails=2 fail_timeout=10s backup weight=100; # eu1
  server 192.0.2.2:443 max_fails=2 fail_timeout=10s backup; # eu2
}`);
  });

  it("takes regions, addresses and what is drained from geo_map where it has none of its own", async () => {
    const vars = plainProxy.replace(/ {2}regions:\n(?: {4}.*\n)*/, "").concat(`geo_map:
  regions: { eu: { at: [50.1, 8.7], hosts: [eu1, eu2] }, us: { at: [40.7, -74], hosts: [us] } }
  overrides: { countries: { DE: us } }
  drained: [eu2]
`);
    const text = await textOf(vars);
    expect(blockOf(text, "map $geo_proxy_country $geo_proxy_order")).to.include("  DE us.eu;\n");
    expect(blockOf(text, "upstream shop.eu.us")).to.include("server 192.0.2.2:443 max_fails=2 fail_timeout=10s down; # eu2\n");
    expect(await mistakesIn(plainProxy.replace(/ {2}regions:\n(?: {4}.*\n)*/, ""))).to.deep.equal([
      "group_vars/all.yml:1:1 Cannot proxy by nginx_geo_proxy: there are no regions (on proxy) (Give `nginx_geo_proxy: { regions: … }`, or `geo_map`)",
    ]);
  });

  it("goes by continents and countries alone where it is told so", async () => {
    const more = "  nearest: false\n  default_region: us\n  overrides: { continents: { AS: in }, countries: { JP: [eu, in] } }\n";
    const map = blockOf(await textOf(proxy({ more })), "map $geo_proxy_country $geo_proxy_order");
    expect(map).to.include("  default us.eu.in;\n").and.include("  CN in.us.eu;\n").and.include("  JP eu.in.us;\n");
    expect(map).to.not.match(/^ {2}(?:DE|BR|ZA) /m);
  });

  it("gives a site that runs in some regions a map of its own, and leaves out who has none of its hosts", async () => {
    const text = await textOf(proxy({ ofSite: "hosts: [eu2, in]", more: "    all: { names: [all.example.org] }\n" }));
    expect(blockOf(text, "map $geo_proxy_country $geo_proxy_order_shop")).to.include("  default eu.in;\n").and.include("  AU in.eu;\n");
    expect(blockOf(text, "upstream shop.in.eu").match(/# .*/g)).to.deep.equal(["# in", "# eu2"]);
    expect(text).to.include("proxy_pass https://shop.$geo_proxy_order_shop;\n").and.include("proxy_pass https://all.$geo_proxy_order;\n");
  });

  it("redirects to HTTPS, in the words of each nginx", async () => {
    const [, redirect = "", secure = ""] = serversIn(await textOf(proxy({ ofSite: tls })));
    expect(redirect).to.include("return 301 https://$host$request_uri;").and.include("listen [::]:80;").and.not.include("proxy_pass");
    expect(secure).to.include("  listen 443 ssl;\n  listen [::]:443 ssl;\n  http2 on;\n  server_name shop.example.org www.example.org;\n");
    const [closing = "", , old = ""] = serversIn(await textOf(proxy({ ofSite: tls }), "12"));
    expect(closing).to.include("  listen 443 ssl http2 default_server;\n");
    expect(old).to.include("  listen 443 ssl http2;\n").and.not.include("http2 on");
    const moved = await textOf(proxy({ ofSite: tls, more: "  https_port: 8443\n  http_port: 8080\n  ipv6: false\n" }));
    expect(moved).to.include("return 301 https://$host:8443$request_uri;").and.include("  listen 8443 ssl;\n").and.not.include("[::]");
    const both = serversIn(await textOf(proxy({ ofSite: `${tls}, redirect: false` })));
    expect(both).to.have.length(2);
    expect(both[1]).to.include("  listen 80;\n").and.include("  listen 443 ssl;\n");
  });

  it("passes WebSockets, longer answers and larger bodies where it is told so", async () => {
    const ofSite =
      'websockets: true, read_timeout: 1h, max_body: 10m, lines: ["add_header X-A b;"], upstream: { host_header: app.example.net }';
    const text = await textOf(proxy({ ofSite, more: "  log_addresses: false\n" }));
    expect(text).to.include('map $http_upgrade $geo_proxy_upgrade {\n  default "";\n  ~*^websocket$ websocket;\n}\n');
    for (const line of [
      "proxy_set_header Upgrade $geo_proxy_upgrade;",
      "proxy_set_header Connection $geo_proxy_connection;",
      "proxy_read_timeout 1h;",
      "client_max_body_size 10m;",
      "add_header X-A b;",
      "proxy_set_header Host app.example.net;",
      "proxy_ssl_name app.example.net;",
    ])
      expect(text).to.include(`  ${line}\n`);
    expect(text).to.include("log_format geo_proxy '- [");
    expect(await textOf(plainProxy)).to.not.include("upgrade");
  });

  it("makes room for long names", async () => {
    const long = `${"a".repeat(50)}.example.org`;
    expect(await textOf(plainProxy.replace("www.example.org", long))).to.include("server_names_hash_bucket_size 512;\n");
  });

  it("brings the database and the configuration as one, and reloads nginx for them", async () => {
    const made = await declaredByProxy(plainProxy);
    expect(made.map(({ id }) => id)).to.deep.equal([
      "directory:/etc/nginx",
      "directory:/etc/nginx/sites-enabled",
      "file:/etc/nginx/sites-enabled/default",
      "aptPackages:nginx-geo-proxy",
      "directory:/var/lib/nginx-geo-proxy",
      "config:nginx-geo-proxy",
      "service:nginx.service",
    ]);
    expect(made.at(-1)?.watches?.ids).to.deep.equal(["config:nginx-geo-proxy", "file:/etc/nginx/sites-enabled/default"]);
  });

  it("has nginx read certificates that somebody renews", async () => {
    const made = await declaredByProxy(proxy({ ofSite: tls, more: `    b: { names: [b.example.org], ${tls} }\n` }));
    expect(made.slice(-3).map(({ id }) => id)).to.deep.equal([
      "systemdUnit:nginx-geo-proxy-certificates.service",
      "systemdUnit:nginx-geo-proxy-certificates.path",
      "service:nginx-geo-proxy-certificates.path",
    ]);
    expect((made.at(-2)?.want as { readonly content: string }).content).to.include(
      "[Path]\nPathChanged=/etc/ssl/shop/fullchain.pem\nPathChanged=/etc/ssl/shop/key.pem\n\n",
    );
  });

  it("reads the country where the database has it, and refuses one that has none", async () => {
    expect(await textOf(plainProxy)).to.include("$geo_proxy_country default=unknown source=$remote_addr country_code;");
    try {
      await declaredByProxy(plainProxy, { country: { iso_code: "DE" } });
      expect.fail("it was taken");
    } catch (error) {
      expect(error).to.be.instanceOf(Failures);
      expect((error as Failures).message).to.include("Cannot use the country database: its records have no country_code");
    }
  });
});
