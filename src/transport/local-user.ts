import { hostname, userInfo } from "node:os";
import { env } from "node:process";
import type { LocalUser } from "./ssh-settings.ts";

/** Finds out who runs this program, as ssh does: account and home from the system's database, the agent's socket from the environment. */
export function localUser(): LocalUser {
  const { username, homedir } = userInfo();
  return { name: username, home: homedir, hostname: hostname(), environment: env };
}
