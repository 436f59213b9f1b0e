import { converge } from "../../src/engine/converge.ts";
import type { Change } from "../../src/model/change.ts";
import type { HostSummary } from "../../src/model/event.ts";
import type { Failure } from "../../src/model/failure.ts";
import type { Resource } from "../../src/model/resource.ts";
import { optionsFor } from "./converge-on.ts";
import type { PrivateHost } from "./private-host.ts";
import { declared } from "./text-kind.ts";

/** What an apply to one host came to. */
export interface Applied {
  readonly summary: HostSummary | undefined;
  /** Of the first wave. */
  readonly planned: readonly Change[];
  readonly failures: readonly Failure[];
}

/** Applies resources to a private host through the engine, as one playbook. */
export async function applyTo(host: PrivateHost, resources: readonly Resource[], playbook = "test"): Promise<Applied> {
  const options = optionsFor([host], { playbook });
  const summary = await converge([{ host: host.host, declared: declared(...resources) }], options);
  return {
    summary: summary[host.host.name],
    planned: options.events.flatMap((event) => (event.type === "planned" && event.wave === 0 ? event.changes : [])),
    failures: options.events.flatMap((event) => (event.type === "failure" ? [event.failure] : [])),
  };
}
