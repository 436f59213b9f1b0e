import { z } from "zod";
import type { Declared } from "../../src/engine/compile.ts";
import type { Fact } from "../../src/model/fact.ts";
import { blob, blobPath } from "../../src/model/blob.ts";
import { defineKind } from "../../src/model/kind.ts";
import { sh } from "../../src/shell/sh.ts";
import { optionsFor } from "./converge-on.ts";
import { PrivateHost } from "./private-host.ts";
import { declared } from "./text-kind.ts";
import { converge } from "../../src/engine/converge.ts";
import type { ConvergeOptions } from "../../src/engine/options.ts";
import type { Event, HostSummary } from "../../src/model/event.ts";
import type { Failure } from "../../src/model/failure.ts";
import type { Resource } from "../../src/model/resource.ts";

const content: Fact<string, string> = {
  name: "shared content",
  script: (paths) => sh`for path in ${paths}; do [ ! -e "$path" ] || cat "$path"; printf '\0'; done`,
  parse: (output) => Buffer.from(output).toString().split("\0").slice(0, -1),
};

/**
 * A text in a file that is the same on several hosts. Each phase notes itself in `/tmp/log`; where `/tmp/fail.N` is, the N-th one fails; where
 * `/tmp/wait.N` is, it lasts until that goes.
 */
export const jointText = defineKind("jointText", {
  description: "A text in a file that several hosts change together",
  props: z.strictObject({
    path: z.string(),
    text: z.string(),
    hosts: z.array(z.string()),
    step: z.string().default("text"),
    stays: z.boolean().default(true),
    short: z.boolean().default(false),
  }),
  id: ({ path }) => path,
  observe: async ({ path }, ask) => await ask(content, path),
  plan({ path, text, hosts, step, stays, short }, seen) {
    if (seen === text) return [];
    const bytes = blob(text);
    const begin = (number: number) =>
      sh`echo ${`${step} ${number}`} >>/tmp/log; while [ -e /tmp/wait.${number} ]; do sleep 0.02; done; [ ! -e /tmp/fail.${number} ]`;
    const phases = [
      {
        title: `stage ${path}`,
        commands: [begin(1), sh`cat ${blobPath(bytes)} >${path}.staged; touch ${path}; cp ${path} ${path}.before`],
      },
      { title: `swap ${path}`, commands: [begin(2), stays ? sh`mv -f ${path}.staged ${path}` : sh`true`], timeoutMs: 60_000 },
      { title: `confirm ${path}`, commands: [begin(3)] },
    ];
    const back = [
      sh`echo ${`${step} back`} >>/tmp/log; [ ! -e /tmp/fail.back ] || exit 1; [ ! -e ${path}.before ] || mv -f ${path}.before ${path}`,
    ];
    const diff = { content: { before: typeof seen === "string" ? seen : "", after: text } };
    return [
      {
        title: `share ${path}`,
        diff,
        commands: [],
        blobs: [bytes],
        together: { step, hosts, phases: short ? phases.slice(0, 2) : phases, back },
      },
    ];
  },
});

/** What a run over a fleet came to. */
export interface FleetRun {
  readonly hosts: Readonly<Record<string, HostSummary>>;
  readonly events: readonly Event[];
  /** `HOST CODE`, in the order in which they were told. */
  readonly codes: readonly string[];
  readonly failures: readonly Failure[];
}

/** Hosts that do something together. */
export class JointFleet {
  readonly hosts: readonly PrivateHost[];

  constructor(...names: readonly string[]) {
    this.hosts = names.map((name) => new PrivateHost(name));
  }

  async up(): Promise<this> {
    await Promise.all(this.hosts.map((host) => host.up()));
    return this;
  }

  down(): void {
    for (const host of this.hosts) host.down();
  }

  /** A host by its name. */
  at(name: string): PrivateHost {
    const found = this.hosts.find(({ host }) => host.name === name);
    if (found === undefined) throw new Error(`no host ${name}`);
    return found;
  }

  /** What a line prints on each host. */
  sh(line: string): readonly string[] {
    return this.hosts.map((host) => host.sh(line));
  }

  /** Applies, or plans, the same resources on all hosts, or on those that are named. */
  async run(
    resources: readonly Resource[] | ((host: string) => readonly Resource[]),
    options: Partial<ConvergeOptions> & { readonly only?: readonly string[]; readonly onEvent?: (event: Event) => void } = {},
  ): Promise<FleetRun> {
    const { only, onEvent, ...changes } = options;
    const given = optionsFor(this.hosts, changes);
    const report = (event: Event): void => {
      given.report(event);
      onEvent?.(event);
    };
    const work = this.hosts
      .filter(({ host }) => only?.includes(host.name) ?? true)
      .map(({ host }) => ({ host, declared: declaredFor(resources, host.name) }));
    const hosts = await converge(work, { ...given, report });
    const failed = given.events.flatMap((event) => (event.type === "failure" ? [event] : []));
    return {
      hosts,
      events: given.events,
      codes: failed.map(({ host, failure }) => `${host ?? ""} ${failure.code}`),
      failures: failed.map(({ failure }) => failure),
    };
  }
}

function declaredFor(resources: readonly Resource[] | ((host: string) => readonly Resource[]), host: string): readonly Declared[] {
  return declared(...(typeof resources === "function" ? resources(host) : resources));
}
