import { defineStack, secret } from "geosteer";
import { bounded, loopback, pageCheck } from "./parts.ts";

/** Stack Overflow. */
export const anonymousoverflow = defineStack({
  title: "AnonymousOverflow",
  description: "Stack Overflow without scripts and tracking",
  home: "https://github.com/httpjamesm/AnonymousOverflow",
  label: "overflow",
  port: 8694,
  memory: "256m",
  images: { anonymousoverflow: "ghcr.io/httpjamesm/anonymousoverflow:release" },
  settings: { signing_secret: secret.describe("Signs the addresses of proxied pictures.") },
  stack: ({ settings, port, images, memory, hostname }) => ({
    file: {
      services: {
        anonymousoverflow: {
          image: images.anonymousoverflow,
          ...bounded(),
          cap_drop: ["ALL"],
          ports: loopback(port, 8080),
          mem_limit: memory,
          environment: { APP_URL: `https://${hostname}`, JWT_SIGNING_SECRET: settings.signing_secret },
          healthcheck: pageCheck("http://127.0.0.1:8080/healthz"),
        },
      },
    },
  }),
});
