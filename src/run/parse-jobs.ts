/** How a job ended the last time. */
export type JobOutcome = "ok" | "failed" | "running" | "skipped" | "never";

/** One job of a host. Times are seconds since 1970, by the host's clock. */
export interface JobState {
  /** The timer's name without suffix, and without the prefix of role `jobs`. */
  readonly job: string;
  readonly timer: string;
  /** What the timer starts. */
  readonly unit: string;
  /** Its calendar events. */
  readonly schedule: readonly string[];
  /** `undefined` where the timer does not run. */
  readonly next: number | undefined;
  readonly began: number | undefined;
  readonly ended: number | undefined;
  readonly outcome: JobOutcome;
  /** Why it failed or was skipped. */
  readonly reason: string;
  /** The last lines of its journal, where they were asked for. */
  readonly log?: readonly string[];
}

/** What a host answered. */
export interface JobsAnswer {
  /** The host's clock. */
  readonly now: number;
  readonly jobs: readonly JobState[];
}

type Block = ReadonlyMap<string, string>;

interface Known {
  readonly next: ReadonlyMap<string, number>;
  readonly units: ReadonlyMap<string, Block>;
  readonly journal: ReadonlyMap<string, Ended>;
  readonly logs: ReadonlyMap<string, readonly string[]>;
}

interface Ended {
  readonly at: number;
  /** systemd's word for why it failed; empty where it did not. */
  readonly result: string;
}

type Last = Pick<JobState, "began" | "ended" | "outcome" | "reason">;

const NEVER: Last = { began: undefined, ended: undefined, outcome: "never", reason: "" };

/** Parses what a host answers to `jobsQuestion`; `undefined` where that is no answer. */
export function parseJobs(text: string): JobsAnswer | undefined {
  if (text === "") return { now: 0, jobs: [] };
  const [now = "", timers = "", shown = "", units = "", journal = "", ...logs] = text.split("\0");
  const next = nextOf(timers);
  if (next === undefined) return undefined;
  const known = { next, units: byId(units), journal: journalOf(journal), logs: logsOf(logs) };
  return { now: Number(now), jobs: [...byId(shown).values()].map((timer) => jobOf(timer, known)) };
}

function jobOf(timer: Block, { next, units, journal, logs }: Known): JobState {
  const name = valueOf(timer, "Id");
  const unit = valueOf(timer, "Unit");
  const log = logs.get(name);
  return {
    job: name.replace(/\.timer$/, "").replace(/^geosteer-job-/, ""),
    timer: name,
    unit,
    schedule: [...valueOf(timer, "TimersCalendar").matchAll(/OnCalendar=(.*?) ;/g)].map(([, event = ""]) => event),
    next: valueOf(timer, "ActiveState") === "active" ? next.get(name) : undefined,
    ...(timerMistake(timer) ?? lastOf(units.get(unit), journal.get(unit))),
    ...(log !== undefined && { log }),
  };
}

function timerMistake(timer: Block): Last | undefined {
  if (valueOf(timer, "LoadState") === "not-found") return { ...NEVER, outcome: "failed", reason: "its timer is not there" };
  return valueOf(timer, "ActiveState") === "failed" ? { ...NEVER, outcome: "failed", reason: "its timer failed" } : undefined;
}

function lastOf(unit: Block | undefined, journal: Ended | undefined): Last {
  if (unit === undefined || valueOf(unit, "LoadState") === "not-found") {
    return { ...NEVER, outcome: "failed", reason: "the unit that its timer starts is not there" };
  }
  const began = secondsOf(unit, "InactiveExitTimestamp");
  const ended = secondsOf(unit, "InactiveEnterTimestamp");
  const active = valueOf(unit, "ActiveState");
  if (active === "failed") return { began, ended, outcome: "failed", reason: whyFailed(unit) };
  if (active !== "inactive") return { began, ended: undefined, ...liveOutcome(unit) };
  const skipped = skippedAt(unit);
  if (skipped !== undefined) return { began: skipped, ended: skipped, outcome: "skipped", reason: "a condition of its unit is not met" };
  if (ended !== undefined) return { began, ended, outcome: "ok", reason: "" };
  return journal === undefined ? NEVER : fromJournal(journal);
}

