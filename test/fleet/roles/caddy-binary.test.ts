import { expect } from "chai";
import { caddyFleet, caddyOn, type GivenCaddy, given } from "../../support/caddy-fleet.ts";
import { applyTo, type Fleet } from "../../support/fleet.ts";
import { settle } from "../../support/settle.ts";

/** A site that serves the host's own files over HTTPS by a certificate that the host trusts. */
const FILES = `mkdir -p /srv/files && cd /srv/files && cp /usr/bin/caddy own && cp /usr/bin/true other
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=files.example.org -addext subjectAltName=DNS:files.example.org -keyout key -out files.crt 2>/dev/null
cp files.crt /usr/local/share/ca-certificates/ && update-ca-certificates >/dev/null 2>&1
echo 127.0.0.1 files.example.org >>/etc/hosts
systemd-run -q --unit=files -p WorkingDirectory=/srv/files openssl s_server -quiet -WWW -accept 4443 -cert files.crt -key key`;

const SITE = "https://files.example.org";

describe("a Caddy that is fetched by its URL", function () {
  this.timeout(600_000);
  let fleet: Fleet;
  let sha256: string;
  before(async () => {
    fleet = await caddyFleet();
    await settle(fleet.host("eu"), ...declare());
    fleet.sh("eu", FILES);
    sha256 = fleet.sh("eu", "sha256sum </usr/bin/caddy").slice(0, 64);
  });
  after(() =>
    fleet.sh("eu", "systemctl stop files; sed -i /files.example.org/d /etc/hosts; rm /usr/local/share/ca-certificates/files.crt"),
  );

  function declare(binary?: GivenCaddy["binary"]): ReturnType<typeof caddyOn> {
    return caddyOn(fleet.host("eu"), { sites: { page: given.sites.page }, ...(binary && { binary }) });
  }

  const running = () => fleet.sh("eu", "readlink /proc/$(systemctl show -P MainPID caddy)/exe").trim();

  for (const [title, file, words] of [
    ["is another file than the one that is meant", ":4443/other", "FAILED"],
    ["cannot be fetched", ":4444/own", "curl: ("],
  ] as const)
    it(`is left, and the one before serves on, where it ${title}`, async () => {
      const { failures, summary } = await applyTo(fleet.host("eu"), declare({ url: `${SITE}${file}`, sha256 }));
      expect(summary.failed).to.be.greaterThan(0);
      expect(failures.map(({ output }) => output ?? "").join()).to.include(words);
      expect(fleet.sh("eu", "ls /usr/local/lib/caddy")).to.equal("");
      expect(running()).to.equal("/usr/bin/caddy");
    });

  it("runs, is not fetched again, and gives way to the package's", async () => {
    const own = declare({ url: `${SITE}:4443/own`, sha256 });
    await settle(fleet.host("eu"), ...own);
    expect(running()).to.equal(`/usr/local/lib/caddy/caddy-${sha256}`);
    expect(fleet.sh("eu", `sha256sum </usr/local/lib/caddy/caddy-${sha256}`).slice(0, 64)).to.equal(sha256);
    await settle(fleet.host("eu"), ...declare());
    expect(running()).to.equal("/usr/bin/caddy");
  });
});
