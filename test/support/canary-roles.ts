import type { CanaryRole, Plant } from "./canaries.ts";
import { signingKeyOf } from "./signing-keys.ts";
import { sshKeyOf } from "./ssh-key-pair.ts";

/** Stacks of containers: Docker keeps the environment of each on disk, and its runtime in memory. */
const containers = {
  after: ["docker"],
  beside: { docker: { source: "distribution" } },
  inContainers: true,
  keeps: ["/opt/stacks/", "/var/lib/docker/containers/", "/var/lib/containerd/", "/run/containerd/"],
} as const;

/** Every role that has a variable of the schema `secret`; a test holds the list whole. */
export const canaryRoles: readonly CanaryRole[] = [
  {
    role: "users",
    vars: (plant) => ({ accounts: [{ name: "kanari-user", groups: [], sudo: "none", password_hash: plant(hash) }] }),
    keeps: ["/etc/shadow", "/etc/shadow-"],
  },
  {
    role: "tor",
    vars: (plant) => ({ services: { web: { key: plant(base64), ports: { "80": "127.0.0.1:8080" } } } }),
    // The key lies there as bytes that are made of it.
    keeps: [],
  },
  {
    role: "wireguard",
    vars: (plant) => ({
      userspace: true,
      interfaces: { wg9: { private_key: plant(base64), addresses: ["10.9.0.1/24"], peers: { phone: peer(plant) } } },
    }),
    keeps: ["/etc/wireguard/"],
  },
  {
    role: "mail-relay",
    vars: (plant) => ({
      hostname: "mail.example.org",
      relay_domains: ["example.org"],
      maps: {
        login: { type: "texthash", secret_entries: { "smtp.example.org": plant() } },
        recipients: { ...database, password: plant() },
      },
      lookups: { smtp_sasl_password_maps: ["login"], relay_recipient_maps: ["recipients"] },
    }),
    keeps: ["/etc/postfix/"],
  },
  {
    role: "backups",
    vars: (plant) => ({
      repositories: [{ path: "/var/backups/kanari", label: "local" }],
      source_directories: ["/etc/apt"],
      passphrase: plant(),
      ssh_key: plant(pem),
      postgresql_databases: [{ name: "app", hostname: "127.0.0.1", username: "app", password: plant() }],
      healthchecks: { ping_url: plant((random) => `https://hc.example.org/${random.toString("hex")}`) },
    }),
    keeps: ["/etc/borgmatic/", "/etc/borgmatic.d/"],
  },
  {
    role: "dns-zones",
    vars: (plant) => ({
      zones: {
        "one.example.org": { ...apex, dnssec: { ksk: plant(signingKeyOf), zsk: plant(signingKeyOf) } },
        "two.example.org": { ...apex, dnssec: { ksk: [plant(signingKeyOf)], zsk: [plant(signingKeyOf)] } },
      },
    }),
    keeps: ["/var/lib/knot/keys/"],
  },
  {
    role: "geoip-database",
    vars: (plant) => ({ account_id: 1, license_key: plant(), geoipupdate: ["GeoLite2-City"] }),
    keeps: ["/etc/GeoIP.conf"],
  },
  {
    role: "knot",
    vars: (plant) => ({
      group: "canaries",
      primary: "{{ inventory_hostname == 'us' }}",
      transfer_keys: { in: plant(base64) },
      acme_keys: { in: plant(base64) },
    }),
    keeps: ["/etc/knot/keys.conf"],
  },
  {
    role: "caddy",
    // Of a Caddy that nobody has yet, nothing can be said before; it comes from nowhere, and the key does not get to the host.
    vars: (plant) => ({
      zones: ["example.org"],
      binary: { url: "https://caddy.invalid/caddy", sha256: "a".repeat(64) },
      tls: { issuer: "rfc2136", rfc2136: { server: "192.0.2.1:53", key: plant(base64) } },
    }),
    keeps: ["/etc/caddy/tsig.key"],
  },
  {
    role: "certificates",
    // Nobody answers there: it comes to the question for name servers, with all its files in place.
    vars: (plant) => ({ hosts: ["us", "in"], email: "hostmaster@example.org", key: plant(sshKeyOf) }),
    beside: {
      knot: {
        primary: "{{ inventory_hostname == 'us' }}",
        acme_keys: { us: Buffer.alloc(32).toString("base64"), in: Buffer.alloc(32).toString("base64") },
      },
      dns_zones: {
        zones: {
          "example.org": { soa: { mname: "ns.example.net.", rname: "hostmaster.example.net." }, ns: ["ns.example.net."], acme: true },
        },
      },
    },
    keeps: ["/etc/certificates/key"],
  },
  {
    role: "front-ends",
    ...containers,
    vars: (plant) => ({
      domain: "example.org",
      enabled: ["nitter", "scribe", "searxng"],
      values: {
        anonymousoverflow: { signing_secret: plant() },
        invidious: { host: "us", hmac_key: plant(), companion_key: plant(short), database_password: plant() },
        librarian: { auth_token: plant(), hmac_key: plant() },
        nitter: { hmac_key: plant(), sessions: plant((random) => JSON.stringify({ token: random.toString("hex") })) },
        scribe: { secret_key_base: plant(), github_username: plant(), github_token: plant() },
        searxng: { secret_key: plant() },
        watchtower: { notification_url: plant() },
      },
    }),
  },
  {
    role: "stateful-stacks",
    ...containers,
    vars: (plant) => ({
      domain: "example.org",
      enabled: ["ghost", "hedgedoc", "vaultwarden"],
      values: {
        ghost: { host: "us", database_password: plant(), root_password: plant() },
        gitea: { database_password: plant() },
        grafana: { admin_password: plant() },
        healthchecks: { secret_key: plant(), database_password: plant() },
        hedgedoc: { host: "us", session_secret: plant(), database_password: plant() },
        semaphore: { admin_email: "admin@example.org", admin_password: plant(), encryption_key: plant(), database_password: plant() },
        vaultwarden: { host: "us", admin_token: plant() },
      },
    }),
  },
  { role: "tailscale", vars: (plant) => ({ auth_key: plant() }), keeps: [] },
];

const apex = { soa: { mname: "ns.example.net.", rname: "hostmaster.example.net." }, ns: ["ns.example.net."] };

const database = {
  type: "pgsql",
  hosts: ["127.0.0.1"],
  dbname: "mail",
  user: "postfix",
  query: "SELECT 'ok' FROM alias WHERE address = '%s'",
};

/** A crypt(5) hash of nothing. */
export function hash(random: Buffer): string {
  const hex = random.toString("hex");
  return `$6$kanari$${hex}${hex.slice(0, 22)}`;
}

/** A text of several lines, as keys of SSH and TLS are. */
export function pem(random: Buffer): string {
  const body = Array.from({ length: 4 }, (_, line) => Buffer.concat([random, Buffer.from([line])]).toString("base64"));
  return ["-----BEGIN PRIVATE KEY-----", ...body, "-----END PRIVATE KEY-----", ""].join("\n");
}

/** Of a length that a program asks for. */
function short(random: Buffer): string {
  return random.toString("hex").slice(0, 16);
}

function base64(random: Buffer): string {
  return random.toString("base64");
}

function peer(plant: Plant): object {
  return { public_key: "9y8jEZ2Q0PUNLXdEbDkIexTjCYpVTvPpTAbdMz3JCxM=", allowed_ips: ["10.9.0.2/32"], preshared_key: plant(base64) };
}
