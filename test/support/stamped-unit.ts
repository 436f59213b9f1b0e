import { z } from "zod";
import { stamps } from "../../src/facts/stamps.ts";
import { type Missing, missing } from "../../src/model/fact.ts";
import { defineKind } from "../../src/model/kind.ts";
import type { Resource } from "../../src/model/resource.ts";
import { recordStamps } from "../../src/model/stamps.ts";
import { isDue, observeWatched, type Watched } from "../../src/model/watched.ts";
import { sh } from "../../src/shell/sh.ts";

/** A unit without systemd: its "reload" adds a line to a file. */
export const unit = defineKind("unit", {
  description: "Something that must read what it watches",
  props: z.strictObject({ name: z.string(), on: z.array(z.custom<Resource>()) }),
  id: ({ name }) => name,
  watches: ({ name, on }) => ({ unit: name, ids: on.map(({ id }) => id) }),
  async observe({ name, on }, ask): Promise<{ known: ReadonlyMap<string, string> | undefined | Missing; watched: readonly Watched[] }> {
    const [known, watched] = await Promise.all([ask(stamps, name), Promise.all(on.map((one) => observeWatched(one, ask)))]);
    return { known, watched };
  },
  plan({ name }, { known, watched }) {
    const seen = known === missing ? undefined : known;
    const commands = [recordStamps(name, new Map(watched.map(({ id, digest }) => [id, digest])))];
    if (watched.some((one) => isDue(one, seen))) {
      return [{ title: `reload ${name}`, commands: [sh`echo ${name} >>/tmp/reloads`, ...commands], reaction: true }];
    }
    return seen === undefined ? [{ title: `note ${name}`, commands, bookkeeping: true }] : [];
  },
});
