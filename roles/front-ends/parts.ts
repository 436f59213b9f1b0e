import type { DefinedStack } from "geosteer";

type Service = DefinedStack["file"]["services"][string];

/** What a service may not do whose image needs no rights at all: write to its own files, take capabilities, gain any. */
export const locked = { ...bounded(), read_only: true, cap_drop: ["ALL"] } satisfies Partial<Service>;

/** What every service has, whatever rights its image needs. */
export function bounded(): { restart: string; security_opt: string[] } {
  return { restart: "unless-stopped", security_opt: ["no-new-privileges:true"] };
}

/** A port of the container on the host's loopback. */
export function loopback(port: number, target: number): string[] {
  return [`127.0.0.1:${port}:${target}`];
}

const times = { interval: "10s", timeout: "10s", retries: 3, start_period: "30s" };

/** Is a page served? By wget, which Alpine's images have; of a page from within, so that nobody else is asked. */
export function pageCheck(url: string): NonNullable<Service["healthcheck"]> {
  return { test: ["CMD", "wget", "-q", "-O", "/dev/null", url], ...times };
}

/** Does a program end with 0? */
export function commandCheck(...words: readonly string[]): NonNullable<Service["healthcheck"]> {
  return { test: ["CMD", ...words], ...times };
}

/** A Redis or Valkey that is a cache: it is in the container's memory alone, and gone with it. */
export function cache(image: string, program: "redis" | "valkey"): Service {
  return {
    image,
    ...locked,
    user: "999:1000",
    command: [`${program}-server`, "--save", "", "--maxmemory", "96mb", "--maxmemory-policy", "allkeys-lru", "--loglevel", "warning"],
    expose: [6379],
    mem_limit: "128m",
    healthcheck: commandCheck(`${program}-cli`, "ping"),
  };
}
