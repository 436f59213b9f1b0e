import { defineStack, z } from "geosteer";
import { bounded, loopback } from "./parts.ts";

/** Fandom's wikis. */
export const breezewiki = defineStack({
  title: "BreezeWiki",
  description: "Fandom's wikis without scripts and advertisements",
  home: "https://gitdab.com/cadence/breezewiki",
  label: "bw",
  port: 10_416,
  memory: "512m",
  images: { breezewiki: "quay.io/pussthecatorg/breezewiki:latest" },
  settings: {
    search_suggestions: z.boolean().default(true).describe("Whether the search box makes suggestions."),
    strict_proxy: z.boolean().default(true).describe("Whether pictures come by way of the host too."),
  },
  stack: ({ settings, port, images, memory, hostname }) => ({
    file: {
      services: {
        // It keeps a cache in its own folder, and its image has no tool for a check.
        breezewiki: {
          image: images.breezewiki,
          ...bounded(),
          cap_drop: ["ALL"],
          ports: loopback(port, 10_416),
          mem_limit: memory,
          environment: {
            bw_bind_host: "0.0.0.0",
            bw_port: "10416",
            bw_canonical_origin: `https://${hostname}`,
            bw_feature_search_suggestions: String(settings.search_suggestions),
            bw_strict_proxy: String(settings.strict_proxy),
            bw_log_outgoing: "false",
          },
        },
      },
    },
  }),
});
