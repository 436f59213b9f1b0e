import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Event, Report } from "../model/event.ts";
import { Failure } from "../model/failure.ts";
import type { Host } from "../model/host.ts";
import { sandboxHosts } from "../sandbox/fleet.ts";
import { findRepository } from "./find-repository.ts";
import type { FleetOptions } from "./options.ts";

/** Adds to the failure of a sandbox host that has no address what would give it one. */
export function hintingAtSandbox(hosts: readonly Host[], { folder }: FleetOptions, report: Report): Report {
  const inventory = join(findRepository(resolve(folder ?? "")), "inventory");
  const names = new Set(sandboxHosts.map(({ name }) => name));
  const addressless = new Set(hosts.filter(({ name, address }) => names.has(name) && address.host === name).map(({ name }) => name));
  if (addressless.size === 0 || existsSync(join(inventory, "sandbox.yml"))) return report;
  return (event) => {
    report(isUnreachable(event) && addressless.has(event.host) ? { ...event, failure: withSandboxHint(event.failure) } : event);
  };
}

function isUnreachable(event: Event): event is Extract<Event, { type: "failure" }> & { readonly host: string } {
  return event.type === "failure" && event.host !== undefined && event.failure.code === "UNREACHABLE";
}

function withSandboxHint({ code, where, message, cause }: Failure): Failure {
  return new Failure(code, where, message, { cause, hint: "The sandbox is not up: run `infra sandbox up`" });
}
