import { gzipSync } from "node:zlib";
import { accountName } from "../model/account-name.ts";
import type { Become } from "../model/host.ts";

/** Scripts above this many bytes travel gzipped. */
const GZIP_ABOVE = 12 * 1024;

/** Seconds after the last byte from the controller when an idle loader ends itself and so frees the host's lock. */
export const IDLE_SECONDS = 120;

/** How a session's command line is made. */
export interface LoaderOptions {
  /** Begins every exchange's first line; every other line (a password that sudo did not ask for) is dropped. */
  readonly tag: string;
  readonly become: Become | undefined;
  readonly idleSeconds?: number;
}

/**
 * The command line that is exec'd once a host and run: a loop that reads length-prefixed scripts from its stdin, which stays open as
 * descriptor 3 for the files that follow a script. It must pass through any login shell (fish and csh too): one pair of single quotes,
 * in it no `'`, `!`, `\\` or newline.
 */
export function loaderLine({ tag, become, idleSeconds = IDLE_SECONDS }: LoaderOptions): string {
  const loop = [
    `exec 3<&0; echo READY ${tag};`,
    `while n=$(timeout ${idleSeconds} sh -c "read -r n && echo \\"\\$n\\""); do`,
    `case $n in "${tag} z"*) eval "$(timeout ${idleSeconds} head -c "\${n#* z}" | gzip -dc)";;`,
    `"${tag} "*) eval "$(timeout ${idleSeconds} head -c "\${n#* }")";; esac; done`,
  ].join(" ");
  if (become === undefined) return `exec sh -c '${loop}'`;
  if (!accountName.safeParse(become.user).success) throw new TypeError(`Cannot become "${become.user}": that is no account's name`);
  // sudo drops the environment, in which sshd says by which way the login came: it goes on as an argument.
  const sudo = `exec sudo -S -p ${promptOf(tag)} -u ${become.user} sh -c "$0" sh "$SSH_CONNECTION" 2>&1`;
  const way = 'export SSH_CONNECTION="$1";';
  return `exec sh -c 'command -v sudo >/dev/null || exit 127; echo ${sudoMark(tag)}; export LC_ALL=C; ${sudo}' '${way} ${loop}'`;
}

/** What sudo prints when it wants a password: a second time means that the first was wrong. */
export function promptOf(tag: string): string {
  return `${tag}-password`;
}

/** What is printed just before sudo starts: without it the login shell came to no sudo at all. */
export function sudoMark(tag: string): string {
  return `${tag}-sudo`;
}

/** The bytes that begin an exchange: the length line and the script, wrapped so that a stream that is cut in the middle runs nothing. */
export function frame(tag: string, script: string): Buffer {
  const whole = Buffer.from(`main(){\n${script}\n}; main </dev/null`);
  if (whole.length <= GZIP_ABOVE) return Buffer.concat([Buffer.from(`${tag} ${whole.length}\n`), whole]);
  const packed = gzipSync(whole, { level: 6 });
  return Buffer.concat([Buffer.from(`${tag} z${packed.length}\n`), packed]);
}
