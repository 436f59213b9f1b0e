import { defineStack, z } from "geosteer";
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
          environment: {
            SHOELACE__SERVER__LISTEN: "0.0.0.0",
            SHOELACE__SERVER__PORT: "8080",
            SHOELACE__SERVER__BASE_URL: `https://${hostname}`,
            SHOELACE__PROXY__BACKEND: "redis",
            SHOELACE__PROXY__REDIS__URI: "redis://valkey:6379",
            SHOELACE__LOGGING__LEVEL: settings.log_level,
            SHOELACE__LOGGING__LOG_IPS: "false",
          },
          depends_on: ["valkey"],
        },
        valkey: cache(images.valkey, "valkey"),
      },
    },
  }),
});
