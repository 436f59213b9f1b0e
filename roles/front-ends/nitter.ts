import { defineStack, renderIni, type Sealed, sealed, secret, z } from "geosteer";
import { cache, locked, loopback, pageCheck } from "./parts.ts";

/** Twitter. */
export const nitter = defineStack({
  title: "Nitter",
  description: "Twitter without scripts, by sessions of accounts that the host brings along",
  home: "https://github.com/zedeus/nitter",
  port: 8387,
  memory: "256m",
  images: { nitter: "zedeus/nitter:latest", redis: "redis:6-alpine" },
  settings: {
    hmac_key: secret.describe("Signs the addresses of proxied videos."),
    sessions: secret.optional().describe("The content of sessions.jsonl. Without accounts Twitter shows next to nothing."),
    title: z.string().default("Nitter").describe("What the pages are headed with."),
    theme: z.string().default("Nitter").describe("Theme of a visitor who chose none."),
  },
  stack: ({ settings, port, images, memory, hostname }) => ({
    file: {
      services: {
        nitter: {
          image: images.nitter,
          ...locked,
          user: "998:998",
          ports: loopback(port, 8080),
          mem_limit: memory,
          depends_on: ["redis"],
          volumes: ["./nitter.conf:/src/nitter.conf:ro", "./sessions.jsonl:/src/sessions.jsonl:ro"],
          healthcheck: pageCheck("http://127.0.0.1:8080/about"),
        },
        redis: cache(images.redis, "redis"),
      },
    },
    files: [
      { path: "nitter.conf", mode: "0444", content: nitterConf({ ...settings, hostname }) },
      { path: "sessions.jsonl", mode: "0444", content: settings.sessions ?? "" },
    ],
  }),
});

/** Texts stand in quotes there: it is read by Nim's parsecfg. */
function nitterConf(want: {
  readonly hostname: string;
  readonly title: string;
  readonly theme: string;
  readonly hmac_key: Sealed;
}): Sealed {
  return sealed(want, ({ hostname, title, theme, hmac_key: key }) =>
    renderIni({
      Server: { hostname: text(hostname), title: text(title), address: text("0.0.0.0"), port: 8080, https: true },
      Cache: { redisHost: text("redis"), redisPort: 6379 },
      Config: { hmacKey: text(key) },
      Preferences: { theme: text(theme) },
    }),
  );
}

function text(value: string): string {
  return JSON.stringify(value);
}
