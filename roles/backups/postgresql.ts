import { type Sealed, sealed } from "geosteer";
import { PGPASS, PROGRAMS } from "./places.ts";
import type { Backup } from "./variables.ts";

type Databases = Backup["postgresql_databases"];

/** Options of borgmatic's by name; one without a value is not written. */
export type Options = Readonly<Record<string, unknown>>;

/** PostgreSQL's programs that borgmatic runs. */
export const postgresPrograms = ["pg_dump", "pg_dumpall", "pg_restore", "psql"] as const;

/**
 * A stand-in for each of PostgreSQL's programs, called by the same name: without a user name it runs as the account `postgres`, which needs no
 * password on its own host; with one the password comes from a file of root's. borgmatic itself would put it into the environment, and 1.7
 * takes one word only for a program.
 */
export function postgresProgram(): string {
  return `#!/bin/sh
program=\${0##*/}
case " $* " in
*' --username '*)
  [ ! -e ${PGPASS} ] || export PGPASSFILE=${PGPASS}
  exec "$program" "$@"
  ;;
esac
cd / && exec setpriv --reuid=postgres --regid=postgres --init-groups --reset-env -- "$program" "$@"
`;
}

/** The databases as borgmatic's hook takes them. */
export function databaseHooks(databases: Databases): readonly Options[] {
  return databases.map((database) => ({
    ...database,
    password: undefined,
    pg_dump_command: `${PROGRAMS}/${database.name === "all" ? "pg_dumpall" : "pg_dump"}`,
    pg_restore_command: `${PROGRAMS}/pg_restore`,
    psql_command: `${PROGRAMS}/psql`,
  }));
}

/** The lines of libpq's password file (PostgreSQL's documentation, "The Password File"); empty where no database has a password. */
export function pgpass(databases: Databases): Sealed {
  const entries = databases.flatMap(({ name, hostname = "localhost", port = "*", username = "", password }) =>
    password === undefined ? [] : [[hostname, String(port), name === "all" ? "*" : name, username, password]],
  );
  return sealed(entries, (plain) => plain.map((fields) => `${fields.map(escapeField).join(":")}\n`).join(""));
}

function escapeField(field: string): string {
  return field.replaceAll(/[\\:]/g, "\\$&");
}
