import { defineStack, z } from "geosteer";
import { bounded, locked, loopback, pageCheck } from "./parts.ts";

/** YouTube Music. */
export const hyperpipe = defineStack({
  title: "Hyperpipe",
  description: "YouTube Music without tracking",
  home: "https://codeberg.org/Hyperpipe/Hyperpipe",
  label: "music",
  port: 8843,
  memory: "128m",
  images: {
    hyperpipe: "codeberg.org/hyperpipe/hyperpipe:latest",
    backend: "codeberg.org/hyperpipe/hyperpipe-backend:latest",
  },
  settings: {
    backend_port: z.int().min(1).max(65_535).default(3536).describe("Port of its backend on the loopback: browsers ask it too."),
    proxy: z.string().default("pipedproxy.example.org").describe("Host name of a piped-proxy, by way of which pictures and music come."),
  },
  stack: ({ settings, port, images, memory }) => ({
    file: {
      services: {
        hyperpipe: {
          image: images.hyperpipe,
          ...bounded(),
          ports: loopback(port, 80),
          mem_limit: memory,
          healthcheck: pageCheck("http://127.0.0.1:80/"),
        },
        backend: {
          image: images.backend,
          ...locked,
          ports: loopback(settings.backend_port, 3000),
          mem_limit: "256m",
          environment: { HYP_PROXY: settings.proxy },
        },
      },
    },
  }),
});
