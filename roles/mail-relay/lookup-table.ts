import { secret, secretText, type Sealed, z } from "geosteer";

/** The folder of all tables. */
export const TABLES = "/etc/postfix/maps";

const Line = z.string().regex(/^[^\n\r\0]+$/, "must be one line that is not empty");
const Key = z.string().regex(/^[^\s#\0]\S*$/, "must be one word that does not begin with #");
const Rule = z.strictObject({
  pattern: Line.describe("A pattern between slashes, `/^Received:/i`, by pcre_table(5) or regexp_table(5)."),
  action: Line.describe("What is done, such as `IGNORE`, `REJECT words`, `REPLACE text`."),
});

/** A schema for a table of look-ups, by DATABASE_README of Postfix. */
export const LookupTable = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.enum(["texthash", "hash"]).describe("Kept in a text that is read as a whole, or in an index that `postmap` makes of it."),
    entries: z.record(Key, Line).default({}).describe("Value by key."),
    secret_entries: z.record(Key, secret).default({}).describe("Values that nobody but Postfix may read (smtp_sasl_password_maps)."),
  }),
  z.strictObject({
    type: z.enum(["pcre", "regexp"]).describe("Patterns in order; the first that fits counts."),
    rules: z.array(Rule).describe("Rules in order."),
  }),
  z.strictObject({
    type: z
      .literal("pgsql")
      .describe("Asked of a PostgreSQL server (pgsql_table(5)), by proxymap, which reaches it from outside of the chroot."),
    hosts: z.array(Line).min(1).describe("Servers: `127.0.0.1:5432`, `unix:/run/postgresql`."),
    dbname: Line.describe("Database."),
    user: Line.describe("Account of the database."),
    password: secret.describe("Its password."),
    query: Line.describe("The query; `%s` is the key, quoted by Postfix."),
    settings: z
      .record(z.string().regex(/^[a-z_]+$/), Line)
      .default({})
      .describe("Further parameters, such as `domain` or `result_format`."),
  }),
]);

/** A table as the role gets it. */
export type LookupTable = z.output<typeof LookupTable>;

/** Where a table lies. */
export function tablePath(name: string): string {
  return `${TABLES}/${name}`;
}

/** How a parameter of main.cf names a table. */
export function tableReference(name: string, { type }: LookupTable): string {
  return `${type === "pgsql" ? "proxy:pgsql" : type}:${tablePath(name)}`;
}

/** The content of a table's file. */
export function tableText(table: LookupTable): Sealed {
  if (table.type === "pgsql") return pgsqlText(table);
  if ("rules" in table) return table.rules.map(({ pattern, action }) => `${pattern} ${action}\n`).join("");
  const open = Object.entries(table.entries).map(([key, value]) => `${key} ${value}\n`);
  return Object.entries(table.secret_entries).reduce<Sealed>((text, [key, value]) => secretText`${text}${key} ${value}\n`, open.join(""));
}

function pgsqlText({ hosts, dbname, user, password, query, settings }: Extract<LookupTable, { type: "pgsql" }>): Sealed {
  const rest = Object.entries({ dbname, query, ...settings }).map(([name, value]) => `${name} = ${value}\n`);
  return secretText`hosts = ${hosts.join(" ")}\nuser = ${user}\npassword = ${password}\n${rest.join("")}`;
}
