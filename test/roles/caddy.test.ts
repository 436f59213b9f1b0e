import { expect } from "chai";
import { caddyBuild } from "../../roles/caddy/build.ts";
import { missing } from "../../src/model/fact.ts";
import { onionService } from "../../src/formats/onion-service.ts";
import { Secret } from "../../src/model/secret.ts";
import { askWith } from "../support/fake-ask.ts";
import { caddyFile, caddyMistakes, declaredByCaddy } from "../support/caddy-inventory.ts";

const ZONES = "caddy:\n  zones: [example.org]\n  short_zones: [example.net]\n";
const KEY = Buffer.alloc(32, 1).toString("base64");

/** The block of a Caddyfile with this head, in one line; a blank for each line's end and tab. */
function blockOf(text: string, head: string): string {
  const at = `\n${text}`.indexOf(`\n${head} {\n`);
  if (at < 0) return "";
  return text.slice(at, text.indexOf("\n}", at) + 2).replaceAll(/\s+/g, " ");
}

/** The heads of blocks of sites. */
function headsIn(text: string): readonly string[] {
  return [...text.matchAll(/^(https?:\/\/.+) \{$/gm)].map(([, head = ""]) => head).filter((head) => /\/\/./.test(head));
}

describe("the role caddy", () => {
  it("names sites by zones, by the host in them, and short", async () => {
    const text = await caddyFile(`${ZONES}  sites: { redlib: { port: 6464, short: rl } }\n  host_label: usa\n`);
    expect(headsIn(text)).to.deep.equal([
      "https://redlib.example.org, https://redlib.usa.example.org",
      "https://rl.example.net, https://rl.usa.example.net",
      "http://redlib.example.org, http://rl.example.net, http://redlib.usa.example.org, http://rl.usa.example.net",
    ]);
    expect(blockOf(text, "https://rl.example.net, https://rl.usa.example.net")).to.equal(
      "https://rl.example.net, https://rl.usa.example.net { import site-redlib tls /var/lib/certificates/example.net/fullchain.pem /var/lib/certificates/example.net/privkey.pem }",
    );
    expect(blockOf(text, "(site-redlib)")).to.equal(
      "(site-redlib) { import privacy import log-anonymous route { reverse_proxy 127.0.0.1:6464 } }",
    );
  });

  it("names them as geo_map steers them, with aliases, which no host has of its own", async () => {
    const map = `geo_map:
  zones: [example.org]
  regions: { eu: { at: [50, 8], hosts: [eu, us] } }
  services: { redlib: { names: { example.org: [red, "@"], example.net: rl }, aliases: { example.org: libreddit } } }
`;
    const text = await caddyFile(`${map}caddy:\n  sites:\n    redlib: { port: 6464 }\n    other: { port: 1 }\n`);
    expect(headsIn(text)).to.include.members([
      "https://red.example.org, https://example.org, https://libreddit.example.org, https://red.us.example.org",
      "https://rl.example.net, https://rl.us.example.net",
      "https://other.example.org, https://other.us.example.org",
    ]);
  });

  it("sends names to the host that runs a site, by its own label, or has none there", async () => {
    const vars = `${ZONES}  sites:\n    nitter: { port: 1, short: nt, only: [eu] }\n    gone: { port: 2, only: [eu], elsewhere: nothing }\n`;
    const text = await caddyFile(vars);
    expect(blockOf(text, "(site-nitter)")).to.include("redir https://nitter.eu.example.org{uri} 307");
    expect(blockOf(text, "(site-nitter_1)")).to.include("redir https://nt.eu.example.net{uri} 307");
    expect(text).to.not.include("gone.");
    const there = await caddyFile(vars, { host: "eu" });
    expect(blockOf(there, "(site-nitter)")).to.include("reverse_proxy 127.0.0.1:1");
    expect(there).to.include("https://gone.eu.example.org");
  });

  it("has what becomes of a request in a fixed order: blocked, limited, logged in, answered", async () => {
    const site = `limited:
      to: [https://www.example.com]
      rate_limits: [{ events: 10, window: 1s }, { events: 100, window: 1m, paths: [/api/*] }]
      forward_auth: { to: "127.0.0.1:9000", uri: /verify, copy_headers: [X-User, X-Mail], passes: [/login/*] }
      extra: "encode gzip\\nheader /a X-A b"
      proxy: [flush_interval -1]
      headers: { Content-Security-Policy: 'default-src "self"', X-Powered-By: "" }
      log: none
`;
    const ask = askWith({
      "caddy-build": () => ({ version: "2.10.2", modules: ["http.handlers.rate_limit"] }),
      "package-version": () => "2.6.2-5",
    });
    const text = await caddyFile(`${ZONES}  blocked_ranges: [198.51.100.0/24, "2001:db8::/32"]\n  sites:\n    ${site}`, { ask });
    expect(blockOf(text, "(site-limited)")).to.equal(
      '(site-limited) { header { Content-Security-Policy `default-src "self"` -X-Powered-By defer } import privacy route { import blocked ' +
        "rate_limit { zone limited-1 { key {remote_host} events 10 window 1s } zone limited-2 { match { path /api/* } key {remote_host} events 100 window 1m } } " +
        "reverse_proxy /login/* 127.0.0.1:9000 request_header -X-User request_header -X-Mail forward_auth 127.0.0.1:9000 { uri /verify copy_headers X-User X-Mail } " +
        "encode gzip header /a X-A b reverse_proxy https://www.example.com { header_up Host {upstream_hostport} flush_interval -1 } } }",
    );
    expect(blockOf(text, "(blocked)")).to.include("@blocked remote_ip 198.51.100.0/24 2001:db8::/32 respond @blocked");
  });

  it("lets Caddy get certificates of wildcards by rfc2136, whose key stands in no configuration", async () => {
    const vars = `${ZONES}  http_port: 8080
  https_port: 8443
  trusted_proxies: [192.0.2.9]
  blocked_ranges: [198.51.100.1]
  endpoints: { metrics: false, vnstat: false }
  sites: { redlib: { port: 1 } }
  tls:
    issuer: rfc2136
    rfc2136: { server: "192.0.2.1:53", key: ${KEY}, challenges: { example.org: us.acme.example.org }, email: a@example.org, ca: "https://ca.test/dir" }
`;
    const ask = askWith({
      "caddy-build": () => ({ version: undefined, modules: ["dns.providers.rfc2136"] }),
      "package-version": () => undefined,
    });
    const text = await caddyFile(vars, { ask });
    expect(blockOf(text, "https://*.example.org, https://*.us.example.org")).to.equal(
      "https://*.example.org, https://*.us.example.org { tls { issuer acme { dir https://ca.test/dir email a@example.org dns rfc2136 { key_name acme.us " +
        "key_alg hmac-sha256 key {file./etc/caddy/tsig.key} server 192.0.2.1:53 } dns_challenge_override_domain us.acme.example.org propagation_delay 10s } } abort }",
    );
    expect(blockOf(text, "https://redlib.example.org, https://redlib.us.example.org")).to.match(/\{ import site-redlib \}$/);
    expect(text).to.include("servers {\n\t\ttrusted_proxies static 192.0.2.9\n").and.include("@blocked client_ip 198.51.100.1\n");
    expect(text).to.include("auto_https disable_redirects").and.include("redir https://{host}:8443{uri} 308").and.not.include(KEY);
    const files = (await declaredByCaddy(vars)).flatMap(({ kind, want }) => (kind === "config" ? (want as { files: object[] }).files : []));
    expect(files[0]).to.include({ path: "/etc/caddy/tsig.key", owner: "root", group: "caddy", mode: "0640" });
    expect(await caddyFile(vars, { path: "/etc/caddy/endpoints.caddyfile" })).to.equal("# There are no endpoints.\n");
  });

  it("begins with certificates of its own where there are none, in files alone", async () => {
    const commands = (await declaredByCaddy(`${ZONES}  sites: { redlib: { port: 1, short: rl } }\n`)).filter(
      ({ kind }) => kind === "command",
    );
    expect(commands.map(({ id }) => id)).to.deep.equal([
      "command:a certificate of example.org that Caddy can begin with",
      "command:a certificate of example.net that Caddy can begin with",
      "command:log /var/log/caddy/access.log",
    ]);
    const internal = await declaredByCaddy(`${ZONES}  sites: { redlib: { port: 1, log: addresses } }\n  tls: { issuer: internal }\n`);
    expect(internal.filter(({ kind }) => kind === "command").map(({ id }) => id)).to.deep.equal([
      "command:log /var/log/caddy/access.log",
      "command:log /var/log/caddy/ratelimiters.log",
    ]);
  });

  it("takes the onion service's address from its key in tor, and says where it is", async () => {
    const tor = `tor: { services: { web: { key: ${KEY}, ports: { 80: "127.0.0.1:8081" } } } }\n`;
    const { address } = onionService(new Secret(["key"], KEY));
    const text = await caddyFile(`${tor}${ZONES}  onion: { service: web }\n  sites: { redlib: { port: 1, onion: true } }\n`);
    expect(blockOf(text, `http://redlib.${address}:8081`)).to.equal(
      `http://redlib.${address}:8081 { bind 127.0.0.1 route { reverse_proxy 127.0.0.1:1 } }`,
    );
    expect(blockOf(text, "(site-redlib)")).to.include(`header Onion-Location http://redlib.${address}{uri}`);
  });

  for (const { title, addresses, present, says } of [
    { title: "at the interface's first address", addresses: ["100.64.0.7", "fd7a::7"], present: "", says: "\tbind 100.64.0.7\n" },
    {
      title: "where they were while the interface is away",
      addresses: [],
      present: "http://:8093 {\n\tbind 100.64.0.9\n}\n",
      says: "\tbind 100.64.0.9\n",
    },
    { title: "nowhere without an address", addresses: [], present: "", says: "# There are no endpoints: tailscale0 has no address.\n" },
  ]) {
    it(`has its endpoints ${title}`, async () => {
      const ask = askWith({
        "interface-addresses": () => addresses,
        "file-text": () => (present === "" ? { type: "absent" } : { type: "file", text: present }),
      });
      expect(await caddyFile(ZONES, { path: "/etc/caddy/endpoints.caddyfile", ask })).to.include(says);
    });
  }

  it("lets a host's other roles set the kernel's settings that it needs", async () => {
    const keys = async (more: string) =>
      (await declaredByCaddy(`${ZONES}${more}`)).filter(({ kind }) => kind === "sysctl").map(({ id }) => id);
    expect(await keys("sysctls: { values: { net.ipv6.ip_nonlocal_bind: 1 } }\n")).to.deep.equal(["sysctl:net.ipv4.ip_nonlocal_bind"]);
    expect(await keys("")).to.have.length(2);
  });

  it("runs a Caddy of your own by a path with its digest, and refuses another file", async () => {
    const sha256 = "ab".repeat(32);
    const made = await declaredByCaddy(`${ZONES}  binary: { url: "https://example.org/caddy?os=linux&p=a", sha256: ${sha256} }\n`);
    expect(made.slice(0, 3).map(({ id }) => id)).to.deep.equal([
      "aptPackages:caddy-binary",
      "directory:/usr/local/lib/caddy",
      "command:fetch Caddy",
    ]);
    expect(JSON.stringify(made.map(({ want }) => want))).to.include(`ExecStart=/usr/local/lib/caddy/caddy-${sha256} run`);
    expect((await caddyMistakes(`${ZONES}  binary: { path: package.json, sha256: ${sha256} }\n`))[0]).to.match(
      /^group_vars\/all\.yml:4:33 Cannot use the Caddy of caddy\.binary: package\.json has the SHA-256 [0-9a-f]{64}/,
    );
  });

  for (const { title, build, candidate, says } of [
    {
      title: "an old Caddy",
      build: { version: "2.6.2", modules: [] },
      candidate: "2.8.4",
      says: /^Cannot use Caddy 2\.6\.2: .* need Caddy 2\.7$/,
    },
    { title: "an old candidate", build: missing, candidate: "1:2.6.2-5", says: /^Cannot use Caddy 2\.6\.2: / },
    { title: "a newer Caddy", build: { version: "2.10.0", modules: [] }, candidate: undefined, says: undefined },
    { title: "one without a number", build: { version: undefined, modules: [] }, candidate: undefined, says: undefined },
    { title: "a package of which nothing is known", build: undefined, candidate: undefined, says: undefined },
  ]) {
    it(`${says === undefined ? "takes" : "refuses"} trusted proxies for ${title}`, async () => {
      const ask = askWith({ "caddy-build": () => build, "package-version": () => candidate });
      const failed = await caddyFile(`${ZONES}  trusted_proxies: [192.0.2.1]\n`, { ask }).then(
        () => undefined,
        (error: unknown) => (error as Error).message,
      );
      if (says === undefined) expect(failed).to.equal(undefined);
      else expect(failed).to.match(says);
    });
  }

  it("reads a Caddy's version and modules", () => {
    const parse = (text: string) => caddyBuild.parse(Buffer.from(text), ["/usr/bin/caddy", "/none"]);
    const modules = "admin.api.load\nhttp.handlers.rate_limit\n\n  Standard modules: 1\n";
    expect(parse(`v2.8.4 h1:abc=\n${modules}\0\0`)).to.deep.equal([
      { version: "2.8.4", modules: ["admin.api.load", "http.handlers.rate_limit"] },
      undefined,
    ]);
    expect(parse(`(devel)\n${modules}\0\0`)[0]).to.include({ version: undefined });
  });
});
