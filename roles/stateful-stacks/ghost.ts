import { defineStack, secret } from "geosteer";
import { bounded, commandCheck, loopback, pageCheck } from "./parts.ts";

/** In the container its password is in the environment: the line holds none. */
const DUMP = `docker exec ghost-mysql-1 sh -c 'MYSQL_PWD="$MYSQL_PASSWORD" exec mysqldump --no-tablespaces --single-transaction -u ghost ghost' >"$dumps/ghost.sql"`;

/** A journal. */
export const ghost = defineStack({
  title: "Ghost",
  description: "A journal",
  home: "https://ghost.org",
  label: "blog",
  stateful: true,
  port: 2368,
  memory: "512m",
  images: { ghost: "ghost:5-alpine", mysql: "mysql:8.0" },
  settings: {
    database_password: secret.describe("Of the account `ghost`."),
    root_password: secret.describe("Of the account `root` of its database."),
  },
  stack: ({ settings, port, images, memory, hostname }) => ({
    file: {
      services: {
        ghost: {
          image: images.ghost,
          ...bounded,
          ports: loopback(port, 2368),
          mem_limit: memory,
          environment: {
            url: `https://${hostname}`,
            database__client: "mysql",
            database__connection__host: "mysql",
            database__connection__user: "ghost",
            database__connection__password: settings.database_password,
            database__connection__database: "ghost",
          },
          volumes: ["content:/var/lib/ghost/content"],
          depends_on: { mysql: { condition: "service_healthy" } },
          healthcheck: pageCheck("http://127.0.0.1:2368/ghost/api/admin/site/", "--header", "X-Forwarded-Proto: https"),
        },
        mysql: {
          image: images.mysql,
          ...bounded,
          expose: [3306],
          mem_limit: "1g",
          environment: {
            MYSQL_DATABASE: "ghost",
            MYSQL_USER: "ghost",
            MYSQL_PASSWORD: settings.database_password,
            MYSQL_ROOT_PASSWORD: settings.root_password,
          },
          volumes: ["database:/var/lib/mysql"],
          healthcheck: commandCheck("mysqladmin", "ping", "-h", "127.0.0.1", "--silent"),
        },
      },
      volumes: { content: {}, database: {} },
    },
    backup: { volumes: ["content"], before: [DUMP] },
  }),
});
