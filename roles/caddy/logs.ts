import { block } from "./block.ts";
import type { CaddyVars } from "./vars.ts";

/** What tells of a client beside its address: not kept in any log. Caddy itself hides cookies and logins. */
const CLIENT_HEADERS = [
  "Cf-Connecting-Ip",
  "Cookie",
  "Forwarded",
  "Referer",
  "True-Client-Ip",
  "User-Agent",
  "X-Client-Ip",
  "X-Forwarded-For",
  "X-Real-Ip",
];

const MASK = ["ipv4 16", "ipv6 64"];

/** `format` of a log in JSON (caddyserver.com/docs/caddyfile/directives/log): no query, no header that tells of the client, its address cut or whole. */
export function format(addresses: "cut" | "whole"): readonly string[] {
  const masked = addresses === "cut" ? ["request>remote_ip", "request>client_ip"] : [];
  const fields = [
    ...masked.flatMap((field) => block(`${field} ip_mask`, MASK)),
    "request>remote_port delete",
    'request>uri regexp \\?.* ""',
    ...CLIENT_HEADERS.map((name) => (name === "Cookie" ? `request>headers>${name} replace REDACTED` : `request>headers>${name} delete`)),
    "resp_headers>Location delete",
    "resp_headers>Onion-Location delete",
    "resp_headers>Set-Cookie delete",
    "user_id delete",
  ];
  return block("format filter", ["wrap json", ...block("fields", fields)]);
}

/** The snippets `log-anonymous` and `log-addresses`. */
export function logSnippets({ access_log: access, addresses_log: whole, log_roll: roll }: CaddyVars): readonly string[] {
  const log = (path: string, addresses: "cut" | "whole"): readonly string[] => {
    const output = block(`output file ${path}`, [`roll_size ${roll.size}`, `roll_keep ${roll.keep}`, `roll_keep_for ${roll.keep_for}`]);
    return block("log", [...output, ...format(addresses)]);
  };
  return [...block("(log-anonymous)", log(access, "cut")), "", ...block("(log-addresses)", log(whole, "whole"))];
}
