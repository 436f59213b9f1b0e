import { defineStack, z } from "geosteer";
import { bounded, loopback, pageCheck } from "./parts.ts";

const engines = ["google", "reverso", "deepl", "libretranslate", "yandex", "mymemory", "duckduckgo"] as const;

/** Machine translation. */
export const mozhi = defineStack({
  title: "Mozhi",
  description: "Asks several translators for its visitors",
  home: "https://codeberg.org/aryak/mozhi",
  port: 5046,
  memory: "256m",
  images: { mozhi: "codeberg.org/aryak/mozhi:latest" },
  settings: {
    engines: z.array(z.enum(engines)).default(["google", "reverso", "deepl", "yandex", "mymemory", "duckduckgo"]).describe("Whom it asks."),
    libretranslate_url: z.string().optional().describe("A LibreTranslate, for the engine `libretranslate`."),
  },
  stack: ({ settings, port, images, memory }) => ({
    file: {
      services: {
        mozhi: {
          image: images.mozhi,
          ...bounded(),
          cap_drop: ["ALL"],
          ports: loopback(port, 3000),
          mem_limit: memory,
          environment: {
            MOZHI_PORT: "3000",
            ...Object.fromEntries(engines.map((name) => [`MOZHI_${name.toUpperCase()}_ENABLED`, String(settings.engines.includes(name))])),
            ...(settings.libretranslate_url !== undefined && { MOZHI_LIBRETRANSLATE_URL: settings.libretranslate_url }),
          },
          healthcheck: pageCheck("http://127.0.0.1:3000/api/version"),
        },
      },
    },
  }),
});
