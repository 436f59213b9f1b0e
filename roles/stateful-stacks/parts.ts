import { type DefinedStack, type Sealed, type StackBackup, z } from "geosteer";

type Service = DefinedStack["file"]["services"][string];

/** What every service has, whatever rights its image needs. */
export const bounded = { restart: "unless-stopped", security_opt: ["no-new-privileges:true"] } satisfies Partial<Service>;

/** What a service has besides whose image needs no capabilities. */
export const plain = { ...bounded, cap_drop: ["ALL"] } satisfies Partial<Service>;

/** A port of the container on the host's loopback. */
export function loopback(port: number, target: number): string[] {
  return [`127.0.0.1:${port}:${target}`];
}

const times = { interval: "10s", timeout: "10s", retries: 3, start_period: "60s" };

/** Is a page served? By wget, which Alpine's images have. */
export function pageCheck(url: string, ...options: readonly string[]): NonNullable<Service["healthcheck"]> {
  return { test: ["CMD", "wget", "-q", ...options, "-O", "/dev/null", url], ...times };
}

/** Does a program end with 0? */
export function commandCheck(...words: readonly string[]): NonNullable<Service["healthcheck"]> {
  return { test: ["CMD", ...words], ...times };
}

/** A variable for the port by which a host's backups find a stack's database. */
export function databasePort(port: number): z.ZodDefault<z.ZodInt> {
  return z.int().min(1).max(65_535).default(port);
}

/** A PostgreSQL with one database, whose owner has its name, in the volume `database`. */
export function postgres({ image, name, password, port }: Database & { readonly image: string }): Service {
  return {
    image,
    ...bounded,
    ports: loopback(port, 5432),
    mem_limit: "512m",
    environment: { POSTGRES_DB: name, POSTGRES_USER: name, POSTGRES_PASSWORD: password },
    volumes: ["database:/var/lib/postgresql/data"],
    healthcheck: commandCheck("pg_isready", "-U", name, "-d", name),
  };
}

interface Database {
  readonly name: string;
  readonly password: Sealed;
  readonly port: number;
}

/** What a backup holds of such a database. */
export function dumpOf({ name, password, port }: Database): NonNullable<StackBackup["postgresql"]> {
  return { name, username: name, password, port };
}
