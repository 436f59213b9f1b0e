import type { Host } from "../model/host.ts";
import { type Command, lines, sh } from "../shell/sh.ts";
import type { CommandEnd } from "./command-end.ts";
import { prelude } from "./prelude.ts";
import { notRoot, stateUnusable } from "./reach.ts";
import type { Session } from "./session.ts";

/** Runs a command on a host as root, with stdin closed, in one exchange. Throws where the account is not root. */
export async function commandOn(session: Session, host: Host, command: Command): Promise<CommandEnd> {
  let end: CommandEnd = { status: undefined, output: "" };
  await session.exchange({
    script: (nonce) => commandScript(nonce, command).text,
    blobs: [],
    onRecord: ({ name, fields, body }) => {
      if (name === "not-root") throw notRoot(host);
      if (name === "unusable") throw stateUnusable(host);
      end = { status: Number(fields[0]), output: body.toString() };
    },
  });
  return end;
}

function commandScript(nonce: string, command: Command): Command {
  return lines(
    prelude(nonce, "C.UTF-8"),
    sh`printf 'main(){\n%s\n}; main </dev/null' ${command.text} | sh -s 2>&1 3<&- 9>&-
record exit $?
record end`,
  );
}
