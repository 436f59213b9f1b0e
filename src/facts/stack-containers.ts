import { z } from "zod";
import type { Fact } from "../model/fact.ts";
import { sh } from "../shell/sh.ts";

/** Which containers are asked for. */
export interface StackQuestion {
  /** The stack's name, which is Compose's project; `undefined`: containers of all stacks. */
  readonly project?: string;
  /** Images, by the names by which they may be on the host, whose present ids are asked for too. */
  readonly images?: readonly string[];
}

/** A container of a stack, as Docker has it. */
export interface StackContainer {
  readonly project: string;
  readonly service: string;
  readonly name: string;
  /** What its label `geosteer.digest` says; empty for a container that something else made. */
  readonly digest: string;
  /** `created`, `running`, `paused`, `restarting`, `removing`, `exited` or `dead`. */
  readonly status: string;
  /** `starting`, `healthy`, `unhealthy`; empty where nothing checks. */
  readonly health: string;
  readonly exitCode: number;
  /** When Docker starts it again by itself: `no`, `always`, `unless-stopped`, `on-failure`. */
  readonly restart: string;
  /** The id of the image that it was made of, and the name by which that was asked for. */
  readonly imageId: string;
  readonly image: string;
  /** RFC 3339; the year is 1 where it never was. */
  readonly startedAt: string;
  /** The same, of its last end: of one that runs, the end before. */
  readonly finishedAt: string;
}

/** The containers of a stack. */
export interface StackContainers {
  readonly containers: readonly StackContainer[];
  /** Name → id of those images of the question that the host has. */
  readonly images: ReadonlyMap<string, string>;
}

const LABELS = ["com.docker.compose.project", "com.docker.compose.service", "geosteer.digest", "com.docker.compose.oneoff"];

const FIELDS = [
  ...LABELS.map((label) => `(index .Config.Labels "${label}")`),
  ...".Name .State.Status .State.ExitCode .HostConfig.RestartPolicy.Name .Image .Config.Image .State.StartedAt .State.FinishedAt".split(
    " ",
  ),
];

/** A line of JSON for each container; the health stands by itself, for where nothing checks there is no such field. */
const CONTAINER = `[${FIELDS.map((field) => `{{json ${field}}}`).join(",")},{{if .State.Health}}{{json .State.Health.Status}}{{else}}""{{end}}]`;

const SOCKET = "/run/docker.sock";

/**
 * The containers of stacks with their state, by two calls of the docker command for all of them together, however many there are; one more for images
 * where some are asked for. `missing` where there is no Docker, or its engine is down. Containers of `docker compose run` are left out.
 */
export const stackContainers: Fact<StackQuestion, StackContainers> = {
  name: "stack-containers",
  timeoutMs: 60_000,
  script(questions) {
    const images = imagesOf(questions);
    const format = "{{.Id}}";
    return sh`command -v docker >/dev/null && [ -S ${SOCKET} ] || exit 127
for try in 1 2 3; do
  lines= all=$(docker ps -aq --no-trunc --filter label=com.docker.compose.project) || exit
  [ -n "$all" ] || break
  lines=$(docker inspect --type container --format ${CONTAINER} $all) && break
  [ "$try" != 3 ] || exit
done
[ -z "$lines" ] || printf '%s\n' "$lines"
for image in ${images}; do
  printf 'image %s\n' "$(docker image inspect --format ${format} -- "$image" 2>/dev/null)"
done`;
  },
  parse(output, questions) {
    const lines = new TextDecoder().decode(output).split("\n");
    const containers = lines.filter((line) => line.startsWith("[")).flatMap(parseContainer);
    const ids = lines.filter((line) => line.startsWith("image ")).map((line) => line.slice("image ".length));
    const there = imagesOf(questions).map((image, index) => [image, ids[index] ?? ""] as const);
    const images = new Map(there.filter(([, id]) => id !== ""));
    return questions.map(({ project }) => ({
      containers: containers.filter((one) => project === undefined || one.project === project),
      images,
    }));
  },
};

function imagesOf(questions: readonly StackQuestion[]): readonly string[] {
  return [...new Set(questions.flatMap(({ images = [] }) => images))];
}

const Line = z.tuple([
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.int(),
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.string(),
]);

function parseContainer(line: string): readonly StackContainer[] {
  const [project, service, digest, oneOff, name, status, exitCode, restart, imageId, image, startedAt, finishedAt, health] = Line.parse(
    JSON.parse(line),
  );
  if (oneOff === "True") return [];
  const times = { startedAt, finishedAt };
  return [{ project, service, digest, name: name.replace(/^\//, ""), status, exitCode, restart, imageId, image, ...times, health }];
}
