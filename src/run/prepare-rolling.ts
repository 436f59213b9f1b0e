import { z } from "zod";
import type { LoadedInventory } from "../inventory/load-inventory.ts";
import { amend, Failure, Failures } from "../model/failure.ts";
import type { Host } from "../model/host.ts";
import { parseBySchema } from "../model/parse-by-schema.ts";
import type { Playbook } from "../model/playbook.ts";
import { selectHosts } from "./load-fleet.ts";
import { NAME_SERVERS } from "./name-servers.ts";
import type { FleetOptions } from "./options.ts";

const SIZE = 'must be a number of hosts from 1 on, or a share of them such as "30%"';
const Size = z.custom(
  (size) => (typeof size === "number" ? Number.isInteger(size) && size > 0 : /^(?:[1-9][0-9]?|100)%$/.test(String(size))),
  SIZE,
);
const Times = { timeoutMs: z.int().min(0).optional(), intervalMs: z.int().min(1).optional() };
const READY = "must be one of { command: [words] }, { tcp: port }, { http: URL }, with timeoutMs and intervalMs beside it";
const OneReady = z.union([
  z.strictObject({ command: z.array(z.string()).min(1), ...Times }),
  z.strictObject({ tcp: z.int().min(1).max(65_535), ...Times }),
  z.strictObject({ http: z.union([z.url({ protocol: /^https?$/ }), z.custom((value) => typeof value === "function")]), ...Times }),
]);
const Ready = z.custom((value) => OneReady.safeParse(value).success, READY);
const Rolling = z.object({
  serial: z.union([Size, z.array(Size).min(1)], SIZE).optional(),
  maxFailures: z.int().min(0).optional(),
  ready: z.union([Ready, z.array(Ready)], READY).optional(),
  drain: z.union([z.boolean(), z.strictObject({ marginMs: z.int().min(0).optional(), timeoutMs: z.int().min(0).optional() })]).optional(),
});

/** What taking hosts out of the map needs to know. */
export interface PreparedDrain {
  readonly nameServers: readonly Host[];
  /** The map's. */
  readonly ttlMs: number;
}

/** A playbook, and where its keys stand in its file. */
interface Placed {
  readonly playbook: Playbook;
  placeOf?(key: string): string;
}

/**
 * Checks how a playbook is to be rolled out, and finds what taking hosts out of the map needs to know, where that is wanted. Throws all mistakes, with
 * their places in the playbook's file.
 */
export async function prepareRolling(
  { playbook, placeOf = () => `playbook ${playbook.name}` }: Placed,
  inventory: LoadedInventory,
  options: FleetOptions,
): Promise<PreparedDrain | undefined> {
  const { name, serial, drain = false } = playbook;
  const refuse = (key: string, why: string): Failure =>
    new Failure("PLAYBOOK_INVALID", placeOf(key), `Cannot roll out playbook "${name}": ${key}: ${why}`);
  const parsed = parseBySchema(Rolling, playbook);
  if (parsed.outcome === "refused") {
    throw new Failures(parsed.mistakes.map(({ path: [key = "", ...path], message }) => refuse([key, ...path].join("."), message)));
  }
  if (drain === false) return undefined;
  if (serial === undefined) throw new Failures([refuse("drain", "it needs serial: else all hosts would be taken out of the map at once")]);
  try {
    return await prepareDrain(inventory, options);
  } catch (error) {
    throw new Failures(
      flat(error).map((failure) => amend(failure, { message: `Cannot drain hosts of playbook "${name}": ${failure.message}` })),
    );
  }
}

async function prepareDrain(inventory: LoadedInventory, { login, without }: FleetOptions): Promise<PreparedDrain> {
  const [nameServers, { readGeoModel }] = await Promise.all([
    selectHosts(inventory, NAME_SERVERS, { login, without }),
    import("../geo/read-geo-model.ts"),
  ]);
  const models = nameServers.map((host) => readGeoModel({ host, inventory }));
  const ttls = models.flatMap((model) => (model === undefined ? [] : [model.ttl]));
  if (ttls.length > 0) return { nameServers, ttlMs: Math.max(...ttls) * 1000 };
  throw new Failure("VARS_INVALID", NAME_SERVERS, `Cannot find the map: the hosts of ${NAME_SERVERS} have no geo_map`);
}

function flat(error: unknown): readonly Failure[] {
  if (error instanceof Failures) return error.failures;
  if (error instanceof Failure) return [error];
  throw error;
}
