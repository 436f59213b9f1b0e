import { defineStack, z } from "geosteer";
import { locked, loopback, pageCheck } from "./parts.ts";

const theme = z.string().default("system").describe("Theme of a visitor who chose none.");

/** Reddit. */
export const redlib = defineStack({
  title: "Redlib",
  description: "Reddit without scripts and tracking",
  home: "https://github.com/redlib-org/redlib",
  port: 6464,
  memory: "256m",
  images: { redlib: "quay.io/redlib/redlib:latest" },
  settings: {
    theme,
    sfw_only: z.boolean().default(false).describe("Whether what is not safe for work is left out."),
    robots_disable_indexing: z.boolean().default(true).describe("Whether search engines are told to stay away."),
  },
  stack: ({ settings, port, images, memory, hostname }) => ({
    file: {
      services: {
        redlib: {
          image: images.redlib,
          ...locked,
          user: "nobody",
          ports: loopback(port, 8080),
          mem_limit: memory,
          environment: {
            REDLIB_FULL_URL: `https://${hostname}`,
            REDLIB_SFW_ONLY: onOff(settings.sfw_only),
            REDLIB_ROBOTS_DISABLE_INDEXING: onOff(settings.robots_disable_indexing),
            REDLIB_DEFAULT_THEME: settings.theme,
          },
          healthcheck: pageCheck("http://localhost:8080/settings"),
        },
      },
    },
  }),
});

function onOff(is: boolean): string {
  return is ? "on" : "off";
}
