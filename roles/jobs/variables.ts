import { z } from "geosteer";
import { paceOf, Schedule } from "./schedule.ts";

const Word = z.string().regex(/^[^\n\r\0]+$/, "must be one line");
const AbsolutePath = z.string().regex(/^\/[^\s\0%$"'\\]*[^/\s\0%$"'\\]$/, "must be an absolute path without spaces and quotes");
const DockerName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, "must be a container's name");
const StackService = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]*(?:\/[A-Za-z0-9._-]+)?$/, "must be a compose project, or one of its services: `searx/redis`");
const UnitName = z.string().regex(/^[A-Za-z0-9:_.\\-]+(?:@[A-Za-z0-9:_.\\-]+)?$/, "must be a unit's name");

const WHAT = "What it does: restarts things, removes what Docker no longer uses, runs a program, or builds Caddy and hands it on.";

/** What every type of task has. */
const shared = {
  schedule: Schedule.describe("When it runs: `hourly`, `daily`, `weekly`, or a calendar event of systemd.time(7)."),
  only: z.array(z.string()).min(1).optional().describe("Hosts or groups that have the task. Default: all that the role is applied to."),
  timeout: z.int().min(1).optional().describe("Seconds after which a run is ended, and has failed. Default: 1000; a build 3600."),
  spread: z
    .int()
    .min(0)
    .optional()
    .describe(
      "Seconds over which hosts are spread, each with a delay of its own that stays. Default: none for what comes several times an hour, 600 several times a day, else 3600.",
    ),
};

const Restart = z
  .strictObject({
    type: z.literal("restart").describe(WHAT),
    ...shared,
    services: z
      .array(StackService)
      .default([])
      .describe("restart: Compose projects, or services of them as `project/service`: what runs of them."),
    containers: z.array(DockerName).default([]).describe("restart: Containers by name."),
    units: z.array(UnitName).default([]).describe("restart: Systemd units."),
  })
  .refine(({ services, containers, units }) => services.length + containers.length + units.length > 0, {
    error: "must name something, or `containers` or `units`",
    path: ["services"],
  });

const Prune = z.strictObject({
  type: z.literal("prune").describe(WHAT),
  ...shared,
  what: z
    .array(z.enum(["containers", "images", "networks", "volumes"]))
    .min(1)
    .default(["containers", "images", "networks"])
    .describe(
      "prune: What is removed where nothing uses it. `volumes` holds data: Docker 20.10 removes named ones too, later versions do not.",
    ),
  all_images: z.boolean().default(false).describe("prune: Whether images with a name go too that no container uses."),
  until: z
    .string()
    .regex(/^(?:\d+[hms])+$/, "must be a duration of Go's: 24h, 1h30m")
    .default("24h")
    .describe("prune: Age from which it is removed; volumes know none."),
  keep_label: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_./-]*(?:=[A-Za-z0-9_./-]+)?$/, "must be a label, or label=value")
    .default("geosteer.keep")
    .describe("prune: What bears this label stays."),
});

const CommandTask = z.strictObject({
  type: z.literal("command").describe(WHAT),
  ...shared,
  run: z
    .array(Word)
    .refine(([program = ""]) => program.startsWith("/"), "must begin with a program's absolute path")
    .describe("command: The program, by its absolute path, and its arguments; no shell is between. No secrets."),
  user: z
    .string()
    .regex(/^[a-z_][a-z0-9_-]*$/, "must be an account's name")
    .default("root")
    .describe("command: The account to run as."),
  writable_paths: z.array(AbsolutePath).default([]).describe("command: What it may write beside /tmp of its own; all else is read-only."),
});

/** How a new Caddy is built, handed on and rolled out. */
const CaddyBuild = z.strictObject({
  type: z.literal("caddy-build").describe(WHAT),
  ...shared,
  holder: z.string().describe("caddy-build: The host that builds."),
  hosts: z.array(z.string()).min(1).optional().describe("caddy-build: Hosts that get the build. Default: all that have the task."),
  version: z
    .string()
    .regex(/^v\d[\w.+-]*$/, "must be a version such as v2.10.2")
    .optional()
    .describe("caddy-build: Caddy's version. Default: the latest."),
  modules: z
    .record(
      z.string().regex(/^[a-z0-9][\w.-]*(?:\/[\w.~-]+)+$/, "must be a Go module's path"),
      z.string().regex(/^v?[\w.+-]+$/, "must be a version, or `latest`"),
    )
    .default({})
    .describe("caddy-build: Go modules that are built in, with their versions, or `latest`."),
  xcaddy: AbsolutePath.default("/usr/bin/xcaddy").describe("caddy-build: Where xcaddy is on the holder. It needs Go."),
  address: z
    .union([z.ipv4(), z.ipv6()])
    .optional()
    .describe(
      "caddy-build: Address of the holder, best in the tailnet, that it listens on. Default: it listens on all, and is asked by its `ansible_host`.",
    ),
  port: z
    .int()
    .min(1)
    .max(65_535)
    .default(8094)
    .describe("caddy-build: Port on which the holder hands out the build; open it to the others."),
  signers: z
    .array(z.string().regex(/^(?:ssh-(?:ed25519|rsa)|ecdsa-sha2-nistp(?:256|384|521)) [A-Za-z0-9+/=]+$/, "must be a public SSH host key"))
    .min(1)
    .optional()
    .describe(
      "caddy-build: The holder's SSH host keys, of which it signs builds with the Ed25519 one, or the first. Default: its `host_key` in the inventory.",
    ),
  check_every: Schedule.default("hourly").describe("caddy-build: When the other hosts look for a new build."),
  binary: AbsolutePath.default("/usr/bin/caddy").describe("caddy-build: The program that is replaced."),
  config: AbsolutePath.default("/etc/caddy/Caddyfile").describe("caddy-build: The live configuration, that a build must accept."),
  unit: UnitName.default("caddy.service").describe("caddy-build: The unit that runs it."),
});

const Task = z.discriminatedUnion("type", [Restart, Prune, CommandTask, CaddyBuild]);

/** What the role is told by the inventory. */
export const JobsVars = z.strictObject({
  tasks: z
    .record(z.string().regex(/^[a-z0-9][a-z0-9-]{0,40}$/, "must be a name of small letters, digits and -"), Task)
    .default({})
    .describe("What is done regularly, by name; each is the units geosteer-job-<name>.service and .timer."),
});

/** A task once it is checked. */
export type Task = z.output<typeof Task>;

/** A task that builds Caddy. */
export type CaddyBuild = Extract<Task, { readonly type: "caddy-build" }>;

/** Seconds over which hosts are spread when the task does not say. */
export function spreadOf({ schedule, spread }: Pick<Task, "schedule" | "spread">): number {
  return spread ?? { minutes: 0, hours: 600, days: 3600 }[paceOf(schedule)];
}
