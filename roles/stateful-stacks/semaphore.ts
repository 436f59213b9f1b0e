import { defineStack, secret, z } from "geosteer";
import { databasePort, dumpOf, loopback, pageCheck, plain, postgres } from "./parts.ts";

/** A web page that runs playbooks of Ansible's. */
export const semaphore = defineStack({
  title: "Semaphore",
  description: "A web page that runs Ansible's playbooks",
  home: "https://semaphoreui.com",
  stateful: true,
  port: 3005,
  memory: "512m",
  images: { semaphore: "semaphoreui/semaphore:latest", postgres: "postgres:15-alpine" },
  settings: {
    admin_name: z.string().default("admin").describe("Name of its first account."),
    admin_email: z.string().describe("Address of its first account."),
    admin_password: secret.describe("Password of its first account."),
    encryption_key: secret.describe("Encrypts the keys that it holds: 32 bytes in base64."),
    database_password: secret.describe("Of the role `semaphore`."),
    database_port: databasePort(5437).describe("Where the host finds the database, for its backups."),
  },
  stack: ({ settings, port, images, memory, hostname }) => {
    const database = { name: "semaphore", password: settings.database_password, port: settings.database_port };
    return {
      file: {
        services: {
          semaphore: {
            image: images.semaphore,
            ...plain,
            ports: loopback(port, 3000),
            mem_limit: memory,
            environment: {
              SEMAPHORE_DB_DIALECT: "postgres",
              SEMAPHORE_DB_HOST: "postgres",
              SEMAPHORE_DB_PORT: "5432",
              SEMAPHORE_DB: database.name,
              SEMAPHORE_DB_USER: database.name,
              SEMAPHORE_DB_PASS: database.password,
              SEMAPHORE_WEB_ROOT: `https://${hostname}`,
              SEMAPHORE_ADMIN: settings.admin_name,
              SEMAPHORE_ADMIN_NAME: settings.admin_name,
              SEMAPHORE_ADMIN_EMAIL: settings.admin_email,
              SEMAPHORE_ADMIN_PASSWORD: settings.admin_password,
              SEMAPHORE_ACCESS_KEY_ENCRYPTION: settings.encryption_key,
            },
            volumes: ["data:/var/lib/semaphore"],
            depends_on: { postgres: { condition: "service_healthy" } },
            healthcheck: pageCheck("http://127.0.0.1:3000/api/ping"),
          },
          postgres: postgres({ image: images.postgres, ...database }),
        },
        volumes: { data: {}, database: {} },
      },
      backup: { volumes: ["data"], postgresql: dumpOf(database) },
    };
  },
});
