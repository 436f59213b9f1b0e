import { expect } from "chai";
import { geoProxyBackend } from "../../roles/geo-proxy-backend/role.ts";
import { Failure } from "../../src/model/failure.ts";
import { load } from "../inventory/write-folder.ts";
import { plainProxy, textOf } from "../support/proxy-inventory.ts";
import { hostNamed, roleOn } from "../support/role-on.ts";

const secure = plainProxy.replace("www.example.org]", "www.example.org], certificate: /etc/ssl/a.pem, key: /etc/ssl/a.key");

/** What the first source document's configuration does wrong, and what shows that ours does not. */
describe("the geo proxy that the article describes, without its defects", () => {
  it("closes every block that it opens", async () => {
    const text = await textOf(secure);
    expect(text.match(/\{$/gm)).to.have.length(text.match(/^ *\}$/gm)?.length ?? 0);
    expect(text.split("\n").filter((line) => !/^$|[{}]$|;(?: # \S+)?$/.test(line))).to.deep.equal([]);
  });

  it("listens for TLS with a certificate alone, and asks hosts over TLS unless told otherwise", async () => {
    expect(await textOf(plainProxy)).to.not.match(/listen .*(?:443|ssl)/);
    const server = (await textOf(secure)).split("\nserver {\n").at(-1);
    expect(server)
      .to.include("listen 443 ssl;")
      .and.include("ssl_certificate /etc/ssl/a.pem;")
      .and.include("ssl_certificate_key /etc/ssl/a.key;");
    expect(server).to.include("proxy_pass https://").and.include("proxy_ssl_verify on;").and.include("proxy_ssl_server_name on;");
  });

  it("tells hosts which site is asked for, and by whom", async () => {
    const text = await textOf(plainProxy);
    expect(text).to.include("proxy_set_header Host $host;").and.include("proxy_set_header X-Forwarded-For $remote_addr;");
    expect(text, "what a client says of its way is not passed on").to.not.include("$proxy_add_x_forwarded_for");
    expect(text, "nobody is believed unless told").to.not.include("set_real_ip_from");
    const trusting = await textOf(`${plainProxy}  trusted_proxies: [192.0.2.128/25, "2001:db8::/64"]\n`);
    expect(trusting).to.include(
      "  set_real_ip_from 192.0.2.128/25;\n  set_real_ip_from 2001:db8::/64;\n  real_ip_header X-Forwarded-For;\n  real_ip_recursive on;\n",
    );
  });

  it("asks the next host also after an error or no answer, whatever statuses are added; its own values are had by variables", async () => {
    expect(await textOf(plainProxy)).to.include("proxy_next_upstream error timeout invalid_header http_502 http_503 http_504;");
    const literal = await textOf(`${plainProxy}  failover: { max_fails: 3, fail_timeout: 600s, retry_on: [500, 502] }\n`);
    expect(literal).to.include("proxy_next_upstream error timeout invalid_header http_500 http_502;");
    expect(literal).to.match(/server 192\.0\.2\.1:443 max_fails=3 fail_timeout=600s;/);
  });

  it("never sends a POST twice, and stops to ask in time", async () => {
    const text = await textOf(plainProxy);
    expect(text).to.not.include("non_idempotent");
    expect(text)
      .to.include("proxy_next_upstream_timeout 20s;")
      .and.include("proxy_connect_timeout 2s;")
      .and.include("proxy_read_timeout 15s;");
  });

  it("counts failures for all workers together, and has every region behind the first", async () => {
    const groups = (await textOf(plainProxy)).match(/^upstream [^]*?^\}/gm) ?? [];
    expect(groups).to.have.length.above(1);
    for (const group of groups) {
      expect(group).to.match(/^upstream (\S+) \{\n {2}zone \1 64k;/);
      expect(group.match(/^ {2}server /gm)).to.have.length(4);
      expect(group, "back soon").to.include("fail_timeout=10s");
    }
  });

  it("looks at codes, never at names in some language, and at the client's own address", async () => {
    expect(await textOf(plainProxy)).to.match(/^ {2}\$geo_proxy_country default=unknown source=\$remote_addr country_code;$/m);
    expect(await textOf(plainProxy)).to.not.match(/names|North/);
  });

  it("closes what asks for no site on both ports", async () => {
    const [, closing] = (await textOf(secure)).split("\nserver {\n");
    for (const line of ["listen 80 default_server;", "listen 443 ssl default_server;", "ssl_reject_handshake on;", "return 444;"])
      expect(closing).to.include(`  ${line}\n`);
  });

  it("names only groups of servers that there are, and leaves the URI as it came", async () => {
    const text = await textOf(secure);
    const [map = ""] = /^map \$geo_proxy_country \$geo_proxy_order[^]*?^\}/m.exec(text) ?? [];
    const orders = new Set([...map.matchAll(/^ {2}\w+ (\S+);$/gm)].map(([, order]) => `shop.${order ?? ""}`));
    expect([...text.matchAll(/^upstream (\S+) /gm)].map(([, group]) => group)).to.have.members([...orders]);
    expect(text).to.include("proxy_pass https://shop.$geo_proxy_order;\n").and.not.include("try_files");
  });

  it("has hosts believe the proxies' addresses, and nobody else", () => {
    const [, conf] = roleOn(geoProxyBackend, hostNamed("eu"), { proxies: ["192.0.2.9", "2001:db8::/64"] });
    expect((conf?.want as { files: readonly object[] }).files[0]).to.include({
      path: "/etc/nginx/conf.d/geo-proxy-backend.conf",
      content: "set_real_ip_from 192.0.2.9;\nset_real_ip_from 2001:db8::/64;\nreal_ip_header X-Forwarded-For;\nreal_ip_recursive on;\n",
    });
    expect(() => roleOn(geoProxyBackend, hostNamed("eu"), { proxies: ["proxy.example.org"] })).to.throw("must be an address");
  });

  it("finds the proxies by their group, and says whose address is not known", async () => {
    const hosts =
      "all: { hosts: { app: } }\ngeoproxies: { hosts: { a: { ansible_host: 192.0.2.9 }, b: { ansible_host: b.example.org } } }\n";
    const inventory = await load({ "hosts.yml": hosts }, { roleNames: ["geo-proxy-backend"] });
    const [host] = inventory.select("app");
    if (host === undefined) throw new Error("there is no host app");
    const declare = (group: string): unknown =>
      geoProxyBackend.resources({ vars: geoProxyBackend.vars.parse({ group }), host, inventory })[1]?.want;
    expect(JSON.stringify(declare("a"))).to.include("set_real_ip_from 192.0.2.9;");
    expect(() => declare("geoproxies")).to.throw(Failure, "Cannot trust the proxy b: its ansible_host is no address");
  });
});
