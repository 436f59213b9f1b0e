import { isDeepStrictEqual } from "node:util";
import type { Value } from "../model/host.ts";
import { Secret } from "../model/secret.ts";
import { isList, mappingFrom } from "./scope.ts";
import { Unrenderable } from "./unrenderable.ts";

/** How an evaluation sees secrets. */
export interface SecretView {
  /** The value with a text in the place of each secret. */
  reveal(value: Value): Value;
  /** Is told of what a comparison looked at: its outcome tells of a secret even where it is the same for other texts. */
  compared(values: readonly Value[]): void;
}

/** What one evaluation came to. */
type Outcome = { readonly value: Value } | { readonly error: unknown };

/**
 * Evaluates a template that may read secrets, which the interpreter knows nothing of. Where it read some it is evaluated again with other texts in
 * their place: whatever comes out otherwise depends on them, and is a secret under all their names; the rest of a list or mapping stays as it is.
 * Truth values stay, so that a role can be switched by them. What a failure says is what it says of the other texts.
 */
export function evaluateSealed(evaluate: (view: SecretView) => Value): Value {
  const touched = new Set<Secret>();
  const seen = { compared: false };
  const outcome = attempt(() =>
    evaluate({
      reveal: (value) =>
        replaceSecrets(value, (secret) => {
          touched.add(secret);
          return secret.reveal();
        }),
      compared(values) {
        seen.compared ||= [...touched].some((secret) => values.includes(secret.reveal()));
      },
    }),
  );
  if (touched.size === 0) return valueOf(outcome);
  const standIns = [(secret: Secret) => secret.toString(), () => ""];
  const others = standIns.map((standIn) =>
    attempt(() => evaluate({ reveal: (value) => replaceSecrets(value, standIn), compared: () => undefined })),
  );
  const named = new Secret([...new Set([...touched].flatMap(({ names }) => names))], "");
  if ("error" in outcome) throw failureOf(others[0], named);
  const values = seen.compared ? [undefined] : others.map((one) => ("value" in one ? one.value : undefined));
  const sealed = seal(outcome.value, values, { touched, named });
  return sealed instanceof Secret ? new Secret(named.names, sealed.reveal()) : sealed;
}

function attempt(work: () => Value): Outcome {
  try {
    return { value: work() };
  } catch (error) {
    return { error };
  }
}

function valueOf(outcome: Outcome): Value {
  if ("error" in outcome) throw outcome.error;
  return outcome.value;
}

function failureOf(other: Outcome | undefined, named: Secret): unknown {
  if (other !== undefined && "error" in other) return other.error;
  return new Unrenderable(`it cannot be computed from what ${named.toString()} holds`);
}

interface Seal {
  readonly touched: ReadonlySet<Secret>;
  /** Bears the names of all of them. */
  readonly named: Secret;
}

/** Makes secrets of all parts of a value that are not the same in the others; `undefined` is the same as nothing. */
function seal(value: Value, others: readonly (Value | undefined)[], by: Seal): Value {
  if (isList(value)) {
    const alike = others.every((other) => isList(other) && other.length === value.length);
    return value.map((item, index) =>
      seal(item, alike ? others.map((other) => (isList(other) ? other[index] : undefined)) : [undefined], by),
    );
  }
  if (isMapping(value)) return sealMapping(value, others, by);
  const isPlain = typeof value === "boolean" || value === null || others.every((other) => isDeepStrictEqual(other, value));
  if (isPlain) return value;
  return [...by.touched].find((secret) => secret.reveal() === value) ?? new Secret(by.named.names, String(value));
}

function sealMapping(value: Mapping, others: readonly (Value | undefined)[], by: Seal): Value {
  const [first] = others;
  if (isMapping(first) && !isDeepStrictEqual(Object.keys(first), Object.keys(value)))
    throw new Unrenderable(`the keys of a mapping depend on ${by.named.toString()}`);
  return mappingFrom(
    Object.entries(value).map(([key, one]) => [
      key,
      seal(
        one,
        others.map((other) => (isMapping(other) ? other[key] : undefined)),
        by,
      ),
    ]),
  );
}

type Mapping = Readonly<Record<string, Value>>;

function isMapping(value: Value | undefined): value is Mapping {
  return typeof value === "object" && value !== null && !isList(value) && !(value instanceof Secret);
}

function replaceSecrets(value: Value, replace: (secret: Secret) => string): Value {
  if (value instanceof Secret) return replace(value);
  if (isList(value)) return value.map((item) => replaceSecrets(item, replace));
  if (!isMapping(value)) return value;
  return mappingFrom(Object.entries(value).map(([key, one]) => [key, replaceSecrets(one, replace)]));
}
