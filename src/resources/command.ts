import { z } from "zod";
import { type CommandProbe, commandProbe, probeCommand } from "../facts/command-probe.ts";
import { accountName } from "../model/account-name.ts";
import { CHANGE_TIMEOUT_MS } from "../model/change.ts";
import type { Resolved } from "../model/from-host.ts";
import { defineKind } from "../model/kind.ts";
import { runAs } from "../shell/run-as.ts";
import { sh } from "../shell/sh.ts";

const Text = z.string().refine((text) => !text.includes("\0"), "must not hold a NUL character");

const Argv = z
  .array(Text)
  .min(1, "must begin with a program")
  .refine(([program = ""]) => program !== "" && !program.includes("="), "must begin with a program, without a = in its name");

const AbsolutePath = Text.startsWith("/", "must be an absolute path");

const Props = z
  .strictObject({
    name: z.string().min(1).describe("Names the command on the host."),
    run: Argv.optional().describe("The program and its arguments; no shell is between."),
    shell: Text.min(1).optional().describe("A line for /bin/sh instead. Anything put into it must be quoted by its author."),
    creates: AbsolutePath.optional().describe("A path that is there when the command has done its work."),
    unless: z
      .union([Argv, Text.min(1)])
      .optional()
      .describe("A program, or a line for /bin/sh, that ends with 0 when the work is done; it must change nothing, and end within 15 s."),
    user: accountName.optional().describe("The account to run as, `unless` too, with its groups, HOME, USER and LOGNAME. Default: root."),
    cwd: AbsolutePath.default("/").describe("The folder to run in, `unless` too."),
    environment: z
      .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "must be a variable's name"), Text)
      .default({})
      .describe("Variables to add, for `unless` too. No secrets: anybody on the host can read them while the command starts."),
    timeoutMs: z.int().positive().default(CHANGE_TIMEOUT_MS).describe("When to end a command that still runs, milliseconds."),
  })
  .refine(({ run, shell }) => (run === undefined) !== (shell === undefined), {
    error: "must be given, or `shell`: one of them",
    path: ["run"],
  })
  .refine(({ creates, unless }) => (creates === undefined) !== (unless === undefined), {
    error: "must be given, or `unless`: one of them says whether the command has run already",
    path: ["creates"],
  });

type Want = Resolved<z.output<typeof Props>>;

/**
 * Runs a program when a look at the host says that its work is not done. For what no other kind does.
 *
 * @example command({ name: "web network", run: ["docker", "network", "create", "web"], unless: ["docker", "network", "inspect", "web"] })
 */
export const command = defineKind("command", {
  description: "A program has done its work, which a path or a check shows.",
  props: Props,
  id: ({ name }) => name,
  observe: async (want, ask) => (await ask(commandProbe, probeOf(want))) === true,
  plan(want, isDone) {
    if (isDone) return [];
    const argv = argvOf(want.run ?? want.shell);
    return [
      {
        title: `run ${want.name}`,
        diff: { note: sh`${argv}`.text },
        commands: [sh`${probeCommand(probeOf(want))} >/dev/null 2>&1 || ${runAs(argv, want)}`],
        timeoutMs: want.timeoutMs,
      },
    ];
  },
});

function probeOf({ creates, unless, user, cwd, environment }: Want): CommandProbe {
  return creates === undefined ? { unless: argvOf(unless), user, cwd, environment } : { creates };
}

function argvOf(command: string | readonly string[] = ""): readonly string[] {
  return typeof command === "string" ? ["sh", "-c", command] : command;
}
