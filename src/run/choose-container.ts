import { didYouMean } from "../model/did-you-mean.ts";
import { Failure } from "../model/failure.ts";
import type { ListedContainer } from "../transport/docker-api.ts";

/** Characters of an id that are enough to name a container by it, as Docker shows them. */
const SHORT_ID = 12;

/**
 * Finds the container that a word means: a service, `stack/service`, a container's name, or its id from twelve characters on. Throws
 * `CONTAINER_UNKNOWN` where it means none, or several.
 */
export function chooseContainer(
  word: string,
  { host, containers }: { host: string; containers: readonly ListedContainer[] },
): ListedContainer {
  const found = containers.filter((one) => namesOf(one).includes(word) || (word.length >= SHORT_ID && one.id.startsWith(word)));
  const [first, ...others] = found;
  if (first !== undefined && others.length === 0) return first;
  if (first === undefined) {
    const known = containers.flatMap((one) => namesOf(one).filter((name) => name !== undefined));
    throw new Failure(
      "CONTAINER_UNKNOWN",
      host,
      `Cannot read logs of "${word}": ${host} has no such service or container${didYouMean(word, known)}`,
      {
        hint: containers.length === 0 ? "It has no containers" : `It has ${[...new Set(containers.map(shortest))].sort().join(", ")}`,
      },
    );
  }
  const names = found.map((one) => (sameAs(one, found) ? one.name : shortest(one))).sort();
  throw new Failure("CONTAINER_UNKNOWN", host, `Cannot read logs of "${word}": ${host} has ${found.length} of that name`, {
    hint: `Say which: ${names.join(", ")}`,
  });
}

/** What a reader calls it, and no other stack's. */
function shortest({ stack, service, name }: ListedContainer): string {
  return stack === undefined || service === undefined ? name : `${stack}/${service}`;
}

function namesOf(one: ListedContainer): readonly (string | undefined)[] {
  return [one.name, one.service, shortest(one)];
}

/** A service that runs several times is told apart by its containers' names alone. */
function sameAs(one: ListedContainer, all: readonly ListedContainer[]): boolean {
  return all.some((other) => other !== one && shortest(other) === shortest(one));
}
