import { setTimeout as sleep } from "node:timers/promises";
import type { Host } from "../model/host.ts";
import type { ConnectOptions, Connection, Transport } from "../model/transport.ts";
import { handshakeGate } from "./handshake-gate.ts";
import { entriesOf, fingerprint, type HostEntries } from "./host-key.ts";
import { loadKnownHosts, recordHostKey } from "./known-hosts-file.ts";
import { knownHostName, parseKnownHosts } from "./known-hosts.ts";
import { localUser } from "./local-user.ts";
import { loadSshOptions, sshConfigFiles } from "./ssh-config.ts";
import { sshConnection } from "./ssh-connection.ts";
import { sshFailures } from "./ssh-failures.ts";
import { findIdentities } from "./ssh-identities.ts";
import { refuseUnsupported, speedOnly } from "./ssh-keywords.ts";
import { type LoggedIn, type Login, logIn, type TurnedAway } from "./ssh-login.ts";
import { type LocalUser, type SshSettings, sshSettings } from "./ssh-settings.ts";
import { openSocket, type Resolved, resolveName } from "./tcp.ts";

/** Round trips of a login beside those for keys: TCP, the algorithms, the key exchange, the service, the signature. */
const ROUND_TRIPS = 5;

/** Between a connection that sshd closed at once and the next try, times 0.5 to 1.5: other controllers, too, are turned away just now. */
const PAUSES_MS = [100, 200, 400, 800];

/** Handshakes with one sshd at once, over all runs of this process. */
const gate = handshakeGate(8);

/** What is told once a process, not once a host. */
const told = new Set<string>();

/** What this machine gives to its connections. */
export interface SshSurroundings {
  /** Default 15 s; three signs of life that are not answered end a connection. */
  readonly keepaliveMs?: number;
  /** Default: the account that runs this program. */
  readonly local?: LocalUser;
}

/** Reaches hosts by SSH (node-ssh), one connection a host. Host keys are always verified. */
export function sshTransport({ keepaliveMs = 15_000, local = localUser() }: SshSurroundings = {}): Transport {
  return { connect: (host, options) => connect(host, options, { keepaliveMs, local }) };
}

async function connect(host: Host, options: ConnectOptions, { keepaliveMs, local }: Required<SshSurroundings>): Promise<Connection> {
  const settings = await settingsOf(host, options, local);
  const failures = sshFailures(host.name, settings);
  const [identities, entries, addresses] = await Promise.all([
    findIdentities(settings),
    knownKeysOf(host, settings),
    resolveName(settings).catch((cause: unknown) => {
      throw failures.unreachable(cause);
    }),
  ]);
  if (identities.attempts.length === 0) throw failures.refusedLogin(0, identities.skipped, "");

  const { acceptNewHostKeys, notice, signal } = options;
  const login: Login = { host: host.name, settings, identities, entries, acceptNewHostKeys, keepaliveMs, notice, failures };
  const sshd = `${addresses[0]?.address ?? ""} ${settings.port}`;
  const loggedIn = await gate(sshd, () => withinTime(addresses, login, options), signal).catch((cause: unknown) => {
    throw signal?.aborted === true ? failures.interrupted(cause) : cause;
  });
  await noteNewKey(loggedIn, settings, notice);
  return sshConnection(loggedIn.client, host.name, ROUND_TRIPS + loggedIn.offered, failures);
}

async function settingsOf(host: Host, { notice }: ConnectOptions, local: LocalUser): Promise<SshSettings> {
  const options = await loadSshOptions(host, sshConfigFiles(local.home));
  refuseUnsupported(options, host.name);
  for (const message of speedOnly(options)) {
    if (!told.has(message)) notice(message);
    told.add(message);
  }
  return sshSettings(host.address, options, local);
}

/** The keys that known_hosts and the inventory hold for a host; a key of the inventory counts for this host whatever its name. */
async function knownKeysOf({ name, address }: Host, settings: SshSettings): Promise<HostEntries> {
  const known = await loadKnownHosts([...settings.userKnownHostsFiles, ...settings.globalKnownHostsFiles]);
  const entries = entriesOf(known, settings.hostName, settings.port, settings.hostKeyAlias);
  const own = address.hostKeys.flatMap((key) => parseKnownHosts(`* ${key}`, `inventory of ${name}`));
  return { ...entries, named: [...own, ...entries.named] };
}

/** One time limit for TCP, handshake and authentication; it does not run while the host waits for its turn. */
async function withinTime(addresses: readonly Resolved[], login: Login, options: ConnectOptions): Promise<LoggedIn> {
  const limitMs = Math.min(options.timeoutMs, login.settings.connectTimeoutMs ?? options.timeoutMs);
  const deadline = AbortSignal.timeout(limitMs);
  const signal = options.signal === undefined ? deadline : AbortSignal.any([options.signal, deadline]);
  try {
    return await untilTakenIn(() => openAndLogIn(addresses, login, signal), signal);
  } catch (cause) {
    throw deadline.aborted ? login.failures.unreachable(new Error(`no answer within ${limitMs / 1000} s`, { cause })) : cause;
  }
}

/** Knocks again where sshd closed the connection at once; nothing has been done by then, and a busy sshd takes the next one. */
async function untilTakenIn(knock: () => Promise<LoggedIn | TurnedAway>, signal: AbortSignal): Promise<LoggedIn> {
  for (const pauseMs of PAUSES_MS) {
    const answer = await knock();
    if (!("turnedAway" in answer)) return answer;
    await sleep(pauseMs * (0.5 + Math.random()), undefined, { signal });
  }
  const answer = await knock();
  if ("turnedAway" in answer) throw answer.turnedAway;
  return answer;
}

async function openAndLogIn(addresses: readonly Resolved[], login: Login, signal: AbortSignal): Promise<LoggedIn | TurnedAway> {
  const socket = await openSocket(login.settings, addresses, signal).catch((cause: unknown) => {
    const turnedAway = login.failures.unreachable(cause);
    if (cause instanceof Error && "code" in cause && cause.code === "ECONNRESET") return { turnedAway };
    throw turnedAway;
  });
  if ("turnedAway" in socket) return socket;
  const stop = (): void => {
    socket.destroy();
  };
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await logIn(socket, login);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** A key is recorded only after its holder has signed the key exchange with it. */
async function noteNewKey({ newHostKey }: LoggedIn, settings: SshSettings, notice: ConnectOptions["notice"]): Promise<void> {
  if (newHostKey === undefined) return;
  const name = settings.hostKeyAlias ?? knownHostName(settings.hostName, settings.port);
  const [file] = settings.userKnownHostsFiles;
  const shown = `${name} ${fingerprint(newHostKey)}`;
  const isRecorded =
    file !== undefined &&
    (await recordHostKey(file, name, newHostKey).then(
      () => true,
      () => false,
    ));
  notice(isRecorded ? `Recorded the host key of ${shown} in ${file}` : `Accepted the host key of ${shown}; it could not be recorded`);
}
