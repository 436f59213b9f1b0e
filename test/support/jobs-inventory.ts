import { jobs } from "../../roles/jobs/role.ts";
import { compile } from "../../src/engine/compile.ts";
import { Failures } from "../../src/model/failure.ts";
import type { Resource } from "../../src/model/resource.ts";
import { load } from "../inventory/write-folder.ts";

const hosts = `all:
  hosts:
    eu: { ansible_host: 192.0.2.1 }
    us: { ansible_host: 192.0.2.2 }
    in: { ansible_host: "2001:db8::3", host_key: [ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ==, ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ6zsOPLQfIhpTxC/ChFn6TSgEqr4sMWByvjZbq36Of1] }
  children:
    web: { hosts: { eu: {}, us: {} } }
`;

/** What role `jobs` declares on a host, by variables in `group_vars/all.yml`; throws all mistakes as a run does. */
export async function declaredJobs(vars: string, host: string): Promise<readonly Resource[]> {
  const inventory = await load({ "hosts.yml": hosts, "group_vars/all.yml": vars }, { roleNames: ["jobs"] });
  const work = compile({ name: "jobs", hosts: host, roles: [jobs] }, inventory.select(host), inventory);
  return work.flatMap(({ declared }) => declared.map(({ resource }) => resource));
}

/** The text of a unit, or of another file, that is declared; empty where it is not. */
export function textIn(resources: readonly Resource[], id: string): string {
  const { want } = resources.find((one) => one.id === id) ?? {};
  const { content } = (want ?? {}) as { readonly content?: unknown };
  return typeof content === "string" ? content : "";
}

/** All mistakes in variables, each with its place, and its hint in brackets. */
export async function mistakesInJobs(vars: string): Promise<readonly string[]> {
  try {
    await declaredJobs(vars, "eu");
    return [];
  } catch (error) {
    if (!(error instanceof Failures)) throw error;
    return error.failures.map(({ where, message, hint }) => `${where} ${message}${hint === undefined ? "" : ` (${hint})`}`);
  }
}
