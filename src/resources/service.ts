import { z } from "zod";
import { askPath } from "../facts/path-state.ts";
import type { PathState } from "../facts/path-probe.ts";
import { stamps, type Stamps } from "../facts/stamps.ts";
import { fixedEnablement, isMasked, unknownUnit } from "../facts/unit-enablement.ts";
import { unitState, type UnitState } from "../facts/unit-state.ts";
import { sha256 } from "../model/blob.ts";
import type { ChangeDraft, Diff } from "../model/change.ts";
import { type Ask, missing } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import { defineKind } from "../model/kind.ts";
import { absolutePath } from "../model/path.ts";
import type { Resource } from "../model/resource.ts";
import { recordStamps } from "../model/stamps.ts";
import { isTemplate, unitName } from "../model/unit-name.ts";
import { isDue, observeWatched, type Watched } from "../model/watched.ts";
import { bringUp, freshUnitFiles, type UnitVerb } from "../shell/bring-up.ts";
import { type Command, sh } from "../shell/sh.ts";

const resource = z.custom<Resource>((value) => typeof value === "object" && value !== null && "digest" in value, "must be a resource");

const Props = z
  .strictObject({
    unit: unitName
      .refine((unit) => !isTemplate(unit), "must be an instance (`x@y.service`): a template itself never runs")
      .describe("The unit: a service, timer, socket or any other that can be started. Without a suffix, `.service` is meant."),
    running: z.boolean().optional().describe("Whether it is to be active now. Left out, it stays as it is."),
    enabled: z.boolean().optional().describe("Whether it starts at boot. Left out, it stays as it is."),
    masked: z.boolean().optional().describe("Whether nothing at all may start it. Left out, it stays as it is."),
    reloadOn: z
      .array(resource)
      .default([])
      .describe("Resources whose change it must read, by a reload; by a restart where it cannot reload."),
    reloadOnFiles: z
      .array(absolutePath)
      .default([])
      .describe(
        "Files that something else keeps, such as certificates: where one of them no longer holds what it held when the unit last read it, it is reloaded.",
      ),
    restartOn: z.array(resource).default([]).describe("Resources whose change it must read, by a restart."),
    startTimeoutMs: z.int().positive().default(30_000).describe("How long it may take to become active, milliseconds."),
  })
  .refine(({ masked, running, enabled }) => !(masked === true && (running === true || enabled === true)), {
    error: "cannot be true for a unit that is to run or to be enabled",
    path: ["masked"],
  });

type Want = Pick<z.output<typeof Props>, "unit" | "running" | "enabled" | "masked" | "startTimeoutMs">;

interface Seen {
  readonly state: UnitState;
  readonly stamps: Stamps | undefined;
  readonly reloadOn: readonly Watched[];
  readonly restartOn: readonly Watched[];
}

/** Time that a unit may take to stop before it starts again, and to show its journal. */
const MARGIN_MS = 120_000;

/**
 * A unit is running, enabled, and has read what it watches: what it has read is noted in a stamps file on the host (see `recordStamps`), so that
 * a reload that a run did not come to do is done by the next.
 *
 * @example service({ unit: "caddy", running: true, enabled: true, reloadOn: [file({ path: "/etc/caddy/Caddyfile", content: "" })] })
 */
