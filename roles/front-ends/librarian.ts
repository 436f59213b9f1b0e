import { defineStack, secret, z } from "geosteer";
import { bounded, loopback } from "./parts.ts";

/** Odysee. Its author has ended the project and there is no successor: it is there for who runs one already. */
export const librarian = defineStack({
  title: "Librarian",
  description: "Odysee without scripts and tracking; no longer developed",
  home: "https://codeberg.org/librarian/librarian",
  label: "lbry",
  optional: true,
  port: 3550,
  memory: "512m",
  images: { librarian: "codeberg.org/librarian/librarian:latest" },
  settings: {
    auth_token: secret.describe("A token of Odysee's interface, such as its web page gets."),
    hmac_key: secret.describe("Signs the addresses of proxied videos."),
    video_proxy: z.boolean().default(false).describe("Whether videos come by way of the host."),
  },
  stack: ({ settings, port, images, memory, hostname }) => ({
    file: {
      services: {
        librarian: {
          image: images.librarian,
          ...bounded(),
          cap_drop: ["ALL"],
          ports: loopback(port, 3000),
          mem_limit: memory,
          environment: {
            ADDRESS: "0.0.0.0",
            PORT: "3000",
            DOMAIN: `https://${hostname}`,
            AUTH_TOKEN: settings.auth_token,
            HMAC_KEY: settings.hmac_key,
            ENABLE_STREAM_PROXY: String(settings.video_proxy),
          },
        },
      },
    },
  }),
});
