import type { Fact } from "../model/fact.ts";
import { STAMPS_FOLDER } from "../model/stamps.ts";
import { sh } from "../shell/sh.ts";

/** Unit → ids. */
export type StampReaders = ReadonlyMap<string, ReadonlySet<string>>;

/** Which resources each unit of the host is known to have read, from all stamps files. */
export const stampReaders: Fact<"", StampReaders> = {
  name: "stamp-readers",
  script: () => sh`[ ! -d ${STAMPS_FOLDER} ] ||
find ${STAMPS_FOLDER} -type f ! -name '*.new' -exec awk '!/^#/ && NF == 2 { print FILENAME, $2 }' {} +`,
  parse: (output) => [readersOf(Buffer.from(output).toString())],
};

function readersOf(text: string): StampReaders {
  const readers = new Map<string, Set<string>>();
  for (const line of text.split("\n").filter((one) => one !== "")) {
    const [file = "", id = ""] = line.split(" ");
    const unit = decodeURIComponent(file.slice(file.lastIndexOf("/") + 1));
    readers.set(unit, (readers.get(unit) ?? new Set()).add(decodeURIComponent(id)));
  }
  return readers;
}
