import {
  aptPackages,
  command,
  directory,
  Failure,
  file,
  localFile,
  readRoleVars,
  type RepositoryFile,
  type Resource,
  type RoleInput,
  z,
} from "geosteer";
import { CaddyVars } from "./vars.ts";

const OpenVars = z.object({ binary: CaddyVars.shape.binary });

const FOLDER = "/usr/local/lib/caddy";

/** Where the package's Caddy is. */
const PACKAGED = "/usr/bin/caddy";

/** Where the Caddy is that runs: one of your own has its digest in its path, so that what is there is known without reading it. */
export function binaryPath({ binary }: CaddyVars): string {
  return binary === undefined ? PACKAGED : `${FOLDER}/caddy-${binary.sha256}`;
}

/** The file of the repository that the controller must have. */
export function binaryFiles({ host, inventory }: Pick<RoleInput<unknown>, "host" | "inventory">): readonly RepositoryFile[] {
  const { binary } = readRoleVars(OpenVars, { role: "caddy", host, inventory });
  return binary?.path === undefined ? [] : [{ path: binary.path, where: inventory.whereIs(host, ["caddy", "binary", "path"]) }];
}

/** Brings a Caddy of your own to the host: fetched there, or from the controller; another file than the one that is meant never gets its name. */
export function binaryResources({ vars, host, inventory, downloads }: RoleInput<CaddyVars>): readonly Resource[] {
  const { binary } = vars;
  if (binary === undefined) return [];
  const path = binaryPath(vars);
  const folder = directory({ path: FOLDER });
  if (binary.url !== undefined) {
    return [
      aptPackages({ name: "caddy-binary", packages: ["ca-certificates", "curl"], recommends: false }),
      folder,
      command({ name: "fetch Caddy", shell: fetching(binary.url, binary.sha256, path), creates: path, timeoutMs: 600_000 }),
    ];
  }
  const given = binary.path ?? "";
  const content = localFile(downloads?.get(given) ?? given);
  if (content.sha256 !== binary.sha256) {
    const where = inventory.whereIs(host, ["caddy", "binary", "sha256"]);
    throw new Failure("VARS_INVALID", where, `Cannot use the Caddy of caddy.binary: ${given} has the SHA-256 ${content.sha256}`);
  }
  return [folder, file({ path, content, mode: "0755" })];
}

function fetching(url: string, sha256: string, path: string): string {
  return `umask 022
curl --proto =https -fsSL --retry 2 -o '${path}.new' -- '${url.replaceAll("'", "%27")}' || exit
echo '${sha256}  ${path}.new' | sha256sum -c --quiet || { rm -f '${path}.new'; exit 1; }
chmod 0755 '${path}.new' && sync '${path}.new' && mv -f '${path}.new' '${path}'`;
}