export const service = defineKind("service", {
  description: "A systemd unit is running, enabled, and has read the latest state of the resources that it watches.",
  props: Props,
  id: ({ unit }) => unit,
  watches({ unit, reloadOn, restartOn }) {
    const ids = [...new Set([...reloadOn, ...restartOn].map(({ id }) => id))];
    return ids.length === 0 ? undefined : { unit, ids };
  },
  async observe({ unit, ...want }, ask): Promise<Seen> {
    const [state, known, reloadOnFiles, reloadOn, restartOn] = await Promise.all([
      ask(unitState, unit),
      ask(stamps, unit),
      Promise.all(want.reloadOnFiles.map((path) => observeContent(path, ask))),
      Promise.all(want.reloadOn.map((one) => observeWatched(one, ask))),
      Promise.all(want.restartOn.map((one) => observeWatched(one, ask))),
    ]);
    return {
      state: state === missing ? unknownUnit(unit) : state,
      stamps: known === missing ? undefined : known,
      reloadOn: [...reloadOn, ...reloadOnFiles],
      restartOn,
    };
  },
  absence: () => "nothing",
  plan(want, seen) {
    refuseImpossible(want, seen.state);
    return [
      ...planUnmasked(want, seen.state),
      ...planEnabled(want, seen.state),
      ...planRunning(want, seen),
      ...planMasked(want, seen.state),
    ];
  },
});

/** What is in a file now: nobody here declares it, so that it is no resource. */
async function observeContent(path: string, ask: Ask): Promise<Watched> {
  const seen = await askPath(ask, { path, want: "digest" });
  return { id: `content:${path}`, digest: contentDigest(seen), pending: false };
}

function contentDigest(seen: PathState): string {
  if (seen.type === "symlink") return sha256(seen.target);
  return (seen.type === "file" && seen.sha256) || seen.type;
}

function refuseImpossible({ unit, running, enabled, masked }: Want, state: UnitState): void {
  if (isMasked(state) && masked === undefined && (running === true || enabled === true)) {
    throw refusal(unit, `Cannot start or enable ${unit}: it is masked`, "Declare `masked: false` to unmask it");
  }
  if (running === true && state.type === "oneshot" && !state.remainsAfterExit) {
    throw refusal(
      unit,
      `Cannot keep ${unit} running: it is of Type=oneshot and ends when its work is done`,
      "Declare its timer, or leave out `running`",
    );
  }
}

function planUnmasked({ unit, masked }: Want, state: UnitState): readonly ChangeDraft[] {
  if (masked !== false || !isMasked(state)) return [];
  const runtime = state.file === "masked-runtime" ? ["--runtime"] : [];
  return [draft(`unmask ${unit}`, fileDiff(state, "not masked"), [sh`systemctl unmask ${[...runtime, "--", unit]}`])];
}

/** The last step: what is masked can neither be stopped cleanly nor disabled. */
function planMasked({ unit, masked }: Want, state: UnitState): readonly ChangeDraft[] {
  if (masked !== true || isMasked(state)) return [];
  return [draft(`mask ${unit}`, fileDiff(state, "masked"), [sh`systemctl mask -- ${unit}`])];
}

function planEnabled({ unit, enabled }: Want, state: UnitState): readonly ChangeDraft[] {
  const isOn = state.file.startsWith("enabled") || state.file === "generated";
  if (enabled === undefined || (enabled ? state.file === "enabled" : !isOn)) return [];
  const verb = enabled ? "enable" : "disable";
  const fixed = fixedEnablement(unit, state);
  if (fixed !== undefined) throw refusal(unit, `Cannot ${verb} ${unit}: ${fixed}`, "Leave out `enabled`");
  const runtime = !enabled && state.file === "enabled-runtime" ? ["--runtime"] : [];
  return [draft(`${verb} ${unit}`, fileDiff(state, `${verb}d`), [sh`systemctl ${[verb, ...runtime, "--", unit]}`])];
}

function planRunning(want: Want, seen: Seen): readonly ChangeDraft[] {
  const { state } = seen;
  const isLive = !["inactive", "failed", "deactivating"].includes(state.active);
  if (want.running === false && !["inactive", "failed"].includes(state.active)) return [stop(want, seen)];
  if (want.running === true && !isLive) return [start(want, seen)];
  if (!isLive) return noteUnread(want, seen);
  if (dueIds(seen).length > 0) return [react(want, seen)];
  if (want.running === true && state.active === "activating") return [start(want, seen)];
  return [...planUnitFiles(want, state), ...noteFirstSeen(want, seen)];
}

