import { defineStack, renderYaml, z } from "geosteer";
import { loopback, plain } from "./parts.ts";

/** The control server of a tailnet. */
export const headscale = defineStack({
  title: "Headscale",
  description: "Control server of a tailnet",
  home: "https://github.com/juanfont/headscale",
  label: "hs",
  stateful: true,
  port: 8085,
  memory: "256m",
  images: { headscale: "headscale/headscale:stable" },
  settings: {
    base_domain: z.string().describe("Zone of the hosts' names in the tailnet; another one than that of the server."),
    metrics_port: z.int().min(1).max(65_535).default(9095).describe("Port of its metrics on the loopback."),
    more: z.record(z.string(), z.json()).default({}).describe("Any other keys of its configuration; they win. No secrets."),
  },
  stack: ({ settings, port, images, memory, hostname }) => ({
    file: {
      services: {
        // Its image holds one program and no shell.
        headscale: {
          image: images.headscale,
          ...plain,
          read_only: true,
          command: ["serve"],
          tmpfs: ["/var/run/headscale"],
          ports: [...loopback(port, 8080), ...loopback(settings.metrics_port, 9090)],
          mem_limit: memory,
          volumes: ["./config.yaml:/etc/headscale/config.yaml:ro", "data:/var/lib/headscale"],
        },
      },
      volumes: { data: {} },
    },
    files: [{ path: "config.yaml", mode: "0444", content: config({ hostname, ...settings }) }],
    backup: { volumes: ["data"] },
  }),
});

function config({
  hostname,
  base_domain,
  more,
}: {
  hostname: string;
  base_domain: string;
  more: Readonly<Record<string, unknown>>;
}): string {
  return renderYaml({
    server_url: `https://${hostname}`,
    listen_addr: "0.0.0.0:8080",
    metrics_listen_addr: "0.0.0.0:9090",
    noise: { private_key_path: "/var/lib/headscale/noise_private.key" },
    prefixes: { v4: "100.64.0.0/10", v6: "fd7a:115c:a1e0::/48" },
    derp: { urls: ["https://controlplane.tailscale.com/derpmap/default"], auto_update_enabled: true, update_frequency: "24h" },
    database: { type: "sqlite", sqlite: { path: "/var/lib/headscale/db.sqlite", write_ahead_log: true } },
    dns: { magic_dns: true, base_domain, override_local_dns: false, nameservers: { global: [] } },
    unix_socket: "/var/run/headscale/headscale.sock",
    ...more,
  });
}
