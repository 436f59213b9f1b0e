import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type Docker from "dockerode";
import { Failure } from "../model/failure.ts";
import { ensureControllerKey } from "./controller-key.ts";
import { attempt, ifThere, labelOf, openEngine, runInside } from "./engine.ts";
import { containerName, DEFAULT_PREFIX, labHost, RECIPE_LABEL, type SandboxFiles, sandboxHosts } from "./fleet.ts";
import { raiseGuard } from "./guard.ts";
import { containerOptions, hostFiles, type HostRecipe } from "./host-container.ts";
import { ensureDerivedImage, ensureImage, pruneImages } from "./image.ts";
import { labFiles, labPackages, setUpLab, type StandIns } from "./lab/lab.ts";
import { machineSources } from "./machine-sources.ts";
import { ensureNetwork } from "./network.ts";
import { recipes } from "./recipe.ts";
import { type ReachableHost, renderInventory } from "./render-inventory.ts";
import { ensureSandboxSecrets } from "./sandbox-secrets.ts";
import { awaitSshBanner } from "./ssh-banner.ts";
import { prepareStandIns, putStandIns, type StandInFiles } from "./stand-ins/stand-ins.ts";

/** How long a host may take from its start to its SSH server's greeting. */
const START_TIMEOUT_MS = 60_000;

/** What `sandboxUp` is told. */
export interface SandboxUp extends SandboxFiles {
  /** Names the fleet; several stand side by side. Default `geosteer`. */
  readonly prefix?: string;
  /** Bring `lab` up too, and let it stand in for what the inventory names outside of the fleet? Default: yes. */
  readonly lab?: boolean;
  /** Is told what takes longer, one line each. */
  readonly notice: (message: string) => void;
}

/**
 * Brings the sandbox's hosts up and writes their inventory. What is there already stays as it is; what was stopped is started; what was
 * made from another recipe is made anew. Resolves when every host's SSH server greets.
 */
export async function sandboxUp({ prefix = DEFAULT_PREFIX, inventoryFile, stateFolder, lab = true, notice }: SandboxUp): Promise<void> {
  const engine = await openEngine();
  const images = await ensureImages(engine, notice);
  const { privateKeyFile, publicKey } = await ensureControllerKey(stateFolder);
  const network = await ensureNetwork(engine, prefix);
  await raiseGuard(engine, prefix, network.mirrors);
  const recipe = { prefix, network, publicKey };
  const services = await prepareStandIns(engine, { base: images.get("trixie") ?? "", notice });
  const [standIns, ...hosts] = await Promise.all([
    lab ? labUp(engine, { ...recipe, host: labHost, imageDigest: images.get(labHost.suite) ?? "" }, notice) : undefined,
    ...sandboxHosts.map((host) => hostUp(engine, { ...recipe, host, imageDigest: images.get(host.suite) ?? "", services }, notice)),
  ]);
  await pruneImages(engine);
  const secrets = await ensureSandboxSecrets(stateFolder);
  await replaceFile(inventoryFile, renderInventory(hosts, { privateKeyFile, secrets, standIns: { ...standIns, ...withoutDumps } }));
}

/** A stand-in for a database holds nothing that could be dumped: backups leave it at the files. */
const withoutDumps = { backups: { stacks: "files" } };

/** Brings `lab` up, with its image and all that it serves. */
async function labUp(engine: Docker, recipe: HostRecipe, notice: (message: string) => void): Promise<StandIns> {
  const imageDigest = await ensureDerivedImage(engine, { tag: "lab", base: recipe.imageDigest, packages: labPackages }, notice);
  await hostUp(engine, { ...recipe, imageDigest, files: labFiles }, notice);
  return await setUpLab(engine, containerName(recipe.prefix, labHost.name));
}

/** All releases side by side; release → digest of its recipe. */
async function ensureImages(engine: Docker, notice: (message: string) => void): Promise<ReadonlyMap<string, string>> {
  const wanted = recipes(await machineSources());
  return new Map(await Promise.all(wanted.map(async (recipe) => [recipe.suite, await ensureImage(engine, recipe, notice)] as const)));
}

interface HostUp extends HostRecipe {
  /** Stand-ins for images of services. */
  readonly services?: StandInFiles;
}

async function hostUp(engine: Docker, recipe: HostUp, notice: (message: string) => void): Promise<ReachableHost> {
  const { prefix, host, services } = recipe;
  const name = containerName(prefix, host.name);
  const container = await attempt(name, "make the container", () => ensureContainer(engine, recipe, notice));
  const { State } = await attempt(name, "look at the container", () => container.inspect());
  if (State.Status === "created") await attempt(name, "put the key in", () => container.putArchive(hostFiles(recipe), { path: "/" }));
  if (services !== undefined) await attempt(name, "put stand-ins for images in", () => putStandIns(container, services));
  if (!State.Running) await attempt(name, "start the container", () => container.start());
  const { NetworkSettings } = await attempt(name, "look at the container", () => container.inspect());
  const address = NetworkSettings.Networks[prefix]?.IPAddress ?? "";
  if (!(await awaitSshBanner(address, START_TIMEOUT_MS))) throw await silent(container, name, address);
  const keys = await attempt(name, "read the host keys", () =>
    runInside(engine, { container: name, words: ["sh", "-c", "cat /etc/ssh/ssh_host_*_key.pub"] }),
  );
  const address6 = NetworkSettings.Networks[prefix]?.GlobalIPv6Address || undefined;
  return { name: host.name, address, address6, hostKeys: publicKeys(keys) };
}

async function ensureContainer(engine: Docker, recipe: HostRecipe, notice: (message: string) => void): Promise<Docker.Container> {
  const options = containerOptions(recipe);
  const name = containerName(recipe.prefix, recipe.host.name);
  const there = engine.getContainer(name);
  const info = await ifThere(there.inspect());
  if (labelOf(info?.Config.Labels, RECIPE_LABEL) === options.Labels?.[RECIPE_LABEL]) return there;
  if (info !== undefined) {
    notice(`Making ${name} anew: it was made from another recipe`);
    await there.remove({ force: true, v: true });
  }
  return await engine.createContainer(options);
}

/** Why a host did not come up, in its own words. */
async function silent(container: Docker.Container, name: string, address: string): Promise<Failure> {
  const log = await container.logs({ stdout: true, stderr: true, tail: 20 });
  return new Failure("SANDBOX", name, `Cannot bring the host up: no SSH server greets at ${address} within ${START_TIMEOUT_MS / 1000} s`, {
    output: log.toString(),
    hint: `\`docker exec ${name} systemctl --failed\` may say more.`,
  });
}

/** Type and key of each line of OpenSSH's public key files, without the comment. */
function publicKeys(text: string): readonly string[] {
  const rows = text.split("\n").filter((line) => line !== "");
  return rows.map((line) => line.split(" ").slice(0, 2).join(" "));
}

/** Puts a file in place whole. */
async function replaceFile(path: string, content: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.new`, content, { mode: 0o600 });
  await rename(`${path}.new`, path);
}
