import { createReadStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import type Docker from "dockerode";
import { execa, ExecaError } from "execa";
import { z } from "zod";
import { Failure } from "../model/failure.ts";
import { attempt, ifThere, labelOf } from "./engine.ts";
import { sha256 } from "../model/blob.ts";
import { imageName, RECIPE_LABEL } from "./fleet.ts";
import { customize, derivedDockerfile, dockerfile, packages, type Recipe, recipeDigest } from "./recipe.ts";
import { tar } from "./tar.ts";

/** Makes a release's image unless there is one of the same recipe; returns the recipe's digest. */
export async function ensureImage(engine: Docker, recipe: Recipe, notice: (message: string) => void): Promise<string> {
  const name = imageName(recipe.suite);
  const digest = recipeDigest(recipe);
  const there = await attempt(name, "look for the image", () => ifThere(engine.getImage(name).inspect()));
  if (labelOf(there?.Config.Labels, RECIPE_LABEL) === digest) return digest;
  notice(`Making the image ${name}`);
  if (recipe.sourcesList === "") await build(engine, { name, text: dockerfile(recipe), digest });
  else await bootstrap(engine, recipe);
  return digest;
}

/** What an image is made from that adds packages to another. */
export interface DerivedImage {
  readonly tag: "lab" | "stand-ins";
  /** Digest of the recipe of trixie's image, which it is built upon. */
  readonly base: string;
  readonly packages: readonly string[];
}

/** Makes an image upon trixie's unless there is one of the same packages upon the same image; returns its digest. */
export async function ensureDerivedImage(
  engine: Docker,
  { tag, base, packages }: DerivedImage,
  notice: (message: string) => void,
): Promise<string> {
  const name = imageName(tag);
  const text = derivedDockerfile("trixie", packages);
  const digest = sha256(JSON.stringify([base, text]));
  const there = await attempt(name, "look for the image", () => ifThere(engine.getImage(name).inspect()));
  if (labelOf(there?.Config.Labels, RECIPE_LABEL) === digest) return digest;
  notice(`Making the image ${name}`);
  await build(engine, { name, text, digest });
  return digest;
}

/** Removes images that a newer recipe has taken the name from, as far as no container uses them. */
export async function pruneImages(engine: Docker): Promise<void> {
  const filters = { dangling: ["true"], label: [RECIPE_LABEL] };
  await attempt("docker engine", "remove images of older recipes", () => engine.pruneImages({ filters }));
}

/** From the machine's own mirror, by mmdebstrap: it needs no registry, and takes half the time. */
async function bootstrap(engine: Docker, recipe: Recipe): Promise<void> {
  const name = imageName(recipe.suite);
  const folder = await mkdtemp(join(tmpdir(), "geosteer-image-"));
  const archive = join(folder, "image.tar");
  try {
    await mmdebstrap(recipe, archive);
    await attempt(name, "import the image", async () => {
      const [repo, tag] = name.split(":");
      const changes = `LABEL ${RECIPE_LABEL}=${recipeDigest(recipe)}`;
      await finished(await engine.importImage(createReadStream(archive), { repo, tag, changes }));
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function mmdebstrap({ suite, sourcesList }: Recipe, archive: string): Promise<void> {
  const hook = `chroot "$1" sh -c '${customize}'`;
  const options = ["--quiet", "--variant=minbase", `--include=${packages.join(",")}`, `--customize-hook=${hook}`];
  try {
    // In a session of its own: it ends by signalling its whole process group.
    await execa("mmdebstrap", [...options, suite, archive, "-"], { input: sourcesList, detached: true });
  } catch (cause) {
    const output = cause instanceof ExecaError ? String(cause.stderr).split("\n").slice(-10).join("\n") : "";
    throw new Failure("SANDBOX", imageName(suite), "Cannot make the image: mmdebstrap failed", { output, cause });
  }
}

/** By a Dockerfile, in the network of the engine's machine, which reaches the mirror under the name that the image knows. */
async function build(engine: Docker, { name, text, digest }: { name: string; text: string; digest: string }): Promise<void> {
  await attempt(name, "build the image", async () => {
    const context = Readable.from([tar([{ path: "Dockerfile", mode: 0o644, content: text }])]);
    await finished(await engine.buildImage(context, { t: name, labels: { [RECIPE_LABEL]: digest }, networkmode: "host" }));
  });
}

/** Awaits the end of the engine's report of a longer work; it rejects with the error that the report holds. */
async function finished(report: NodeJS.ReadableStream): Promise<void> {
  const error = reportedError(await text(report));
  if (error !== undefined) throw new Error(error);
}

/** The error in a report of JSON lines, which the engine sends after a status of 200. */
export function reportedError(report: string): string | undefined {
  const Line = z.looseObject({ error: z.string().optional() });
  const lines = report.split("\n").filter((line) => line.trim() !== "");
  return lines.map((line) => Line.parse(JSON.parse(line)).error).find((error) => error !== undefined);
}
