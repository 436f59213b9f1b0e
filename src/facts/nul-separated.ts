import { Failure } from "../model/failure.ts";

/** Splits an output whose every field ends with a NUL. */
export function splitFields(output: Uint8Array): readonly string[] {
  return new TextDecoder().decode(output).split("\0").slice(0, -1);
}

/** Reads one field for each argument, by position; an argument that the output does not reach is a Failure, never an empty answer. */
export function parseEach<Arg, Answer>(
  fact: string,
  fields: readonly string[],
  args: readonly Arg[],
  parse: (field: string, arg: Arg) => Answer | Failure,
): readonly (Answer | Failure)[] {
  return args.map((arg, index) => {
    const field = fields[index];
    return field === undefined ? new Failure("FACT_FAILED", fact, `Cannot read ${fact}: the answer ended early`) : parse(field, arg);
  });
}
