import { defineStack, z } from "geosteer";
import { bounded, locked, loopback, pageCheck } from "./parts.ts";

/** Twitch. */
export const safetwitch = defineStack({
  title: "SafeTwitch",
  description: "Twitch without tracking",
  home: "https://codeberg.org/SafeTwitch/safetwitch",
  label: "ttv",
  port: 5070,
  memory: "128m",
  images: {
    safetwitch: "codeberg.org/safetwitch/safetwitch:latest",
    backend: "codeberg.org/safetwitch/safetwitch-backend:latest",
  },
  settings: {
    backend_port: z.int().min(1).max(65_535).default(5072).describe("Port of its backend on the loopback: browsers ask it too."),
    backend_domain: z.string().optional().describe("The backend's name for browsers. Default: `api.` before its own."),
    locale: z.string().default("en").describe("Language of a visitor who chose none."),
  },
  stack: ({ settings, port, images, memory, hostname }) => {
    const backend = settings.backend_domain ?? `api.${hostname}`;
    return {
      file: {
        services: {
          safetwitch: {
            image: images.safetwitch,
            ...bounded(),
            cap_drop: ["ALL"],
            cap_add: ["CHOWN", "SETGID", "SETUID"],
            ports: loopback(port, 8280),
            mem_limit: memory,
            environment: {
              SAFETWITCH_BACKEND_DOMAIN: backend,
              SAFETWITCH_INSTANCE_DOMAIN: hostname,
              SAFETWITCH_HTTPS: "true",
              SAFETWITCH_DEFAULT_LOCALE: settings.locale,
              SAFETWITCH_FALLBACK_LOCALE: "en",
            },
            healthcheck: pageCheck("http://127.0.0.1:8280/"),
          },
          backend: {
            image: images.backend,
            ...locked,
            ports: loopback(settings.backend_port, 7000),
            mem_limit: "256m",
            environment: { PORT: "7000", URL: `https://${backend}` },
          },
        },
      },
    };
  },
});
