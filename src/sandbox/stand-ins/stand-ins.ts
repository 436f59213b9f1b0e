import { buffer } from "node:stream/consumers";
import type Docker from "dockerode";
import { attempt, ifThere, runInside } from "../engine.ts";
import { imageName } from "../fleet.ts";
import { ensureDerivedImage } from "../image.ts";
import { tar, untar } from "../tar.ts";
import { STAND_IN_LABEL, standInArchive, standInDigest, type StandInRecipe } from "./archive.ts";
import { standInImages } from "./images.ts";

/** Where a host keeps them. */
const FOLDER = "var/lib/geosteer-sandbox";

/** The stand-ins of one engine. */
export interface StandInFiles {
  /** Name of the archive's file on a host: another one means other stand-ins. */
  readonly file: string;
  /** All files that a host gets, packed; made at the first call. */
  files(): Promise<Buffer>;
}

/** Prepares the stand-ins: the image that their program is from is made, the archive only when a host lacks it. */
export async function prepareStandIns(
  engine: Docker,
  { base, notice }: { readonly base: string; notice(message: string): void },
): Promise<StandInFiles> {
  const from = await ensureDerivedImage(engine, { tag: "stand-ins", base, packages: ["busybox-static"] }, notice);
  const { Arch: architecture } = await attempt("docker engine", "read its version", () => engine.version());
  const recipe = { images: standInImages, base: from, architecture };
  const file = `stand-ins-${standInDigest(recipe)}.tar`;
  let made: Promise<Buffer> | undefined;
  return { file, files: () => (made ??= hostFiles(engine, recipe, file)) };
}

/** Gives them to a host that lacks them, running or not. A Docker engine loads them whenever it starts: it counts as started after that. */
export async function putStandIns(container: Docker.Container, { file, files }: StandInFiles): Promise<void> {
  const question = container.infoArchive({ path: `/${FOLDER}/${file}` }) as Promise<NodeJS.ReadableStream>;
  const there = await ifThere(question);
  // Unread, the empty answer keeps the connection, and with it this process, for minutes.
  there?.resume();
  if (there === undefined) await container.putArchive(await files(), { path: "/" });
}

/** Loads them into the engine of a running host; says whether there is an engine that runs. */
export async function loadStandIns(engine: Docker, container: string): Promise<boolean> {
  const script = `systemctl --quiet is-active docker || { echo none; exit; }; exec /${FOLDER}/load`;
  return (await runInside(engine, { container, words: ["sh", "-c", script] })).trim() !== "none";
}

async function hostFiles(engine: Docker, recipe: StandInRecipe, file: string): Promise<Buffer> {
  const archive = standInArchive(await busybox(engine), recipe);
  return tar([
    { path: `${FOLDER}/`, mode: 0o755 },
    { path: `${FOLDER}/${file}`, mode: 0o644, content: archive },
    { path: `${FOLDER}/load`, mode: 0o755, content: loadProgram(recipe, file) },
    { path: "etc/systemd/system/docker.service.d/", mode: 0o755 },
    { path: "etc/systemd/system/docker.service.d/stand-ins.conf", mode: 0o644, content: dropIn },
  ]);
}

/**
 * Containers are scopes of systemd's, as on a server with cgroup v2: else systemd, which does not know of them under v1, may remove a cgroup of theirs, and
 * nothing could be run in them any more, their health checks among it.
 */
const dropIn = `[Service]
Environment="DOCKER_OPTS=--exec-opt native.cgroupdriver=systemd"
ExecStartPost=-/${FOLDER}/load
`;

function loadProgram(recipe: StandInRecipe, file: string): string {
  return `#!/bin/sh
# Loads the sandbox's stand-ins for images that cannot be pulled here, unless all are there.
there=$(docker image ls -q --filter label=${STAND_IN_LABEL}=${standInDigest(recipe)} | wc -l) || exit
[ "$there" -ge ${recipe.images.length} ] || exec docker load --quiet --input /${FOLDER}/${file}
`;
}

/** Copied out of its image, for the engine's machine may not have it. */
async function busybox(engine: Docker): Promise<Uint8Array> {
  return await attempt(imageName("stand-ins"), "take busybox out of it", async () => {
    const container = await engine.createContainer({ Image: imageName("stand-ins"), Cmd: ["true"] });
    try {
      return untar(await buffer(await container.getArchive({ path: "/usr/bin/busybox" })));
    } finally {
      await container.remove({ force: true, v: true });
    }
  });
}
