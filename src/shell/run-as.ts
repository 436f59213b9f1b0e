import { type Command, sh } from "./sh.ts";

/** Under which conditions a command runs. */
export interface RunAs {
  /** Account; `undefined`: root, with the environment as it is. */
  readonly user?: string | undefined;
  /** Absolute path; entered as that account. */
  readonly cwd: string;
  /** Added to the environment; seen by everybody on the host while the command starts. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Runs a program as an account with its groups, and with HOME, USER, LOGNAME, SHELL and PATH as after its login, but without its rc files and
 * without PAM (no session is opened). The first word must not hold a `=`: env(1) would take it for a variable.
 */
export function runAs(argv: readonly string[], { user, cwd, environment }: RunAs): Command {
  const assignments = Object.entries({ LC_ALL: "C.UTF-8", ...environment }).map(([name, value]) => `${name}=${value}`);
  const command = sh`env --chdir=${cwd} -- ${assignments} ${argv}`;
  return user === undefined ? command : sh`setpriv --reuid=${user} --regid="$(id -g -- ${user})" --init-groups --reset-env -- ${command}`;
}
