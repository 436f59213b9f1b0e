import type { Command } from "commander";
import { harmlessLine } from "../report/harmless.ts";
import { renderTable } from "../report/render-table.ts";
import { findRepository } from "../run/find-repository.ts";
import { DEFAULT_PREFIX, sandboxFiles } from "../sandbox/fleet.ts";
import { type RunAction, renderManual } from "./cli-command.ts";
import { FAILED, OK } from "./exit-status.ts";
import { addShowFlags, type ShowFlags, showing } from "./show.ts";
import type { Surroundings } from "./surroundings.ts";

/** Options of `infra sandbox`, as commander hands them over. */
interface SandboxFlags extends ShowFlags {
  readonly prefix: string;
  readonly images?: true;
}

/** Defines `infra sandbox up`, `down`, `status` and `images`. */
export function define(command: Command, run: RunAction): void {
  command
    .description(
      "A throw-away fleet on this machine: three Debian hosts (eu, us, in) with systemd, sshd and addresses of their own, in containers. " +
        "Beside them `lab` stands in for what they find outside, such as vendors' package archives. " +
        "Needs a Docker engine. `inventory/` finds them by itself, so that `infra apply all` works right after `up`.",
    )
    .usage("<command> [options]")
    .helpCommand(false)
    .addHelpText("after", manual);
  addVerb(command, { name: "up", summary: "make and start the hosts; what is there already stays", action: up }, run);
  addVerb(command, { name: "down", summary: "remove the hosts and all that belongs to them", action: down }, run).option(
    "--images",
    "remove the images too, which all sandboxes share",
  );
  addVerb(command, { name: "status", summary: "show the hosts", action: status }, run);
  addVerb(
    command,
    { name: "images", summary: "bring stand-ins for services' images to hosts that lack them; `up` does so too", action: images },
    run,
  );
}

/** One of the commands of `infra sandbox`. */
interface Verb {
  readonly name: string;
  readonly summary: string;
  action(flags: SandboxFlags, surroundings: Surroundings): Promise<number>;
}

function addVerb(command: Command, { name, summary, action }: Verb, run: RunAction): Command {
  const verb = command.command(name).description(summary);
  addShowFlags(verb.option("--prefix <name>", "name of the fleet; several stand side by side", DEFAULT_PREFIX));
  return verb.action(async () => {
    const flags = verb.opts<SandboxFlags>();
    await run((surroundings) => showing(flags, surroundings, () => action(flags, surroundings)));
  });
}

async function up(flags: SandboxFlags, surroundings: Surroundings): Promise<number> {
  const { sandboxUp } = await import("../sandbox/sandbox-up.ts");
  const notice = (message: string): void => {
    surroundings.stderr.write(`${harmlessLine(message)}\n`);
  };
  await sandboxUp({ prefix: flags.prefix, ...files(flags, surroundings), notice });
  return await status(flags, surroundings);
}

async function down(flags: SandboxFlags, surroundings: Surroundings): Promise<number> {
  const { sandboxDown } = await import("../sandbox/sandbox-down.ts");
  await sandboxDown({ prefix: flags.prefix, ...files(flags, surroundings), images: flags.images ?? false });
  return OK;
}

async function status({ prefix, json }: SandboxFlags, { stdout }: Surroundings): Promise<number> {
  const { sandboxStatus } = await import("../sandbox/sandbox-status.ts");
  const rows = await sandboxStatus({ prefix });
  const table = renderTable(
    ["host", "suite", "container", "state", "address", "address6", "ssh"].map((heading) => ({ heading })),
    rows.map(({ host, suite, container, state, address, address6, ssh }) => [
      host,
      suite,
      container,
      state,
      address ?? "-",
      address6 ?? "-",
      ssh,
    ]),
  );
  stdout.write(json ? rows.map((row) => `${JSON.stringify({ type: "sandbox", ...row })}\n`).join("") : table);
  return rows.every(({ ssh }) => ssh === "answers") ? OK : FAILED;
}

async function images({ prefix, json }: SandboxFlags, { stdout, stderr }: Surroundings): Promise<number> {
  const { sandboxImages } = await import("../sandbox/sandbox-images.ts");
  const notice = (message: string): void => {
    stderr.write(`${harmlessLine(message)}\n`);
  };
  const rows = await sandboxImages({ prefix, notice });
  const table = renderTable(
    ["host", "state", "images"].map((heading) => ({ heading })),
    rows.map((row) => [row.host, row.state, String(row.images)]),
  );
  stdout.write(json ? rows.map((row) => `${JSON.stringify({ type: "sandbox-images", ...row })}\n`).join("") : table);
  return rows.every(({ state }) => state !== "missing") ? OK : FAILED;
}

function files({ prefix }: SandboxFlags, { folder }: Surroundings): ReturnType<typeof sandboxFiles> {
  return sandboxFiles(findRepository(folder), prefix);
}

const manual = renderManual({
  statuses: [
    [0, "done; for `status`: all hosts answer"],
    [1, "it could not be done; for `status` and `images`: a host is missing or silent"],
    [64, "wrong arguments"],
  ],
  examples: [
    ["infra sandbox up", "about half a minute the first time, seconds later"],
    ["infra apply all", "the repository's playbook on it"],
    ["infra sandbox up --prefix two", "a second fleet; its inventory: -i .infra/sandbox/two/inventory.yml"],
    ["infra sandbox down", "leaves nothing behind"],
  ],
});
