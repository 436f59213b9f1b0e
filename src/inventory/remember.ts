/** The value under a key, made when it is first asked for. */
export function remember<Key, Result>(known: Map<Key, Result>, key: Key, make: () => Result): Result {
  const there = known.get(key);
  if (there !== undefined) return there;
  const made = make();
  known.set(key, made);
  return made;
}
