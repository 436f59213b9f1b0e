import { defineStack, renderIni } from "geosteer";
import { bounded, cache, loopback } from "./parts.ts";

/** Tumblr. */
export const priviblur = defineStack({
  title: "Priviblur",
  description: "Tumblr without scripts and tracking",
  home: "https://github.com/syeopite/priviblur",
  port: 9084,
  memory: "256m",
  images: { priviblur: "quay.io/pussthecatorg/priviblur:latest", redis: "redis:7-alpine" },
  settings: {},
  stack: ({ port, images, memory, hostname }) => ({
    file: {
      services: {
        // It has no page for a check that would not ask Tumblr.
        priviblur: {
          image: images.priviblur,
          ...bounded(),
          cap_drop: ["ALL"],
          ports: loopback(port, 8000),
          mem_limit: memory,
          volumes: ["./config.toml:/priviblur/config.toml:ro"],
          depends_on: ["redis"],
        },
        redis: cache(images.redis, "redis"),
      },
    },
    files: [{ path: "config.toml", mode: "0444", content: toml(hostname) }],
  }),
});

/** Its sections and texts are written as an INI file's, with the texts in quotes. */
function toml(hostname: string): string {
  return renderIni({
    deployment: { domain: JSON.stringify(hostname), host: '"0.0.0.0"', port: 8000, https: true },
    cache: { url: '"redis://redis:6379"' },
  });
}
