import { defineStack, secret, z } from "geosteer";
import { bounded } from "./parts.ts";

/**
 * Newer images of all containers. The project it comes from, containrrr/watchtower, is archived; this is the continuation by Nicholas Fedor, which
 * takes the same variables. It reaches the engine's socket: whoever gets hold of it is root on the host.
 */
export const watchtower = defineStack({
  title: "Watchtower",
  description: "Pulls newer images and starts containers anew from them",
  home: "https://github.com/nicholas-fedor/watchtower",
  optional: true,
  port: 8099,
  memory: "128m",
  images: { watchtower: "nickfedor/watchtower:latest" },
  settings: {
    poll_seconds: z.int().min(60).default(3600).describe("How often it looks for newer images."),
    cleanup: z.boolean().default(true).describe("Whether older images are removed."),
    notification_url: secret.optional().describe("Where to tell what was done, as shoutrrr takes it: matrix://user:password@host/…"),
  },
  stack: ({ settings, images, memory }) => ({
    file: {
      services: {
        // Its image has a check of its own.
        watchtower: {
          image: images.watchtower,
          ...bounded(),
          read_only: true,
          mem_limit: memory,
          volumes: ["/var/run/docker.sock:/var/run/docker.sock"],
          environment: {
            WATCHTOWER_POLL_INTERVAL: String(settings.poll_seconds),
            WATCHTOWER_CLEANUP: String(settings.cleanup),
            ...(settings.notification_url !== undefined && {
              WATCHTOWER_NOTIFICATIONS: "shoutrrr",
              WATCHTOWER_NOTIFICATION_URL: settings.notification_url,
            }),
          },
        },
      },
    },
  }),
});
