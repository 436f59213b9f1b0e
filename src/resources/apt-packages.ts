import { z } from "zod";
import { type PackageState, packageState } from "../facts/package-state.ts";
import type { ChangeDraft, FieldDiff } from "../model/change.ts";
import { type Missing, missing } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import { deferrable } from "../model/from-host.ts";
import { defineKind } from "../model/kind.ts";
import { aptFunctions } from "../shell/apt.ts";
import { type AptTransaction, aptTransaction } from "../shell/apt-transaction.ts";
import { sh } from "../shell/sh.ts";

const Name = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9+.-]*[a-z0-9+.](?::[a-z0-9-]+)?$/,
    "must be a Debian package's name: lower-case letters, digits and +-., with :architecture for a foreign one",
  );

const Version = z
  .string()
  .regex(/^[A-Za-z0-9.+~:-]+\*?$/, "must be a version as dpkg writes it, or its beginning and a *: apt knows no other pattern");

const Suite = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._/-]*$/, "must be the name of a suite, such as trixie-backports");

const Precise = z
  .strictObject({
    name: Name.describe("The package's name."),
    version: Version.optional().describe(
      "Its version, whole (`3.4.6-1`) or its beginning and a `*` (`3.4.*`); an older one is gone back to.",
    ),
    fromSuite: deferrable(Suite)
      .optional()
      .describe("The suite to install it from, with what it needs; not looked at once it is installed."),
  })
  .refine(
    ({ version, fromSuite }) => version === undefined || fromSuite === undefined,
    "must have a version or a suite: apt takes one of them",
  );

const Props = z
  .strictObject({
    name: z.string().min(1).describe("Names this set of packages on the host, such as the role's name."),
    packages: z
      .array(z.union([Name, Precise]))
      .default([])
      .describe("Installed, in any version where none is said. A virtual package is there when another provides it."),
    absent: z.array(Name).default([]).describe("Not installed. Configuration files stay, and so does what was installed for them."),
    recommends: z.boolean().default(true).describe("Whether recommended packages are installed too, as is Debian's habit."),
    listsMaxAgeMs: z
      .int()
      .min(0)
      .default(86_400_000)
      .describe("How old apt's lists may be when something is installed, milliseconds: one day."),
    lockTimeoutMs: z.int().min(0).default(120_000).describe("How long to wait for another package manager, milliseconds."),
  })
  .refine(({ packages, absent }) => packages.length + absent.length > 0, {
    error: "must name a package, here or in `absent`",
    path: ["packages"],
  })
  .superRefine(({ packages, absent }, context) => {
    const names = [...packages.map(nameOf), ...absent];
    for (const name of new Set(names.filter((one, index) => names.indexOf(one) !== index))) {
      context.addIssue({ code: "custom", path: ["packages"], message: `must name "${name}" once` });
    }
  });

type Seen = ReadonlyMap<string, PackageState | Missing>;

/** A wanted package, whichever way it was written. */
interface Wanted {
  readonly name: string;
  readonly version?: string | undefined;
  readonly fromSuite?: string | undefined;
}

const TRANSACTION_TIMEOUT_MS = 1_800_000;

/**
 * Debian packages of one purpose, installed and removed in one transaction. One that was there only for another package's sake is marked
 * as wanted, so that `apt autoremove` leaves it. A hold is respected: a held package that does not fit is an error of the plan.
 *
 * @example aptPackages({ name: "base", packages: ["tmux", { name: "knot", version: "3.4.*" }], absent: ["nano"] })
 */
export const aptPackages = defineKind("aptPackages", {
  description: "Debian packages are installed, in the versions given, or absent, in one transaction.",
  props: Props,
  id: ({ name }) => name,
  async observe({ packages, absent }, ask): Promise<Seen> {
    const names = [...packages.map(nameOf), ...absent];
    return new Map(await Promise.all(names.map(async (name) => [name, await ask(packageState, name)] as const)));
  },
  plan({ name, packages, absent, ...options }, seen) {
    const wanted = packages.map(precise);
    const due = wanted.filter((one) => isDue(one, stateOf(seen, one.name)));
    const unwanted = absent.filter((one) => ["installed", "interrupted"].includes(stateOf(seen, one).state));
    refuseHeld(name, [...due.map(nameOf), ...unwanted], seen);
    const automatic = wanted.filter((one) => !due.includes(one) && isAutomatic(stateOf(seen, one.name)));
    return [...planTransaction(due, unwanted, options, seen), ...planManual(automatic.map(nameOf), options)];
  },
});

