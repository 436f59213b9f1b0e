import { Command, CommanderError } from "commander";
import type { CliCommand, RunAction } from "./cli-command.ts";
import { FAILED, OK, USAGE } from "./exit-status.ts";
import { ownSurroundings, type Surroundings } from "./surroundings.ts";
import { version } from "./version.ts";

/** A command's name, what the overview says of it, and its module, loaded when it is called. */
interface Entry {
  readonly summary: string;
  load(): Promise<CliCommand>;
}

const commands: Readonly<Record<string, Entry>> = {
  plan: { summary: "show what would change, with the exact diff", load: () => import("./plan.ts") },
  apply: { summary: "bring hosts to the state that a playbook declares", load: () => import("./apply.ts") },
  drift: { summary: "tell what was changed on the hosts from what was changed here", load: () => import("./drift.ts") },
  retry: { summary: "run the last apply again where it did not come to its end", load: () => import("./retry.ts") },
  check: { summary: "check types, variables and names without connecting", load: () => import("./check.ts") },
  inventory: { summary: "show hosts, groups and variables, and where each comes from", load: () => import("./inventory.ts") },
  run: { summary: "run one command on many hosts", load: () => import("./run.ts") },
  jobs: { summary: "tell how the timers of roles ended, and when they come next", load: () => import("./jobs.ts") },
  stacks: { summary: "show stacks of containers: state, health, image, since when", load: () => import("./stacks.ts") },
  logs: { summary: "show what a service's container prints", load: () => import("./logs.ts") },
  list: { summary: "show playbooks, roles and kinds with their documentation", load: () => import("./list.ts") },
  geo: { summary: "tell who is served from where, and reckon with it", load: () => import("./geo.ts") },
  dns: { summary: "import a zone; print DS records of those that are signed", load: () => import("./dns.ts") },
  secrets: { summary: "encrypt, show and edit secret values of the inventory", load: () => import("./secrets.ts") },
  sandbox: { summary: "bring up or remove a throw-away fleet on this machine", load: () => import("./sandbox.ts") },
};

/** Runs `infra` with the arguments behind its name; resolves to the exit status and never rejects for a user's mistake. */
export async function main(argv: readonly string[], surroundings: Surroundings = ownSurroundings()): Promise<number> {
  let status = OK;
  const run: RunAction = async (action) => {
    status = await action(surroundings);
  };
  const args = argv[0] === "help" ? [...argv.slice(1, 2), "--help"] : argv;
  try {
    await (await program(args[0], run, surroundings)).parseAsync(args, { from: "user" });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return statusOf(error);
    surroundings.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return FAILED;
  }
}

async function program(called: string | undefined, run: RunAction, { stdout, stderr }: Surroundings): Promise<Command> {
  const root = new Command("infra")
    .description("Keeps a fleet of Debian servers in the state that typed TypeScript playbooks describe, over SSH.")
    .usage("<command> [options]")
    .version(version())
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      getOutHelpWidth: () => Math.min(stdout.columns ?? 100, 120),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .helpCommand(false)
    .addHelpText("after", overview);
  for (const [name, { summary, load }] of Object.entries(commands)) {
    const command = root
      .command(name)
      .summary(summary)
      .description(summary)
      .showHelpAfterError(`(\`infra ${name} --help\` shows its manual)`);
    if (name === called) (await load()).define(command, run);
  }
  return root;
}

/** Help that was asked for is a success; everything else that commander ends by is a wrong argument. */
function statusOf({ code }: CommanderError): number {
  return code === "commander.helpDisplayed" || code === "commander.version" ? OK : USAGE;
}

const overview = `
\`infra <command> --help\` shows a command's manual.

Examples:
  infra sandbox up       three Debian hosts on this machine
  infra plan all         what would change on them
  infra apply all        change it
  infra apply all        a second time: nothing to do, one exchange a host`;
