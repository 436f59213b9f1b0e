import { sha256 } from "../model/blob.ts";
import type { AptSource } from "./apt-sources.ts";
import { imageName, suites, type Suite } from "./fleet.ts";

/** A Debian machine as far as images are made from it. */
export interface Machine {
  readonly codename: string;
  readonly sources: readonly AptSource[];
}

/** What an image is made from. */
export interface Recipe {
  readonly suite: Suite;
  /** Contents of the image's `sources.list`; empty: those of Debian's official base image, which it is then built upon. */
  readonly sourcesList: string;
}

/** What a server has before the first playbook, beside the packages that Debian counts as required: systemd-timesyncd is of its standard ones. */
export const packages: readonly string[] = [
  "systemd",
  "systemd-sysv",
  "dbus",
  "openssh-server",
  "sudo",
  "iproute2",
  "ca-certificates",
  "procps",
  "systemd-timesyncd",
];

/** Shell lines run as root in the finished file system: what has to differ from host to host is made at the first start. */
export const customize = String.raw`rm -f /etc/ssh/ssh_host_* /var/lib/dbus/machine-id
: >/etc/machine-id`;

/** Which image each release needs. Without a machine to take mirrors from, all are built upon the official base image. */
export function recipes(machine: Machine | undefined): readonly Recipe[] {
  return suites.map((suite) => ({ suite, sourcesList: machine === undefined ? "" : sourcesList(suite, machine) }));
}

/** The machine's own mirrors, for another release: its updates and security fixes too, but nothing that the machine adds to Debian. */
function sourcesList(suite: Suite, { codename, sources }: Machine): string {
  const wanted = sources.filter(({ release }) => ["", "-updates", "-security"].some((end) => release === codename + end));
  return wanted
    .map(({ uri, release, components }) => `deb ${uri} ${suite}${release.slice(codename.length)} ${components.join(" ")}\n`)
    .join("");
}

/** Names what an image is made from; it stands in the image's label. */
export function recipeDigest(recipe: Recipe): string {
  return sha256(JSON.stringify([recipe, packages, customize]));
}

/** The image as a Dockerfile upon the official base image. */
export function dockerfile({ suite }: Recipe): string {
  return upon(`debian:${suite}`, packages);
}

/** A Dockerfile that adds packages to a release's image. */
export function derivedDockerfile(suite: Suite, more: readonly string[]): string {
  return upon(imageName(suite), more);
}

function upon(base: string, wanted: readonly string[]): string {
  const script = [
    "apt-get update",
    `DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends ${wanted.join(" ")}`,
    "rm -rf /var/lib/apt/lists/*",
    ...customize.split("\n"),
  ];
  return `FROM ${base}\nRUN ${script.join(" && ")}\n`;
}
