import { defineStack, secret } from "geosteer";
import { bounded, loopback } from "./parts.ts";

/** Medium. */
export const scribe = defineStack({
  title: "Scribe",
  description: "Medium without scripts and tracking",
  home: "https://git.sr.ht/~edwardloveall/Scribe",
  port: 8006,
  memory: "256m",
  images: { scribe: "quay.io/pussthecatorg/scribe:latest" },
  settings: {
    secret_key_base: secret.describe("Signs its cookies."),
    github_token: secret
      .optional()
      .describe("A token without rights and the name of its account: without both, few embedded gists are shown."),
    github_username: secret.optional().describe("That account."),
  },
  stack: ({ settings, port, images, memory, hostname }) => ({
    file: {
      services: {
        // Its project makes no image; this one has no tool for a check.
        scribe: {
          image: images.scribe,
          ...bounded(),
          cap_drop: ["ALL"],
          ports: loopback(port, 8080),
          mem_limit: memory,
          environment: {
            LUCKY_ENV: "production",
            HOST: "0.0.0.0",
            PORT: "8080",
            SCRIBE_PORT: "8080",
            SCRIBE_HOST: "0.0.0.0",
            SCRIBE_DB: "postgres://unused",
            APP_DOMAIN: hostname,
            SECRET_KEY_BASE: settings.secret_key_base,
            ...(settings.github_token !== undefined && { GITHUB_PERSONAL_ACCESS_TOKEN: settings.github_token }),
            ...(settings.github_username !== undefined && { GITHUB_USERNAME: settings.github_username }),
          },
        },
      },
    },
  }),
});
