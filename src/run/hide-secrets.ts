import type { LoadedInventory } from "../inventory/load-inventory.ts";
import type { Host } from "../model/host.ts";
import { scrubbed } from "../model/scrubbed.ts";
import { type Scrub, scrubber } from "../model/scrubber.ts";
import { Secret } from "../model/secret.ts";

/** Where the secrets of a run come from, as far as they are known by now. */
export interface SecretSources {
  readonly inventory?: Pick<LoadedInventory, "secrets"> | undefined;
  /** Their passwords for sudo. */
  readonly hosts?: readonly Host[] | undefined;
  /** Of role variables: a plain text where a role expects a secret is one. */
  readonly secrets?: readonly Secret[] | undefined;
}

/** Makes what takes all secrets of a run out of texts. */
export function scrubOf({ inventory, hosts = [], secrets = [] }: SecretSources): Scrub {
  const passwords = hosts.flatMap(({ address }) => address.become?.password ?? []);
  const become = [...new Set(passwords)].map((password) => new Secret(["ansible_become_password"], password));
  return scrubber([...(inventory?.secrets() ?? []), ...become, ...secrets]);
}

/** Does some work that finds out what the secrets are; what it throws shows none of those that it came to know. */
export async function hidingSecrets<Result>(work: (known: (sources: SecretSources) => void) => Promise<Result>): Promise<Result> {
  let sources: SecretSources = {};
  try {
    return await work((more) => {
      sources = { ...sources, ...more };
    });
  } catch (error) {
    throw scrubbed(error, scrubOf(sources));
  }
}
