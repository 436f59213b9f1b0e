import { defineStack, z } from "geosteer";
import { locked, loopback } from "./parts.ts";

/** Imgur. */
export const rimgo = defineStack({
  title: "rimgo",
  description: "Imgur without scripts and tracking",
  home: "https://codeberg.org/rimgo/rimgo",
  port: 9016,
  memory: "256m",
  images: { rimgo: "codeberg.org/rimgo/rimgo:latest" },
  settings: {
    imgur_client_id: z.string().default("546c25a59c58ad7").describe("The id that Imgur knows its own web page by."),
    not_collected: z.boolean().default(true).describe("Whether the privacy page says that no data is kept."),
  },
  stack: ({ settings, port, images, memory, site }) => ({
    file: {
      services: {
        // Its image holds one program and nothing that could ask it.
        rimgo: {
          image: images.rimgo,
          ...locked,
          user: "65534:65534",
          ports: loopback(port, 3000),
          mem_limit: memory,
          environment: {
            ADDRESS: "0.0.0.0",
            PORT: "3000",
            IMGUR_CLIENT_ID: settings.imgur_client_id,
            PRIVACY_COUNTRY: site.country ?? "",
            PRIVACY_PROVIDER: site.isp ?? "",
            PRIVACY_NOT_COLLECTED: String(settings.not_collected),
          },
        },
      },
    },
  }),
});
