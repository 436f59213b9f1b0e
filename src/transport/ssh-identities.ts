import type { AgentAuthMethod, PublicKeyAuthMethod } from "ssh2";
import { loadAgentKeys } from "./ssh-agent.ts";
import { type KeyFile, loadKeyFile } from "./ssh-key-file.ts";
import type { SshSettings } from "./ssh-settings.ts";

/** One key that is offered to sshd. */
export type Attempt = PublicKeyAuthMethod | AgentAuthMethod;

/** What can be offered to sshd, in order, and why some keys cannot. */
export interface Identities {
  readonly attempts: readonly Attempt[];
  /** One phrase a key, for the message when all that was offered is refused. */
  readonly skipped: readonly string[];
}

type Wanted = Pick<SshSettings, "user" | "identityFiles" | "defaultIdentityFiles" | "identitiesOnly" | "agentSocket">;

/**
 * Collects the keys for one host, each once: those that the inventory or ssh_config name, then the agent's (unless `IdentitiesOnly`), then
 * ssh's default files. A named key that the agent holds is signed for by the agent, so that it may be encrypted.
 */
export async function findIdentities(wanted: Wanted): Promise<Identities> {
  const [agent, named, defaults] = await Promise.all([
    loadAgentKeys(wanted.agentSocket),
    Promise.all(wanted.identityFiles.map(loadKeyFile)),
    Promise.all(wanted.defaultIdentityFiles.map(loadKeyFile)),
  ]);
  const present = defaults.filter((file) => "key" in file || !file.isAbsent);
  const username = wanted.user;
  const others = wanted.identitiesOnly ? [] : [...agent.keys].map(([id, held]): Offer => [id, { type: "agent", username, agent: held }]);
  const offers = [...named.map(offerOf), ...others, ...present.map(offerOf)];
  return {
    attempts: eachOnce(offers),
    skipped: [agent.problem, ...[...named, ...present].map(problemOf)].filter((problem) => problem !== undefined),
  };

  function offerOf(file: KeyFile): Offer | undefined {
    const id = file.publicKey?.toString("base64") ?? "";
    const held = agent.keys.get(id);
    if (held !== undefined) return [id, { type: "agent", username, agent: held }];
    return "key" in file ? [id, { type: "publickey", username, key: file.key }] : undefined;
  }

  function problemOf(file: KeyFile): string | undefined {
    const isHeld = agent.keys.has(file.publicKey?.toString("base64") ?? "");
    return "key" in file || isHeld ? undefined : `${file.file} ${file.problem}`;
  }
}

function eachOnce(offers: readonly (Offer | undefined)[]): readonly Attempt[] {
  const attempts = new Map<string, Attempt>();
  for (const [id, attempt] of offers.filter((offer) => offer !== undefined)) if (!attempts.has(id)) attempts.set(id, attempt);
  return [...attempts.values()];
}

type Offer = readonly [id: string, attempt: Attempt];
