import { defineStack, renderYaml, type Sealed, sealed, secret, z } from "geosteer";
import { bounded, commandCheck, locked, loopback, pageCheck } from "./parts.ts";

/** The companion takes a key of this form only. */
const companionKey = /^[A-Za-z0-9]{16}$/;

interface Config {
  readonly hostname: string;
  readonly settings: {
    readonly hmac_key: Sealed;
    readonly companion_key: Sealed;
    readonly database_password: Sealed;
    readonly registration: boolean;
    readonly popular: boolean;
    readonly more: Readonly<Record<string, unknown>>;
  };
}

/** YouTube. */
export const invidious = defineStack({
  title: "Invidious",
  description: "YouTube without scripts and tracking, with accounts",
  home: "https://github.com/iv-org/invidious",
  stateful: true,
  port: 3000,
  memory: "1g",
  images: {
    invidious: "quay.io/invidious/invidious:latest",
    companion: "quay.io/invidious/invidious-companion:latest",
    postgres: "postgres:14",
  },
  settings: {
    hmac_key: secret.describe("Signs what its forms send back."),
    companion_key: secret
      .refine((key) => companionKey.test(key.reveal()), "must be 16 letters and digits")
      .describe("What Invidious and its companion know each other by: 16 letters and digits."),
    database_password: secret.describe("Of the role `kemal`; the database takes it when it is made, later changes are made in it too."),
    database_port: z.int().min(1).max(65_535).default(5433).describe("Where the host finds the database, for its backups."),
    registration: z.boolean().default(true).describe("Whether visitors may make accounts."),
    popular: z.boolean().default(true).describe("Whether there is a page of what is watched most."),
    more: z.record(z.string(), z.json()).default({}).describe("Any other keys of its configuration; they win. No secrets."),
  },
  stack: ({ settings, port, images, memory, hostname }) => ({
    file: {
      services: {
        invidious: {
          image: images.invidious,
          ...bounded(),
          cap_drop: ["ALL"],
          ports: loopback(port, 3000),
          mem_limit: memory,
          environment: { INVIDIOUS_CONFIG: config({ settings, hostname }) },
          depends_on: { postgres: { condition: "service_healthy" }, companion: { condition: "service_started" } },
          healthcheck: pageCheck("http://127.0.0.1:3000/api/v1/stats"),
        },
        // Its image has a check of its own.
        companion: {
          image: images.companion,
          ...locked,
          expose: [8282],
          mem_limit: "512m",
          environment: { SERVER_SECRET_KEY: settings.companion_key },
          volumes: ["companion:/var/tmp/youtubei.js"],
        },
        postgres: {
          image: images.postgres,
          ...bounded(),
          ports: loopback(settings.database_port, 5432),
          mem_limit: "512m",
          environment: { POSTGRES_DB: "invidious", POSTGRES_USER: "kemal", POSTGRES_PASSWORD: settings.database_password },
          volumes: ["database:/var/lib/postgresql/data"],
          healthcheck: commandCheck("pg_isready", "-U", "kemal", "-d", "invidious"),
        },
      },
      volumes: { companion: {}, database: {} },
    },
    backup: {
      volumes: [],
      postgresql: { name: "invidious", username: "kemal", password: settings.database_password, port: settings.database_port },
    },
  }),
});

/** One variable holds all of it, as YAML. */
function config({ settings, hostname }: Config): Sealed {
  const { hmac_key, companion_key, database_password, registration, popular, more } = settings;
  return sealed({ hmac_key, companion_key, database_password }, (keys) =>
    renderYaml({
      db: { dbname: "invidious", user: "kemal", password: keys.database_password, host: "postgres", port: 5432 },
      check_tables: true,
      hmac_key: keys.hmac_key,
      invidious_companion: [{ private_url: "http://companion:8282/companion" }],
      invidious_companion_key: keys.companion_key,
      domain: hostname,
      external_port: 443,
      https_only: true,
      registration_enabled: registration,
      popular_enabled: popular,
      statistics_enabled: true,
      ...more,
    }),
  );
}
