import type { SteeredName } from "./geo-model.ts";

/** Makes the absolute owner of a label in a zone: `redlib.example.org.`; `@` is the zone itself. */
export function ownerOf(label: string, zone: string): string {
  return label === "@" ? `${zone}.` : `${label}.${zone}.`;
}

/** Makes names of a service from labels by zone. */
export function steeredNames(
  service: string,
  labels: Readonly<Record<string, readonly string[]>>,
  { isAlias }: { readonly isAlias: boolean },
): readonly SteeredName[] {
  return Object.entries(labels).flatMap(([zone, own]) =>
    own.map((label) => ({ service, zone, label, owner: ownerOf(label, zone), isAlias })),
  );
}
