import { caddy } from "../../roles/caddy/role.ts";
import { compile } from "../../src/engine/compile.ts";
import { Failures } from "../../src/model/failure.ts";
import { FromHost } from "../../src/model/from-host.ts";
import type { Ask } from "../../src/model/fact.ts";
import type { Resource } from "../../src/model/resource.ts";
import { askWith } from "./fake-ask.ts";
import { load } from "../inventory/write-folder.ts";

const hosts = "all:\n  hosts:\n    eu: { ansible_host: 192.0.2.1 }\n    us: { ansible_host: 192.0.2.2 }\n";

/** What the playbook would declare on a host, by variables in `group_vars/all.yml`; throws all mistakes as a run does. */
export async function declaredByCaddy(vars: string, host = "us"): Promise<readonly Resource[]> {
  const inventory = await load({ "hosts.yml": hosts, "group_vars/all.yml": vars }, { roleNames: ["caddy", "geo-map", "dns-zones", "tor"] });
  const work = compile({ name: "web", hosts: host, roles: [caddy] }, inventory.select(host), inventory, new Map());
  return work.flatMap(({ declared }) => declared.map(({ resource }) => resource));
}

/** The text of one of its files, with what the host answers. */
export async function caddyFile(
  vars: string,
  { path = "/etc/caddy/Caddyfile", host = "us", ask }: { path?: string; host?: string; ask?: Ask } = {},
): Promise<string> {
  const { want } = (await declaredByCaddy(vars, host)).find(({ kind }) => kind === "config") ?? {};
  const { files } = want as { readonly files: readonly { readonly path: string; readonly content: string | FromHost<string> }[] };
  const content = files.find((one) => one.path === path)?.content ?? "";
  if (!(content instanceof FromHost)) return content;
  return await content.resolve(ask ?? askWith({}));
}

/** All mistakes in variables, each with its place, and its hint in brackets. */
export async function caddyMistakes(vars: string): Promise<readonly string[]> {
  try {
    await declaredByCaddy(vars);
    return [];
  } catch (error) {
    if (!(error instanceof Failures)) throw error;
    return error.failures.map(({ where, message, hint }) => `${where} ${message}${hint === undefined ? "" : ` (${hint})`}`);
  }
}