type Options = Pick<AptTransaction, "recommends" | "listsMaxAgeMs" | "lockTimeoutMs">;

function planTransaction(due: readonly Wanted[], remove: readonly string[], options: Options, seen: Seen): readonly ChangeDraft[] {
  if (due.length + remove.length === 0) return [];
  const install = due.map(aptWord);
  const fields = [...due.map((one) => fieldDiff(seen, one.name, after(one))), ...remove.map((one) => fieldDiff(seen, one, "absent"))];
  const titles = [install.length > 0 ? `install ${install.join(", ")}` : "", remove.length > 0 ? `remove ${remove.join(", ")}` : ""];
  return [
    {
      title: titles.filter((part) => part !== "").join("; "),
      diff: { fields },
      commands: aptTransaction({ ...options, install, remove, downgrades: due.some(({ version }) => version !== undefined) }),
      timeoutMs: TRANSACTION_TIMEOUT_MS,
    },
  ];
}

/** Not by `apt-get install`, which would take the chance and upgrade. */
function planManual(names: readonly string[], { lockTimeoutMs }: Options): readonly ChangeDraft[] {
  if (names.length === 0) return [];
  const fields = names.map((name) => ({ name, before: "there for another package's sake", after: "wanted" }));
  return [
    {
      title: `mark ${names.join(", ")} as wanted`,
      diff: { fields },
      commands: [aptFunctions(lockTimeoutMs), sh`apt_run apt-mark manual ${names}`],
    },
  ];
}

function nameOf(wanted: string | { readonly name: string }): string {
  return typeof wanted === "string" ? wanted : wanted.name;
}

function precise(wanted: string | Wanted): Wanted {
  return typeof wanted === "string" ? { name: wanted } : wanted;
}

function stateOf(seen: Seen, name: string): PackageState {
  const state = seen.get(name);
  return state === undefined || state === missing ? { state: "absent", held: false } : state;
}

function isDue({ version, fromSuite }: Wanted, now: PackageState): boolean {
  if (now.state === "provided") return version !== undefined || fromSuite !== undefined;
  return now.state !== "installed" || (version !== undefined && !fits(version, now.version));
}

function isAutomatic(now: PackageState): boolean {
  return now.state === "installed" && now.automatic;
}

/** Compares as apt does after `=`: the whole version, or its beginning where a `*` ends the pattern. */
function fits(pattern: string, version: string): boolean {
  return pattern.endsWith("*") ? version.startsWith(pattern.slice(0, -1)) : version === pattern;
}

function refuseHeld(set: string, names: readonly string[], seen: Seen): void {
  const held = names.filter((name) => {
    const now = stateOf(seen, name);
    return now.state !== "provided" && now.held;
  });
  if (held.length === 0) return;
  const list = held.map((name) => `"${name}" (${before(stateOf(seen, name))})`).join(", ");
  throw new Failure("RESOURCE_INVALID", `aptPackages:${set}`, `Cannot change ${list}: held on the host`, {
    hint: `Run \`apt-mark unhold ${held.join(" ")}\` there, or declare what is installed.`,
  });
}

function aptWord({ name, version, fromSuite }: Wanted): string {
  if (version !== undefined) return `${name}=${version}`;
  return fromSuite === undefined ? name : `${name}/${fromSuite}`;
}

function fieldDiff(seen: Seen, name: string, wanted: string): FieldDiff {
  return { name, before: before(stateOf(seen, name)), after: wanted };
}

function before(now: PackageState): string {
  if (now.state === "installed") return now.version;
  return now.state === "provided" ? `provided by ${now.by}` : now.state;
}

function after({ version, fromSuite }: Wanted): string {
  return version ?? (fromSuite === undefined ? "installed" : `installed, from ${fromSuite}`);
}
