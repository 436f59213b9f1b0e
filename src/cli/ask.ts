import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import type { Surroundings } from "./surroundings.ts";

/** Can a person be asked: are both ends a terminal? */
export function canAsk({ stdin, stdout }: Surroundings): boolean {
  return stdin.isTTY === true && stdout.isTTY === true;
}

/** Asks for yes or no; anything but `y` or `yes` is no, Ctrl-C and the end of input too. */
export async function askConsent(question: string, { stdin, stdout }: Surroundings): Promise<boolean> {
  const answer = await readLine({ question, stdin, output: stdout });
  return /^y(es)?$/i.test(answer?.trim() ?? "");
}

/** Asks for a password without showing it; `undefined` without a terminal, on Ctrl-C and on the end of input. */
export async function askPassword(question: string, { stdin, stderr }: Surroundings): Promise<string | undefined> {
  if (stdin.isTTY !== true) return undefined;
  stderr.write(question);
  const silent = new Writable({
    write(_chunk, _encoding, done) {
      done();
    },
  });
  const answer = await readLine({ question: "", stdin, output: silent });
  stderr.write("\n");
  return answer;
}

async function readLine({
  question,
  stdin,
  output,
}: Pick<Surroundings, "stdin"> & { question: string; output: Writable }): Promise<string | undefined> {
  const line = createInterface({ input: stdin, output, terminal: true });
  return await new Promise((resolve) => {
    // Closed without an answer: Ctrl-C, Ctrl-D.
    line.once("close", () => {
      resolve(undefined);
    });
    line.question(question, (answer) => {
      resolve(answer);
      line.close();
    });
  });
}
