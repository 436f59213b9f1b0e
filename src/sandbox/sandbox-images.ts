import { attempt, ifThere, openEngine } from "./engine.ts";
import { containerName, DEFAULT_PREFIX, imageName, RECIPE_LABEL, sandboxHosts } from "./fleet.ts";
import { standInImages } from "./stand-ins/images.ts";
import { loadStandIns, prepareStandIns, putStandIns } from "./stand-ins/stand-ins.ts";

/** A row of `infra sandbox images`. */
export interface ImagesRow {
  readonly host: string;
  /** `loaded` into a Docker engine; `waiting` for one to start; `missing`: the host does not run. */
  readonly state: "loaded" | "waiting" | "missing";
  /** How many there are. */
  readonly images: number;
}

/** What `sandboxImages` is told. */
export interface SandboxImages {
  /** Default `geosteer`. */
  readonly prefix?: string;
  readonly notice: (message: string) => void;
}

/** Brings stand-ins for services' images to each host that runs, and into its Docker engine where there is one; what is there already stays. */
export async function sandboxImages({ prefix = DEFAULT_PREFIX, notice }: SandboxImages): Promise<readonly ImagesRow[]> {
  const engine = await openEngine();
  const trixie = await attempt(imageName("trixie"), "look for the image", () => ifThere(engine.getImage(imageName("trixie")).inspect()));
  const images = standInImages.length;
  if (trixie === undefined) return sandboxHosts.map(({ name }) => ({ host: name, state: "missing", images }));
  const standIns = await prepareStandIns(engine, { base: trixie.Config.Labels[RECIPE_LABEL] ?? "", notice });
  return await Promise.all(
    sandboxHosts.map(async ({ name: host }) => {
      const name = containerName(prefix, host);
      const container = engine.getContainer(name);
      const there = await attempt(name, "look at the container", () => ifThere(container.inspect()));
      if (there?.State.Running !== true) return { host, state: "missing", images } as const;
      await attempt(name, "put stand-ins for images in", () => putStandIns(container, standIns));
      const isLoaded = await attempt(name, "load stand-ins for images", () => loadStandIns(engine, name));
      return { host, state: isLoaded ? "loaded" : "waiting", images } as const;
    }),
  );
}
