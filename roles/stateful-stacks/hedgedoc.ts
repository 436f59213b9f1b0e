import { defineStack, type Sealed, sealed, secret, z } from "geosteer";
import { databasePort, dumpOf, loopback, plain, postgres } from "./parts.ts";

/** Notes that several people write at once. */
export const hedgedoc = defineStack({
  title: "HedgeDoc",
  description: "Notes that several people write at once",
  home: "https://hedgedoc.org",
  label: "md",
  stateful: true,
  port: 3004,
  memory: "512m",
  images: { hedgedoc: "quay.io/hedgedoc/hedgedoc:1.10.3", postgres: "postgres:15-alpine" },
  settings: {
    session_secret: secret.describe("Signs its cookies."),
    database_password: secret.describe("Of the role `hedgedoc`."),
    database_port: databasePort(5436).describe("Where the host finds the database, for its backups."),
    registration: z.boolean().default(false).describe("Whether visitors may make accounts."),
    anonymous: z.boolean().default(false).describe("Whether visitors without one may write."),
  },
  stack: ({ settings, port, images, memory, hostname }) => {
    const database = { name: "hedgedoc", password: settings.database_password, port: settings.database_port };
    return {
      file: {
        services: {
          // Its image has a check of its own.
          hedgedoc: {
            image: images.hedgedoc,
            ...plain,
            ports: loopback(port, 3000),
            mem_limit: memory,
            environment: {
              CMD_DB_URL: databaseUrl(database),
              CMD_SESSION_SECRET: settings.session_secret,
              CMD_DOMAIN: hostname,
              CMD_PROTOCOL_USESSL: "true",
              CMD_ALLOW_EMAIL_REGISTER: String(settings.registration),
              CMD_ALLOW_ANONYMOUS: String(settings.anonymous),
            },
            volumes: ["uploads:/hedgedoc/public/uploads"],
            depends_on: { postgres: { condition: "service_healthy" } },
          },
          postgres: postgres({ image: images.postgres, ...database }),
        },
        volumes: { uploads: {}, database: {} },
      },
      backup: { volumes: ["uploads"], postgresql: dumpOf(database) },
    };
  },
});

function databaseUrl({ name, password }: { readonly name: string; readonly password: Sealed }): Sealed {
  return sealed(password, (text) => `postgres://${name}:${encodeURIComponent(text)}@postgres:5432/${name}`);
}
