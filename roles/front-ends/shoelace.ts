import { defineStack, renderIni, z } from "geosteer";
import { cache, locked, loopback } from "./parts.ts";

/** Threads. */
export const shoelace = defineStack({
  title: "Shoelace",
  description: "Threads without scripts and tracking",
  home: "https://sr.ht/~nixgoat/shoelace",
  port: 9029,
  memory: "256m",
  images: { shoelace: "codeberg.org/nixgoat/shoelace:latest", valkey: "valkey/valkey:8-alpine" },
  settings: { log_level: z.enum(["error", "warn", "info", "debug"]).default("warn").describe("What it tells of itself.") },
  stack: ({ settings, port, images, memory, hostname }) => ({
    file: {
      services: {
        // Its image has no tool for a check.
        shoelace: {
          image: images.shoelace,
          ...locked,
          ports: loopback(port, 8080),
          mem_limit: memory,
          environment: { SHOELACE_CONFIG: "/etc/shoelace.toml" },
          volumes: ["./shoelace.toml:/etc/shoelace.toml:ro"],
          depends_on: ["valkey"],
        },
        valkey: cache(images.valkey, "valkey"),
      },
    },
    files: [{ path: "shoelace.toml", mode: "0444", content: toml(`https://${hostname}`, settings.log_level) }],
  }),
});

/** Its sections and texts are written as an INI file's, with the texts in quotes. */
function toml(url: string, level: string): string {
  return renderIni({
    server: { listen: '"0.0.0.0"', port: 8080, base_url: JSON.stringify(url) },
    proxy: { backend: '"redis"' },
    "proxy.redis": { uri: '"redis://valkey:6379"' },
    logging: { level: JSON.stringify(level), log_ips: false },
  });
}
