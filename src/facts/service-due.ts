import type { ComposeService } from "../formats/compose-service.ts";
import type { StackContainer } from "./stack-containers.ts";

/** What a service of a stack shall be. */
export interface WantedService {
  readonly name: string;
  readonly definition: ComposeService;
  /** What its containers' label `geosteer.digest` shall say. */
  readonly digest: string;
  /** The id of the image that its containers shall be made of, where that is watched and the host has it. */
  readonly imageId?: string | undefined;
}

/** Why something is to be done about a service, and what. */
export interface ServiceDue {
  readonly service: string;
  /** How it is, as words: `exited (137)`. */
  readonly seen: string;
  readonly verb: "create" | "recreate" | "start";
  /** Compose sees no reason by itself: it must be told to make the containers anew. */
  readonly isForced: boolean;
}

/**
 * Tells what is to be done about a service; `undefined` where its containers are as wanted, run, and are not known to be ill. One that has ended
 * well, and that nothing is to start again, has done its work.
 */
export function serviceDue(want: WantedService, all: readonly StackContainer[]): ServiceDue | undefined {
  const containers = all.filter(({ service }) => service === want.name);
  const count = Number(want.definition.scale ?? want.definition.deploy?.replicas ?? 1);
  const due = (seen: string, verb: ServiceDue["verb"], isForced = false): ServiceDue => ({ service: want.name, seen, verb, isForced });
  if (containers.length !== count) return due(containers.length === 0 ? "none" : `${containers.length} of ${count}`, "create");
  if (containers.some(({ digest }) => digest !== want.digest)) return due("of another definition", "recreate");
  if (containers.some(({ imageId }) => want.imageId !== undefined && imageId !== want.imageId)) return due("of an older image", "recreate");
  const ill = containers.find((one) => !isWell(one));
  if (ill === undefined) return undefined;
  const isStopped = ["created", "exited"].includes(ill.status);
  return due(wordsOf(ill), isStopped ? "start" : "recreate", !isStopped);
}

function isWell({ status, health, exitCode, restart }: StackContainer): boolean {
  if (status === "running") return health !== "unhealthy";
  return status === "exited" && exitCode === 0 && !["always", "unless-stopped"].includes(restart);
}

function wordsOf({ status, health, exitCode }: StackContainer): string {
  if (status === "running") return health;
  return status === "exited" ? `exited (${exitCode})` : status;
}
