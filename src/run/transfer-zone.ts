import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Failure } from "../model/failure.ts";
import { runProgram } from "../transport/run-program.ts";
import { whyNoFile } from "./why-no-file.ts";

/** From where a zone is transferred. */
export interface TransferOptions {
  /** Address or name of the server, with `@` and a port where that is not 53. */
  readonly from: string;
  /** A file with a TSIG key, which is never read here for longer than it takes to see whose form it has. */
  readonly keyFile: string | undefined;
  /** What a relative path starts from. */
  readonly folder: string;
}

/**
 * Transfers a zone (AXFR, RFC 5936) by kdig or dig, and resolves to what that printed: zone file's text. A TSIG key stands in a file, never in a
 * command line, which everybody on this machine can read.
 */
export async function transferZone(zone: string, { from, keyFile, folder }: TransferOptions): Promise<string> {
  const [, server, port = "53"] = /^([0-9A-Za-z][0-9A-Za-z.:-]*)(?:@(\d{1,5}))?$/.exec(from) ?? [];
  if (server === undefined) {
    throw new Failure(
      "USAGE",
      "--from",
      `Cannot transfer from "${from}": expected an address or name, such as 192.0.2.1 or 192.0.2.1@5353`,
    );
  }
  const { tools, flags } = keyFile === undefined ? KEYLESS : keyOf(resolve(folder, keyFile));
  const words = [`@${server}`, "-p", port, ...flags, zone, "AXFR", "+noall", "+answer"];
  const { status, output } = await firstOf(tools, words, zone);
  if (status === 0 && isWhole(output)) return output;
  throw new Failure("UNREACHABLE", from, `Cannot transfer ${zone}: expected a zone from SOA to SOA, got none or a part of it`, {
    hint: "Does the server allow transfers to this machine, or only with a key (--tsig-file)?",
    ...(output.trim() !== "" && { output: output.slice(-2000) }),
  });
}

/** Programs that can do it, and what tells them the key. */
interface Asking {
  readonly tools: readonly string[];
  readonly flags: readonly string[];
}

const KEYLESS: Asking = { tools: ["kdig", "dig"], flags: [] };

function keyOf(path: string): Asking {
  const reason = whyNoFile(path);
  if (reason !== undefined) throw new Failure("USAGE", "--tsig-file", `Cannot read "${path}": ${reason}`);
  const isOfBind = /^\s*key\s/m.test(readFileSync(path, "utf8"));
  return { tools: [isOfBind ? "dig" : "kdig"], flags: ["-k", path] };
}

async function firstOf(tools: readonly string[], words: readonly string[], zone: string): ReturnType<typeof runProgram> {
  for (const tool of tools) {
    try {
      return await runProgram([tool, ...words]);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  const [server] = words;
  throw new Failure("USAGE", "--from", `Cannot transfer ${zone}: this machine has no ${tools.join(" and no ")}`, {
    hint: `Where there is one: dig ${server} ${zone} AXFR > ${zone}.zone, then infra dns import ${zone}.zone`,
  });
}

/** Does it begin and end with an SOA? A transfer that breaks off does not. */
function isWhole(output: string): boolean {
  const lines = output.split("\n").filter((line) => line.trim() !== "" && !line.startsWith(";"));
  return lines.length > 1 && [lines[0], lines.at(-1)].every((line) => /\sSOA\s/.test(line ?? ""));
}
