import { aptPackages, config, directory, role, service, z } from "geosteer";
import { composeFrom } from "./compose-from.ts";
import { DaemonSettings, keepsContainers, renderDaemonJson } from "./daemon-settings.ts";
import { liveRestore } from "./live-restore.ts";

const SETTINGS = "/etc/docker/daemon.json";

/** Engines before 23 have no `--validate`: as an account without rights they read the file, then refuse to start for want of them. */
const CHECK = `if dockerd --help | grep -q -e --validate; then exec dockerd --validate --config-file=${SETTINGS}; fi
words=$(setpriv --reuid=65534 --regid=65534 --clear-groups dockerd --config-file=${SETTINGS} 2>&1)
case $words in
  *"needs to be started with root"*) ;;
  *) printf '%s\\n' "$words"; exit 1 ;;
esac`;

/** Debian's packages; before Debian 13 the command is a part of docker.io. */
const DISTRIBUTION = ["docker.io", "docker-compose"];
const COMMAND = "docker-cli";

/** Docker's own packages, from the archive that `apt_sources: { vendors: [docker] }` adds. */
const VENDOR = ["docker-ce", "docker-ce-cli", "containerd.io", "docker-compose-plugin"];

/**
 * The Docker engine with the compose plugin: Docker's own packages, from the archive that `apt_sources: { vendors: [docker] }` adds, or Debian's.
 * Its settings go live only when the engine itself accepts them. It restarts for them, and containers run on meanwhile: by a reload it would read
 * some of them only.
 *
 * @example
 * docker:
 *   source: distribution
 *   settings:
 *     log_max_size: 20m
 *     default_address_pools: [{ base: 172.30.0.0/16, size: 24 }]
 */
export const docker = role({
  name: "docker",
  description: "The Docker engine with the compose plugin.",
  installs: ["packages of Docker or Debian", SETTINGS, "docker.service"],
  vars: z.strictObject({
    source: z.enum(["vendor", "distribution"]).default("vendor").describe("Whose packages: Docker's own, or Debian's."),
    packages: z.array(z.string()).optional().describe("Packages instead of those of `source`."),
    compose_suite: z
      .string()
      .optional()
      .describe(
        "A later release that docker-compose alone is taken from, with `source: distribution`: Debian 12's own is version 1. A host of that very release takes all from its own.",
      ),
    settings: DaemonSettings.prefault({}).describe("What the engine is set to."),
  }),
  resources: ({ vars }) => {
    const settings = config({
      name: "docker",
      files: [{ path: SETTINGS, content: renderDaemonJson(vars.settings) }],
      validate: ["sh", "-c", CHECK],
    });
    return [
      ...(vars.source === "distribution" && vars.compose_suite !== undefined ? composeFrom(vars.compose_suite) : []),
      aptPackages({ name: "docker", packages: vars.packages ?? packagesOf(vars) }),
      directory({ path: "/etc/docker" }),
      settings,
      ...(keepsContainers(vars.settings) ? [liveRestore(SETTINGS)] : []),
      service({ unit: "docker", running: true, enabled: true, restartOn: [settings] }),
    ];
  },
});

function packagesOf({ source, compose_suite: suite }: { source: "vendor" | "distribution"; compose_suite?: string | undefined }): string[] {
  if (source === "vendor") return VENDOR;
  return suite === undefined ? [...DISTRIBUTION, COMMAND] : DISTRIBUTION;
}
