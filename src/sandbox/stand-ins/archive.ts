import { sha256 } from "../../model/blob.ts";
import { tar, type TarEntry } from "../tar.ts";
import type { StandInImage } from "./images.ts";
import { answer, applets, asker, askers, curl, entry, environment } from "./programs.ts";

/** Label of each stand-in; its value names what all were made from. */
export const STAND_IN_LABEL = "geosteer.stand-in";

/** What stand-ins are made from. */
export interface StandInRecipe {
  readonly images: readonly StandInImage[];
  /** Digest of the recipe of the image that busybox is from. */
  readonly base: string;
  /** As the engine names it: `amd64`. */
  readonly architecture: string;
}

/** Names what the archive is made from. */
export function standInDigest(recipe: StandInRecipe): string {
  return sha256(JSON.stringify([recipe, rootFiles(new Uint8Array())])).slice(0, 16);
}

/**
 * Packs the stand-ins as `docker load` takes them: one layer that all share, and for each image a few lines that tell its name and ports. It is the
 * format of `docker save` (https://github.com/moby/docker-image-spec), which engines from 1.10 on read.
 */
export function standInArchive(busybox: Uint8Array, recipe: StandInRecipe): Buffer {
  const layer = tar(rootFiles(busybox));
  const made = recipe.images.map((image) => ({ image, config: JSON.stringify(configOf(image, { recipe, layer })) }));
  const manifest = made.map(({ image, config }) => ({ Config: fileOf(config), RepoTags: [image.name], Layers: ["layer.tar"] }));
  return tar([
    { path: "layer.tar", mode: 0o644, content: layer },
    ...made.map(({ config }) => ({ path: fileOf(config), mode: 0o644, content: config })),
    { path: "manifest.json", mode: 0o644, content: JSON.stringify(manifest) },
  ]);
}

function fileOf(config: string): string {
  return `${sha256(config)}.json`;
}

function configOf({ name, ports }: StandInImage, { recipe, layer }: { recipe: StandInRecipe; layer: Buffer }): unknown {
  return {
    architecture: recipe.architecture,
    os: "linux",
    config: {
      Env: ["PATH=/bin", `STAND_IN_FOR=${name}`, `STAND_IN_PORTS=${ports.join(" ")}`],
      Entrypoint: ["/stand-in/entry"],
      ExposedPorts: Object.fromEntries(ports.map((port) => [`${port}/tcp`, {}])),
      Labels: { [STAND_IN_LABEL]: standInDigest(recipe) },
    },
    rootfs: { type: "layers", diff_ids: [`sha256:${sha256(layer)}`] },
  };
}

function rootFiles(busybox: Uint8Array): readonly TarEntry[] {
  const script = (path: string, content: string): TarEntry => ({ path, mode: 0o755, content });
  return [
    { path: "bin/", mode: 0o755 },
    { path: "bin/busybox", mode: 0o755, content: busybox },
    ...applets.map((name) => ({ path: `bin/${name}`, mode: 0o777, link: "busybox" })),
    script("bin/curl", curl),
    script("bin/ask", asker),
    ...askers.map((name) => ({ path: `bin/${name}`, mode: 0o777, link: "ask" })),
    { path: "etc/", mode: 0o755 },
    { path: "etc/passwd", mode: 0o644, content: "root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n" },
    { path: "etc/group", mode: 0o644, content: "root:x:0:\nnogroup:x:65534:\n" },
    { path: "stand-in/", mode: 0o755 },
    script("stand-in/entry", entry),
    script("stand-in/answer", answer),
    { path: "stand-in/environment.awk", mode: 0o644, content: environment },
    { path: "tmp/", mode: 0o1777 },
  ];
}
