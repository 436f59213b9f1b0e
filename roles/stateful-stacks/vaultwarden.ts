import { defineStack, secret, z } from "geosteer";
import { loopback, plain } from "./parts.ts";

/** Passwords. */
export const vaultwarden = defineStack({
  title: "Vaultwarden",
  description: "Passwords, for Bitwarden's clients",
  home: "https://github.com/dani-garcia/vaultwarden",
  label: "vault",
  stateful: true,
  port: 8086,
  memory: "256m",
  images: { vaultwarden: "vaultwarden/server:latest" },
  settings: {
    admin_token: secret.optional().describe("Opens /admin: an Argon2 hash. Without one there is no such page."),
    signups: z.boolean().default(false).describe("Whether visitors may make accounts."),
  },
  stack: ({ settings, port, images, memory, hostname }) => ({
    file: {
      services: {
        // Its image has a check of its own.
        vaultwarden: {
          image: images.vaultwarden,
          ...plain,
          cap_add: ["NET_BIND_SERVICE"],
          ports: loopback(port, 80),
          mem_limit: memory,
          environment: {
            DOMAIN: `https://${hostname}`,
            SIGNUPS_ALLOWED: String(settings.signups),
            ...(settings.admin_token !== undefined && { ADMIN_TOKEN: settings.admin_token }),
          },
          volumes: ["data:/data"],
        },
      },
      volumes: { data: {} },
    },
    // Its database is in use while files are read: it writes a whole copy beside it.
    backup: { volumes: ["data"], before: ["docker exec vaultwarden-vaultwarden-1 /vaultwarden backup"] },
  }),
});
