import ssh2, { type BaseAgent, type ParsedKey } from "ssh2";

/** The agent's keys by their public part in base64; each comes with the agent restricted to it, so that no other key is offered with it. */
export interface AgentKeys {
  readonly keys: ReadonlyMap<string, BaseAgent>;
  readonly problem: string | undefined;
}

/** Asks the agent (RFC draft-miller-ssh-agent) for its keys; one that does not answer is a problem to tell, not an end. */
export function loadAgentKeys(socket: string | undefined): Promise<AgentKeys> {
  if (socket === undefined) return Promise.resolve({ keys: new Map(), problem: undefined });
  const agent = new ssh2.OpenSSHAgent(socket);
  return new Promise((resolve) => {
    agent.getIdentities((error, identities = []) => {
      const parsed = identities.filter((identity) => "getPublicSSH" in identity);
      resolve({
        keys: new Map(parsed.map((key) => [key.getPublicSSH().toString("base64"), showing(agent, key)])),
        problem: error ? `the agent at ${socket} does not answer` : undefined,
      });
    });
  });
}

/** ssh2 takes any object that inherits from its agents. */
function showing(agent: BaseAgent, key: ParsedKey): BaseAgent {
  const getIdentities = (answer: (error: null, keys: readonly ParsedKey[]) => void): void => {
    answer(null, [key]);
  };
  return Object.create(agent, { getIdentities: { value: getIdentities } }) as BaseAgent;
}