/** A package may have started the unit earlier in this run, with what was there then: where something is due, `start` would be too little. */
function start(want: Want, seen: Seen): ChangeDraft {
  const verb = dueIds(seen).length > 0 ? verbFor(seen) : "start";
  return {
    ...draft(`start ${want.unit}`, runningDiff(seen.state, "active"), up(verb, want, seen)),
    timeoutMs: want.startTimeoutMs + MARGIN_MS,
  };
}

function react(want: Want, seen: Seen): ChangeDraft {
  const verb = verbFor(seen);
  const title = verb === "restart" || !seen.state.canReload ? "restart" : "reload";
  const diff = { note: `It has not read the present ${dueIds(seen).join(", ")}` };
  return { ...draft(`${title} ${want.unit}`, diff, up(verb, want, seen)), timeoutMs: want.startTimeoutMs + MARGIN_MS, reaction: true };
}

function stop({ unit }: Want, seen: Seen): ChangeDraft {
  return draft(`stop ${unit}`, runningDiff(seen.state, "inactive"), [sh`systemctl stop -- ${unit}`, ...record(unit, seen)]);
}

/** A unit that does not run will read what is there when it starts: nothing is due for it, unless something has started it since. */
function noteUnread({ unit }: Want, seen: Seen): readonly ChangeDraft[] {
  if (seen.state.load === "not-found" || watched(seen).every((one) => seen.stamps?.get(one.id) === one.digest && !one.pending)) return [];
  const commands = record(unit, seen).map(
    (command) => sh`systemctl is-active --quiet -- ${unit} || {
${command}
}`,
  );
  return [{ title: `note what ${unit} will read`, commands, bookkeeping: true }];
}

function noteFirstSeen({ unit }: Want, seen: Seen): readonly ChangeDraft[] {
  if (seen.stamps !== undefined || watched(seen).length === 0) return [];
  return [{ title: `note what ${unit} has read`, commands: record(unit, seen), bookkeeping: true }];
}

function planUnitFiles({ unit }: Want, state: UnitState): readonly ChangeDraft[] {
  if (!state.needsDaemonReload) return [];
  return [
    draft(`read the files of ${unit} again`, { note: "They changed since systemd read them (daemon-reload)" }, [freshUnitFiles(unit)]),
  ];
}

function up(verb: UnitVerb, { unit, startTimeoutMs }: Want, seen: Seen): readonly Command[] {
  return [bringUp(verb, unit, { startTimeoutMs }), ...record(unit, seen)];
}

function record(unit: string, seen: Seen): readonly Command[] {
  const digests = new Map(watched(seen).map(({ id, digest }) => [id, digest]));
  return digests.size === 0 ? [] : [recordStamps(unit, digests)];
}

function verbFor(seen: Seen): UnitVerb {
  return seen.restartOn.some((one) => isDue(one, seen.stamps)) ? "restart" : "reload-or-restart";
}

function dueIds(seen: Seen): readonly string[] {
  const due = watched(seen).filter((one) => isDue(one, seen.stamps));
  return [...new Set(due.map(({ id }) => id))];
}

function watched({ reloadOn, restartOn }: Seen): readonly Watched[] {
  return [...reloadOn, ...restartOn];
}

function draft(title: string, diff: Diff, commands: readonly Command[]): ChangeDraft {
  return { title, diff, commands };
}

function runningDiff({ active, sub }: UnitState, after: string): Diff {
  return { fields: [{ name: "running", before: `${active} (${sub})`, after }] };
}

function fileDiff({ load, file }: UnitState, after: string): Diff {
  return { fields: [{ name: "enabled", before: file === "" ? load : file, after }] };
}

function refusal(unit: string, message: string, hint: string): Failure {
  return new Failure("RESOURCE_INVALID", `service:${unit}`, message, { hint });
}
