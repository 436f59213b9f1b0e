import { defineStack, secret, z } from "geosteer";
import { bounded, databasePort, dumpOf, loopback, pageCheck, postgres } from "./parts.ts";

/** Git hosting. */
export const gitea = defineStack({
  title: "Gitea",
  description: "Git hosting",
  home: "https://about.gitea.com",
  label: "git",
  stateful: true,
  port: 3002,
  memory: "1g",
  images: { gitea: "gitea/gitea:1", postgres: "postgres:15-alpine" },
  settings: {
    database_password: secret.describe("Of the role `gitea`."),
    database_port: databasePort(5434).describe("Where the host finds the database, for its backups."),
    ssh_port: z.int().min(1).max(65_535).default(2222).describe("Port of its SSH server, on all addresses."),
    registration: z.boolean().default(false).describe("Whether visitors may make accounts."),
  },
  stack: ({ settings, port, images, memory, hostname }) => {
    const database = { name: "gitea", password: settings.database_password, port: settings.database_port };
    return {
      file: {
        services: {
          gitea: {
            image: images.gitea,
            ...bounded,
            ports: [...loopback(port, 3000), `0.0.0.0:${settings.ssh_port}:22`],
            mem_limit: memory,
            environment: {
              USER_UID: "1000",
              USER_GID: "1000",
              GITEA__database__DB_TYPE: "postgres",
              GITEA__database__HOST: "postgres:5432",
              GITEA__database__NAME: database.name,
              GITEA__database__USER: database.name,
              GITEA__database__PASSWD: database.password,
              GITEA__server__ROOT_URL: `https://${hostname}/`,
              GITEA__server__SSH_DOMAIN: hostname,
              GITEA__server__SSH_PORT: String(settings.ssh_port),
              GITEA__service__DISABLE_REGISTRATION: String(!settings.registration),
            },
            volumes: ["data:/data"],
            depends_on: { postgres: { condition: "service_healthy" } },
            healthcheck: pageCheck("http://127.0.0.1:3000/api/healthz"),
          },
          postgres: postgres({ image: images.postgres, ...database }),
        },
        volumes: { data: {}, database: {} },
      },
      backup: { volumes: ["data"], postgresql: dumpOf(database) },
    };
  },
});