/** A unit that stays active after its work is done has ended well. */
function liveOutcome(unit: Block): Pick<Last, "outcome" | "reason"> {
  if (valueOf(unit, "SubState") === "auto-restart") return { outcome: "failed", reason: whyFailed(unit) };
  return { outcome: valueOf(unit, "SubState") === "exited" ? "ok" : "running", reason: "" };
}

function skippedAt(unit: Block): number | undefined {
  const asked = secondsOf(unit, "ConditionTimestamp");
  return valueOf(unit, "ConditionResult") === "no" ? asked : undefined;
}

function fromJournal({ at, result }: Ended): Last {
  return { began: undefined, ended: at, outcome: result === "" ? "ok" : "failed", reason: result };
}

/** ExecMainCode is CLD_EXITED (1), CLD_KILLED (2) or CLD_DUMPED (3) of waitid(2). */
function whyFailed(unit: Block): string {
  const result = valueOf(unit, "Result");
  const status = valueOf(unit, "ExecMainStatus");
  if (result === "exit-code" && status !== "0") return `exit status ${status}`;
  if (["signal", "core-dump"].includes(result)) return `killed by signal ${status}`;
  return result === "timeout" ? "it took too long" : result;
}

/** `systemctl list-timers --output=json`: microseconds since 1970, null or 0 where there is nothing to come. */
function nextOf(json: string): ReadonlyMap<string, number> | undefined {
  const entries = jsonOf(json);
  if (!Array.isArray(entries)) return undefined;
  return new Map(
    entries.flatMap((entry: { readonly unit?: unknown; readonly next?: unknown }) =>
      typeof entry.unit === "string" && typeof entry.next === "number" && entry.next > 0
        ? [[entry.unit, Math.floor(entry.next / 1_000_000)] as const]
        : [],
    ),
  );
}

function journalOf(lines: string): ReadonlyMap<string, Ended> {
  return new Map(
    lines.split("\n").flatMap((line) => {
      const entry = jsonOf(line) as Readonly<Record<string, unknown>> | undefined;
      const { UNIT: unit, UNIT_RESULT: result, __REALTIME_TIMESTAMP: at } = entry ?? {};
      if (typeof unit !== "string") return [];
      return [[unit, { at: Math.floor(Number(at) / 1_000_000), result: typeof result === "string" ? result : "" }] as const];
    }),
  );
}

function logsOf(parts: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const logs = new Map<string, readonly string[]>();
  for (let index = 0; index + 1 < parts.length; index += 2) {
    logs.set(
      parts[index] ?? "",
      (parts[index + 1] ?? "").split("\n").filter((line) => line !== ""),
    );
  }
  return logs;
}

function byId(text: string): ReadonlyMap<string, Block> {
  const blocks = text.trim().split(/\n\n+/).map(parseBlock);
  return new Map(blocks.filter((block) => block.has("Id")).map((block) => [valueOf(block, "Id"), block]));
}

/** A property may be there several times, such as TimersCalendar. */
function parseBlock(text: string): Block {
  const values = new Map<string, string>();
  for (const line of text.split("\n")) {
    const at = line.indexOf("=");
    const name = line.slice(0, at);
    values.set(name, [values.get(name) ?? [], line.slice(at + 1)].flat().join(" "));
  }
  return values;
}

function valueOf(block: Block, name: string): string {
  return block.get(name) ?? "";
}

/** `@1764294483`, as `--timestamp=unix` writes it; nothing where it never came to it. */
function secondsOf(block: Block, name: string): number | undefined {
  const [, seconds] = /^@(\d+)$/.exec(valueOf(block, name)) ?? [];
  return seconds === undefined || seconds === "0" ? undefined : Number(seconds);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
