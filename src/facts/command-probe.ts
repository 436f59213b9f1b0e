import type { Fact } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import { type RunAs, runAs } from "../shell/run-as.ts";
import { type Command, lines, sh } from "../shell/sh.ts";

/** How a host is asked whether a command has done its work already. */
export type CommandProbe =
  /** Absolute path that is there then. */
  | { readonly creates: string }
  /** Program that ends with 0 then, and changes nothing. */
  | (RunAs & { readonly unless: readonly string[] });

const PROBE_SECONDS = 15;

/** Asks whether commands have done their work. A probe that cannot be started (no such program, account or folder yet) says no. */
export const commandProbe: Fact<CommandProbe, boolean> = {
  name: "command-probe",
  timeoutMs: 120_000,
  script: (probes) =>
    lines(
      ...probes.map(
        (probe) => sh`${probeCommand(probe)} >/dev/null 2>&1
echo $?`,
      ),
    ),
  parse(output, probes) {
    const statuses = Buffer.from(output).toString().split("\n");
    return probes.map((probe, index) => (isTimeout(statuses[index]) ? timedOut(probe) : statuses[index] === "0"));
  },
};

/** Says by its exit status whether the command's work is done; used again right before it would run. */
export function probeCommand(probe: CommandProbe): Command {
  return "creates" in probe ? sh`[ -e ${probe.creates} ]` : sh`timeout -k 5 ${PROBE_SECONDS} ${runAs(probe.unless, probe)}`;
}

function isTimeout(status: string | undefined): boolean {
  return status === "124" || status === "137";
}

function timedOut(probe: CommandProbe): Failure {
  const words = "creates" in probe ? probe.creates : probe.unless.join(" ");
  return new Failure(
    "FACT_TIMEOUT",
    "command-probe",
    `Cannot tell whether a command is due: "${words}" took longer than ${String(PROBE_SECONDS)} s`,
  );
}
