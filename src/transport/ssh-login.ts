import type { Socket } from "node:net";
import { NodeSSH } from "node-ssh";
import type { AuthHandlerMiddleware, Client } from "ssh2";
import type { Failure } from "../model/failure.ts";
import { type HostEntries, judgeHostKey } from "./host-key.ts";
import { algorithmsFor } from "./ssh-algorithms.ts";
import type { SshFailures } from "./ssh-failures.ts";
import type { Identities } from "./ssh-identities.ts";
import type { SshSettings } from "./ssh-settings.ts";

/** What a login over an open socket needs to know. */
export interface Login {
  readonly host: string;
  readonly settings: SshSettings;
  readonly identities: Identities;
  readonly entries: HostEntries;
  readonly acceptNewHostKeys: boolean;
  /** Between two signs of life that are asked of an idle host; three without an answer end the connection. */
  readonly keepaliveMs: number;
  readonly notice: (message: string) => void;
  readonly failures: SshFailures;
}

/** An authenticated client. */
export interface LoggedIn {
  readonly client: Client;
  /** Keys that were offered, the accepted one among them. */
  readonly offered: number;
  /** The host's key, where it was not known before; its holder has proven that it owns it. */
  readonly newHostKey: Buffer | undefined;
}

/** sshd closed the connection before both had agreed on a key, as it does at random when it is busy with logins (`MaxStartups`). */
export interface TurnedAway {
  readonly turnedAway: Failure;
}

/**
 * Does SSH's handshake and authentication. The end of the socket ends it at any time. Resolves to why it was turned away where the same
 * login may get in a moment later; rejects with a Failure that says at which step it failed for good.
 */
export async function logIn(socket: Socket, login: Login): Promise<LoggedIn | TurnedAway> {
  const { settings, failures } = login;
  const hostKey = hostKeyCheck(login);
  const keys = keyOffers(login.identities);
  const progress = { shaken: false, error: undefined as unknown };
  const session = new NodeSSH();
  const ready = session.connect({
    sock: socket,
    username: settings.user,
    algorithms: algorithmsFor(login.host, settings.allowed, login.entries),
    hostVerifier: hostKey.isTrusted,
    authHandler: keys.next,
    keepaliveInterval: login.keepaliveMs,
    keepaliveCountMax: 3,
    readyTimeout: 0,
  });
  const client = session.connection;
  // node-ssh takes its own listener away once it is ready, and ssh2 reports a cut as "error": without a listener that ends the process.
  client?.on("error", (error) => (progress.error ??= error));
  client?.once("handshake", () => (progress.shaken = true));
  client?.on("banner", login.notice);
  try {
    await ready;
    if (client === null) throw new Error("the ssh client ended at once");
    return { client, offered: keys.offered(), newHostKey: hostKey.newKey() };
  } catch (error) {
    socket.destroy();
    const refusal = hostKey.refusal();
    if (refusal !== undefined) throw refusal;
    const cause = progress.error ?? error;
    if (progress.shaken) throw isCut(cause) ? failures.unreachable(cause) : keys.refusal(failures, cause);
    return beforeHandshake(failures, cause);
  }
}

/** Tells a closed connection, which may do better next time, from two programs that have nothing in common. */
function beforeHandshake(failures: SshFailures, cause: unknown): TurnedAway {
  const turnedAway = failures.unreachable(cause);
  if (isCut(cause) || isClosed(cause)) return { turnedAway };
  throw turnedAway;
}

/** ssh2 accepts every host key unless it is given this. */
function hostKeyCheck({ entries, acceptNewHostKeys, failures }: Login) {
  let refusal: Failure | undefined;
  let newKey: Buffer | undefined;
  return {
    isTrusted(key: Buffer): boolean {
      const verdict = judgeHostKey(entries, key);
      if (verdict === "trusted") return true;
      if (verdict === "unknown" && acceptNewHostKeys) {
        newKey = key;
        return true;
      }
      refusal = failures.refusedKey(verdict, key);
      return false;
    },
    refusal: () => refusal,
    newKey: () => newKey,
  };
}

/** Offers one key after another. ssh2 by itself would ask first without any key, which costs a round trip. */
function keyOffers({ attempts, skipped }: Identities) {
  let offered = 0;
  let methods: readonly string[] = ["publickey"];
  let isPartial = false;
  // ssh2 takes the next method, or `false` for none, as the return value too; its types know the callback only.
  const next: AuthHandlerMiddleware = (methodsLeft: readonly string[] | null, partialSuccess) => {
    methods = methodsLeft ?? methods;
    isPartial ||= partialSuccess;
    const attempt = methods.includes("publickey") ? attempts[offered] : undefined;
    if (attempt !== undefined) offered += 1;
    return attempt ?? false;
  };
  return {
    next,
    offered: () => offered,
    refusal(failures: SshFailures, cause: unknown): Failure {
      const wants = `sshd ${isPartial ? "also wants" : "takes"} ${methods.join(", ")}`;
      const words = cause instanceof Error ? [cause.message, wants].join("; ") : wants;
      return failures.refusedLogin(offered, skipped, words, cause);
    },
  };
}

/** A cut of the network, in ssh2's and Node's words for it. */
function isCut(error: unknown): boolean {
  return levelOf(error) === "client-socket";
}

/** The other side's end before it said who it is, or its words in place of that. */
function isClosed(error: unknown): boolean {
  return levelOf(error) === "protocol";
}

function levelOf(error: unknown): unknown {
  return error instanceof Error && "level" in error ? error.level : undefined;
}
