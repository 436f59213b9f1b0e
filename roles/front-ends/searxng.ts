import { defineStack, renderYaml, secret, z } from "geosteer";
import { bounded, cache, loopback } from "./parts.ts";

/** Many search engines. */
export const searxng = defineStack({
  title: "SearXNG",
  description: "Asks many search engines for its visitors",
  home: "https://github.com/searxng/searxng",
  label: "search",
  port: 8081,
  memory: "1g",
  images: { searxng: "searxng/searxng:latest", valkey: "valkey/valkey:8-alpine" },
  settings: {
    secret_key: secret.describe("Signs what its forms send back."),
    instance_name: z.string().default("SearXNG").describe("What the pages are headed with."),
    limiter: z.boolean().default(true).describe("Whether robots are slowed down."),
    more: z.record(z.string(), z.json()).default({}).describe("Any other keys of settings.yml; they win. No secrets."),
  },
  stack: ({ settings, port, images, memory, hostname }) => ({
    file: {
      services: {
        // Nothing in its image is sure to stay that could ask it.
        searxng: {
          image: images.searxng,
          ...bounded(),
          cap_drop: ["ALL"],
          cap_add: ["CHOWN", "SETGID", "SETUID"],
          ports: loopback(port, 8080),
          mem_limit: memory,
          environment: { SEARXNG_BASE_URL: `https://${hostname}/`, SEARXNG_SECRET: settings.secret_key },
          volumes: ["./settings.yml:/etc/searxng/settings.yml:ro", "cache:/var/cache/searxng"],
          depends_on: ["valkey"],
        },
        valkey: cache(images.valkey, "valkey"),
      },
      volumes: { cache: {} },
    },
    files: [
      {
        path: "settings.yml",
        mode: "0444",
        content: renderYaml({
          use_default_settings: true,
          general: { instance_name: settings.instance_name },
          server: { limiter: settings.limiter, image_proxy: true },
          valkey: { url: "valkey://valkey:6379/0" },
          ...settings.more,
        }),
      },
    ],
  }),
});
