import { Failure } from "../model/failure.ts";
import { fingerprint, type Verdict } from "./host-key.ts";
import type { SshSettings } from "./ssh-settings.ts";

/** Why no connection came about, as a failure that names the host, the address and what can be done. */
export interface SshFailures {
  unreachable(cause: unknown): Failure;
  refusedKey(verdict: Exclude<Verdict, "trusted">, key: Uint8Array): Failure;
  refusedLogin(offered: number, skipped: readonly string[], words: string, cause?: unknown): Failure;
  lost(cause: unknown): Failure;
  interrupted(cause: unknown): Failure;
}

/** Errors of the network by their code, in words. */
const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there (connection refused)",
  ECONNRESET: "the connection was cut by the other side",
  EHOSTUNREACH: "there is no way to that host",
  ENETUNREACH: "there is no way to that network",
  ENOTFOUND: "the name is not known",
  EAI_AGAIN: "the name server does not answer",
  ETIMEDOUT: "it does not answer",
};

/** Makes the failures of one host. */
export function sshFailures(host: string, { hostName, port, user }: Pick<SshSettings, "hostName" | "port" | "user">): SshFailures {
  const place = `${hostName} port ${port}`;
  return {
    unreachable(cause) {
      return new Failure("UNREACHABLE", host, `Cannot reach ${place}: ${wordsOf(cause)}`, {
        hint: "Is the host up, are address and port right, and does sshd not refuse this machine (MaxStartups, PerSourcePenalties, a firewall)?",
        cause,
      });
    },
    refusedKey(verdict, key) {
      return new Failure(CODES[verdict], host, `Cannot trust ${place}: ${REASONS[verdict]} ${fingerprint(key)}`, { hint: HINTS[verdict] });
    },
    refusedLogin(offered, skipped, words, cause) {
      const keys = offered === 1 ? "the one key that was offered" : `all ${offered} keys that were offered`;
      const reason = offered === 0 ? "there is no key to offer" : `sshd refused ${keys}`;
      return new Failure("AUTH_FAILED", host, `Cannot log in to ${place} as ${user}: ${[reason, ...skipped].join("; ")}`, {
        hint: "Name a key by `--private-key` or `ansible_ssh_private_key_file`, or load it into the agent by `ssh-add`; is the user right?",
        ...(words !== "" && { output: words }),
        cause,
      });
    },
    lost(cause) {
      const reason = cause === undefined ? "it ended" : wordsOf(cause);
      return new Failure("CONNECTION_LOST", host, `Cannot go on with ${place}: the connection was lost, ${reason}`, { cause });
    },
    interrupted(cause) {
      return new Failure("INTERRUPTED", host, `Cannot connect to ${place}: the run was interrupted`, { cause });
    },
  };
}

const CODES = {
  unknown: "HOST_KEY_UNKNOWN",
  authority: "HOST_KEY_UNKNOWN",
  changed: "HOST_KEY_MISMATCH",
  revoked: "HOST_KEY_REVOKED",
} as const;

const REASONS = {
  unknown: "no host key is known for it; it shows",
  authority: "only a certificate authority is known for it, which the ssh transport cannot check; it shows",
  changed: "another host key is known for it than the one that it shows,",
  revoked: "known_hosts marks as revoked the key that it shows,",
} as const;

const HINTS = {
  unknown:
    "If that is its key: accept it once by `--accept-new-host-keys`, or put it into the inventory. StrictHostKeyChecking is not looked at.",
  authority: "Put its plain key into known_hosts or the inventory.",
  changed: "If the host was made anew: `ssh-keygen -R` forgets the old key. If not, somebody may stand in between.",
  revoked: "Give the host a new key.",
} as const;

function wordsOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const code = "code" in cause ? String(cause.code) : "";
  return WORDS[code] ?? cause.message;
}
