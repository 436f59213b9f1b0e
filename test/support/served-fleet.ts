import { type DnsFleet, dnsFleet, nameServers } from "./dns-fleet.ts";
import { secondsUntil } from "./seconds-until.ts";

/** An address that the database places in America. */
export const AMERICAN = "8.8.8.8";

/** Variables of two services: `web` is asked by HTTP, `safe` over TLS. */
export const services = {
  geo_map: {
    services: {
      web: { names: { "example.org": "web" }, check: { type: "http", port: 8080 } },
      safe: { names: { "example.org": "safe" }, check: { type: "https", port: 8443 } },
    },
  },
};

/** A way in which us stops to serve, and the longest time, seconds, after which it is out of the answers. */
export interface Cause {
  readonly cause: string;
  readonly service: "web" | "safe";
  /** Shell lines. */
  readonly breaks: string;
  readonly mends: string;
  readonly within: number;
}

/** Seconds after which a host is back. */
export const BACK_WITHIN = 12;

const drop = `nft add table inet t && nft add chain inet t in '{ type filter hook input priority -300; }' && nft add rule inet t in iifname != lo tcp dport 8080 drop`;
const other = "openssl req -x509 -new -key /root/web.key -subj /CN=other.example.org -days 1 -out /etc/nginx/web.pem";

/** The plainest cause. */
export const refuses: Cause = {
  cause: "refuses connections",
  service: "web",
  breaks: "systemctl stop nginx",
  mends: "systemctl start nginx",
  within: 16,
};

/** A cause of each kind. */
export const causes: readonly Cause[] = [
  refuses,
  { cause: "answers 503", service: "web", breaks: "touch /srv/sick", mends: "rm /srv/sick", within: 16 },
  { cause: "is silent: its packets are dropped", service: "web", breaks: drop, mends: "nft delete table inet t", within: 20 },
  { cause: "is silent: its server is frozen", service: "web", breaks: "pkill -STOP nginx", mends: "pkill -CONT nginx", within: 20 },
  {
    cause: "shows a certificate that is not valid",
    service: "safe",
    breaks: `cp /root/web.pem /root/good.pem; ${other}; nginx -s reload`,
    mends: "cp /root/good.pem /etc/nginx/web.pem; nginx -s reload",
    within: 16,
  },
];

/** Name servers that also serve, each by a real web server, and ways to see what they answer. */
export interface ServedFleet extends DnsFleet {
  address(host: string): string;
  answer(server: string, question?: { readonly service?: string; readonly from?: string }): string;
  /** Seconds until each of the name servers (default: eu and in) answers so; throws after a minute. */
  until(
    wanted: string,
    asked?: { readonly service?: string; readonly from?: string; readonly servers?: readonly string[] },
  ): Promise<number>;
  /** Lets name servers forget who came and went lately: such a host waits longer before it comes back. */
  forget(): Promise<void>;
}

/** Brings up name servers with services on them. */
export async function servedFleet(purpose: string): Promise<ServedFleet> {
  const fleet = await dnsFleet(purpose);
  await fleet.apply(services);
  for (const host of nameServers) serve(fleet, host);
  const address = (host: string): string => fleet.host(host).address.host;

  function answer(server: string, { service = "web", from = AMERICAN } = {}): string {
    return fleet.ask(server, [{ name: `${service}.example.org`, type: "A", from }])[0] ?? "";
  }

  async function until(wanted: string, { servers = ["eu", "in"], ...asked }: Parameters<ServedFleet["until"]>[1] = {}): Promise<number> {
    const each = (answerOf: (server: string) => string): string => servers.map((server) => `${server}: ${answerOf(server)}`).join("; ");
    return await secondsUntil(
      each(() => wanted),
      () => each((server) => answer(server, asked)),
    );
  }

  return {
    ...fleet,
    address,
    answer,
    until,
    async forget() {
      for (const host of nameServers)
        fleet.sh(host, "systemctl stop geo-failover; rm -f /run/geosteer/state; systemctl start geo-failover");
      for (const service of ["web", "safe"]) await until(address("us"), { service });
    },
  };
}

const site = `server { listen 8080; listen [::]:8080; location / { if (-f /srv/sick) { return 503; } return 200 well; } }
server { listen 8443 ssl; listen [::]:8443 ssl; ssl_certificate /etc/nginx/web.pem; ssl_certificate_key /etc/nginx/web.key; return 200 well; }
`;

/** A real web server, with a certificate by an authority that all name servers know. */
function serve(fleet: DnsFleet, host: string): void {
  const [first] = nameServers;
  const packages = "nginx-light openssl ca-certificates nftables";
  fleet.sh(host, `apt-get -qq update && apt-get install -qq -y --no-install-recommends ${packages} >/dev/null 2>&1`);
  if (host === first) makeCertificate(fleet, host);
  for (const name of ["ca.crt", "web.key", "web.pem"]) {
    const text = fleet.sh(first, `cat /root/${name}`);
    fleet.sh(host, `printf '%s' '${text}' >/root/${name}`);
  }
  fleet.sh(host, "cp /root/ca.crt /usr/local/share/ca-certificates/test.crt && update-ca-certificates >/dev/null 2>&1");
  fleet.sh(host, `cp /root/web.* /etc/nginx/; printf '%s' '${site}' >/etc/nginx/conf.d/web.conf; systemctl restart nginx`);
}

function makeCertificate(fleet: DnsFleet, host: string): void {
  const pair = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30";
  const subject = "-subj /CN=safe.example.org -addext subjectAltName=DNS:safe.example.org";
  fleet.sh(host, `cd /root && openssl req -x509 ${pair} -subj /CN=test -keyout ca.key -out ca.crt 2>/dev/null`);
  fleet.sh(host, `cd /root && openssl req -x509 ${pair} -CA ca.crt -CAkey ca.key ${subject} -keyout web.key -out web.pem 2>/dev/null`);
}
