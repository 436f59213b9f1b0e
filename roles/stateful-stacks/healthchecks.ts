import { defineStack, secret, z } from "geosteer";
import { databasePort, dumpOf, loopback, plain, postgres } from "./parts.ts";

/** Tells when a job did not run. */
export const healthchecks = defineStack({
  title: "Healthchecks",
  description: "Tells when a job did not run",
  home: "https://healthchecks.io",
  label: "hc",
  stateful: true,
  port: 8087,
  memory: "512m",
  images: { healthchecks: "healthchecks/healthchecks:latest", postgres: "postgres:15-alpine" },
  settings: {
    secret_key: secret.describe("Signs its cookies."),
    database_password: secret.describe("Of the role `hc`."),
    database_port: databasePort(5435).describe("Where the host finds the database, for its backups."),
    registration: z.boolean().default(false).describe("Whether visitors may make accounts."),
    mail_from: z.string().optional().describe("Sender of its mail."),
    mail_host: z.string().optional().describe("Mail server that takes it."),
  },
  stack: ({ settings, port, images, memory, hostname }) => {
    const database = { name: "hc", password: settings.database_password, port: settings.database_port };
    return {
      file: {
        services: {
          // Its image has a check of its own.
          healthchecks: {
            image: images.healthchecks,
            ...plain,
            ports: loopback(port, 8000),
            mem_limit: memory,
            environment: {
              ALLOWED_HOSTS: hostname,
              SITE_ROOT: `https://${hostname}`,
              SITE_NAME: "Healthchecks",
              DEBUG: "False",
              SECRET_KEY: settings.secret_key,
              REGISTRATION_OPEN: settings.registration ? "True" : "False",
              DB: "postgres",
              DB_HOST: "postgres",
              DB_NAME: database.name,
              DB_USER: database.name,
              DB_PASSWORD: database.password,
              DEFAULT_FROM_EMAIL: settings.mail_from ?? "",
              EMAIL_HOST: settings.mail_host ?? "",
            },
            depends_on: { postgres: { condition: "service_healthy" } },
          },
          postgres: postgres({ image: images.postgres, ...database }),
        },
        volumes: { database: {} },
      },
      backup: { volumes: [], postgresql: dumpOf(database) },
    };
  },
});
