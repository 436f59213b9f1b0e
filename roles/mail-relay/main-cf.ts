/** A value of main.cf; a list is written with commas, a boolean as yes or no. */
export type Setting = string | number | boolean | readonly string[];

/** What the role's variables say of main.cf. */
export interface Relay {
  readonly hostname: string;
  readonly interfaces: readonly string[];
  readonly protocols: string;
  readonly networks: readonly string[];
  readonly local_domains: readonly string[];
  readonly relay_domains: readonly string[];
  readonly relayhost: string;
  readonly tls?: { readonly certificate: string; readonly key: string; readonly level: string } | undefined;
  readonly outgoing_tls: string;
  readonly message_size_limit: number;
}

/** Parameters of a relay that takes mail for its own domains from everybody, and for others from its own networks only (postconf(5)). */
export function relaySettings(relay: Relay): Readonly<Record<string, Setting>> {
  const { tls } = relay;
  return {
    compatibility_level: "3.6",
    myhostname: relay.hostname,
    myorigin: "$myhostname",
    mydestination: relay.local_domains,
    mynetworks: relay.networks,
    relay_domains: relay.relay_domains,
    relayhost: relay.relayhost,
    inet_interfaces: relay.interfaces,
    inet_protocols: relay.protocols,
    alias_maps: [],
    alias_database: [],
    append_dot_mydomain: false,
    biff: false,
    disable_vrfy_command: true,
    message_size_limit: relay.message_size_limit,
    smtp_tls_CAfile: "/etc/ssl/certs/ca-certificates.crt",
    smtp_tls_security_level: relay.outgoing_tls,
    ...(relay.outgoing_tls === "dane" && { smtp_dns_support_level: "dnssec" }),
    smtpd_banner: "$myhostname ESMTP",
    smtpd_helo_required: true,
    smtpd_relay_restrictions: ["permit_mynetworks", "reject_unauth_destination"],
    ...(tls && { smtpd_tls_cert_file: tls.certificate, smtpd_tls_key_file: tls.key, smtpd_tls_security_level: tls.level }),
  };
}

/** /etc/postfix/main.cf. */
export function mainCf(settings: Readonly<Record<string, Setting>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name} = ${render(value)}`.trimEnd())
    .map((line) => `${line}\n`)
    .join("");
}

function render(value: Setting): string {
  if (typeof value === "object") return value.join(", ");
  return typeof value === "boolean" ? (value ? "yes" : "no") : String(value);
}
