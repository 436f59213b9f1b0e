import { missing } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import { type Command, lines, sh } from "../shell/sh.ts";
import type { Question } from "./asker.ts";
import { prelude, RUN_FOLDER } from "./prelude.ts";
import type { Record } from "./records.ts";
import type { Session } from "./session.ts";

const FACT_TIMEOUT_MS = 30_000;

/** Bytes of a failed fact's standard error that are sent. */
const WORDS_LIMIT = 64 * 1024;

/** What one exchange of questions needs beside them. */
export interface ProbeOptions {
  readonly host: string;
  /** Runs before the questions, in the same exchange: taking the lock. */
  readonly before?: Command;
  /** Gets the records that are no answers. */
  onRecord(record: Record): void;
}

/** Asks a host all questions in one exchange. An answer that could not be had is a Failure in its place. */
export async function probe(
  session: Session,
  questions: readonly Question[],
  options: ProbeOptions,
): Promise<readonly (readonly unknown[])[]> {
  const outputs = new Map<number, Output>();
  await session.exchange({
    script: (nonce) => probeScript(nonce, questions, options.before).text,
    blobs: [],
    onRecord: (record) => {
      if (record.name === "fact")
        outputs.set(Number(record.fields[0]), { status: Number(record.fields[1]), output: record.body, errors: "" });
      else if (record.name === "fact-errors") addErrors(outputs.get(Number(record.fields[0])), record.body);
      else options.onRecord(record);
    },
  });
  return questions.map((question, index) => answersTo(question, outputs.get(index), options.host));
}

interface Output {
  readonly status: number;
  readonly output: Buffer;
  errors: string;
}

function addErrors(output: Output | undefined, errors: Buffer): void {
  if (output !== undefined) output.errors = errors.toString().trim();
}

/** The script of a probe: each fact in a shell and with a time limit of its own, so that one that hangs loses only itself. */
function probeScript(nonce: string, questions: readonly Question[], before: Command = { text: "" }): Command {
  return lines(
    prelude(nonce, "C"),
    before,
    sh`fact() {
  printf 'main(){\n%s\n}; main </dev/null' "$3" | timeout -k 5 "$2" sh -s 2>"$errors" 3<&- 9>&-
  status=$?
  record fact "$1" "$status"
  [ "$status" = 0 ] || { head -c ${WORDS_LIMIT} "$errors"; record fact-errors "$1"; }
}
errors=${`${RUN_FOLDER}/errors.${nonce}`}`,
    ...questions.map(({ fact, args }, index) => {
      return sh`fact ${index} ${Math.ceil((fact.timeoutMs ?? FACT_TIMEOUT_MS) / 1000)} ${fact.script(args).text}`;
    }),
    sh`rm -f "$errors"
record end`,
  );
}

function answersTo({ fact, args }: Question, output: Output | undefined, host: string): readonly unknown[] {
  if (output?.status === 0) return fact.parse(output.output, args);
  if (output?.status === 127) return args.map(() => missing);
  const failure = factFailure(fact.name, output, host);
  return args.map(() => failure);
}

function factFailure(name: string, output: Output | undefined, host: string): Failure {
  if (output?.status === 124 || output?.status === 137) {
    return new Failure("FACT_TIMEOUT", `${host}/${name}`, `Cannot ask ${host} for ${name}: no answer within the time limit`, {
      output: output.errors,
    });
  }
  const why = output === undefined ? "the host sent no answer" : `its script ended with ${output.status}`;
  return new Failure("FACT_FAILED", `${host}/${name}`, `Cannot ask ${host} for ${name}: ${why}`, { output: output?.errors ?? "" });
}
