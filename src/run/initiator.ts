import { hostname, userInfo } from "node:os";
import { pid } from "node:process";
import type { Initiator } from "../engine/lock.ts";
import { gitCommit } from "./git-commit.ts";

/** Says who runs this process, from where and at which commit of the repository: for the hosts' lock and journal. */
export function initiator(repository: string): Initiator {
  return { user: userInfo().username, machine: hostname(), pid, commit: gitCommit(repository), startedAt: new Date().toISOString() };
}
