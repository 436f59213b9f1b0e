import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { owner, stranger } from "../inventory/secret-fleet.ts";
import { type Repository, repository } from "../run/repository.ts";
import { type Given, infraWith, type Outcome } from "./infra.ts";

/** The file that tests of `infra secrets` work with. */
export const FILE = "inventory/group_vars/all.yml";
/** What it holds at first. */
export const plainVars = "# variables\nweb:\n  user: app # the service's\n  ports: [80, 443]\nmotd: {text: hello}\n";

/** A repository with identities, recipients and a home of its own. */
export interface SecretsRepository extends Repository {
  /** The identity file that `secrets` uses. */
  readonly identity: string;
  secrets(argv: readonly string[], given?: Given): Promise<Outcome>;
  read(file?: string): string;
}

/** Makes one; until it is removed, it is the home of this process. */
export function secretsRepository(): SecretsRepository {
  const made = repository({
    "inventory/hosts.yml": "all: {hosts: {eu: , us: }}\n",
    "inventory/recipients": `# who reads\n${owner.recipient} # owner\n[us]\n${stranger.recipient}\n`,
    [FILE]: plainVars,
    "home/keep": "",
    "keys/owner": `${owner.identity}\n`,
    "keys/stranger": `${stranger.identity}\n`,
    "keys/vault": "fake-vault-password\n",
  });
  for (const name of ["owner", "stranger"]) chmodSync(join(made.path, "keys", name), 0o600);
  const home = process.env["HOME"];
  process.env["HOME"] = join(made.path, "home");
  const identity = join(made.path, "keys/owner");
  return {
    ...made,
    identity,
    secrets: (argv, given = {}) =>
      infraWith({ ...given, env: { INFRA_AGE_IDENTITY: identity, ...given.env } }, made.path, "secrets", ...argv),
    read: (file = FILE) => readFileSync(join(made.path, file), "utf8"),
    remove() {
      if (home !== undefined) process.env["HOME"] = home;
      made.remove();
    },
  };
}
