import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nginxGeoProxy } from "../../roles/nginx-geo-proxy/role.ts";
import { compile } from "../../src/engine/compile.ts";
import { Failures } from "../../src/model/failure.ts";
import type { FromHost } from "../../src/model/from-host.ts";
import type { Resource } from "../../src/model/resource.ts";
import { load } from "../inventory/write-folder.ts";
import { madeDatabase } from "./made-database.ts";

const hosts = `all:
  hosts:
    proxy: { ansible_host: 192.0.2.9 }
    eu1: { ansible_host: 192.0.2.1 }
    eu2: { ansible_host: 192.0.2.2 }
    us: { ansible_host: "2001:db8::3" }
    in: { ansible_host: 192.0.2.4 }
    named: { ansible_host: named.example.net }
`;

/** Regions and a site, as YAML of `group_vars/all.yml`; more of the role's variables may follow. */
export const plainProxy = `nginx_geo_proxy:
  regions:
    eu: { at: [50.1, 8.7], hosts: [eu1], spares: [eu2] }
    us: { at: [40.7, -74.0], hosts: [us] }
    in: { at: [19.1, 72.9], hosts: [in] }
  sites:
    shop: { names: [shop.example.org, www.example.org] }
`;

/** What the playbook would declare on the host `proxy`, by variables in `group_vars/all.yml`; throws all mistakes as a run does. */
export async function declaredByProxy(vars: string, record: object = { country_code: "DE" }): Promise<readonly Resource[]> {
  const folder = mkdtempSync(join(tmpdir(), "infra-proxy-"));
  try {
    const path = join(folder, "country.mmdb");
    writeFileSync(path, madeDatabase([["192.0.2.0/24", { ...record }]]));
    const all = `${vars}geoip_database: { source: file, path: ${path} }\n`;
    const inventory = await load(
      { "hosts.yml": hosts, "group_vars/all.yml": all },
      { roleNames: ["nginx-geo-proxy", "geo-map", "geoip-database"] },
    );
    const playbook = { name: "geo-proxy", hosts: "proxy", roles: [nginxGeoProxy] };
    const work = compile(playbook, inventory.select("proxy"), inventory, new Map([[path, path]]));
    return work.flatMap(({ declared }) => declared.map(({ resource }) => resource));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The configuration that comes of variables, on a release of Debian. */
export async function textOf(vars: string, versionId: "12" | "13" = "13"): Promise<string> {
  const { want } = (await declaredByProxy(vars)).find(({ kind }) => kind === "config") ?? {};
  const { files } = want as { readonly files: readonly { readonly path: string; readonly content: FromHost<string> }[] };
  const content = files.find(({ path }) => path.endsWith(".conf"))?.content;
  return (await content?.resolve(async () => await Promise.resolve({ versionId } as never))) ?? "";
}

/** All mistakes in variables, each with its place, and its hint in brackets. */
export async function mistakesIn(vars: string): Promise<readonly string[]> {
  try {
    await declaredByProxy(vars);
    return [];
  } catch (error) {
    if (!(error instanceof Failures)) throw error;
    return error.failures.map(({ where, message, hint }) => `${where} ${message}${hint === undefined ? "" : ` (${hint})`}`);
  }
}
