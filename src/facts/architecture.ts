import type { Fact } from "../model/fact.ts";
import { sh } from "../shell/sh.ts";

/** Asks for dpkg's name of a host's architecture: `amd64`, `arm64`. For `fromHost(architecture, "", (name) => …)`. */
export const architecture: Fact<"", string> = {
  name: "architecture",
  script: () => sh`command -v dpkg >/dev/null || exit 127
dpkg --print-architecture`,
  parse: (output, args) => args.map(() => Buffer.from(output).toString().trim()),
};
