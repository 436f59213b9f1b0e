import type { Fact } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import { sh } from "../shell/sh.ts";

/** What systemd says of a unit, in the words of `systemctl show` (org.freedesktop.systemd1(5)). */
export interface UnitState {
  /** The unit's own name: another one where an alias was asked for. */
  readonly id: string;
  /** `not-found` is an answer. */
  readonly load: string;
  readonly active: string;
  readonly sub: string;
  /** `enabled`, `disabled`, `static`, `masked` …; empty for a unit without a file. */
  readonly file: string;
  /** A service's `Type=`; empty for other units. */
  readonly type: string;
  readonly remainsAfterExit: boolean;
  readonly canReload: boolean;
  readonly needsDaemonReload: boolean;
}

const PROPERTIES = [
  "Id",
  "LoadState",
  "ActiveState",
  "SubState",
  "UnitFileState",
  "Type",
  "RemainAfterExit",
  "CanReload",
  "NeedDaemonReload",
];

/** How units are loaded, running and enabled: one `systemctl show` for all of them. A unit that is not there is an answer too. */
export const unitState: Fact<string, UnitState> = {
  name: "unit-state",
  script: (units) => sh`command -v systemctl >/dev/null || exit 127
systemctl show --property=${PROPERTIES.join(",")} -- ${units}`,
  parse(output, units) {
    const blocks = new TextDecoder().decode(output).trim().split(/\n\n+/);
    return units.map((unit, index) => parseBlock(unit, blocks[index] ?? ""));
  },
};

function parseBlock(unit: string, block: string): UnitState | Failure {
  const values = new Map(block.split("\n").map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]));
  const value = (property: string): string => values.get(property) ?? "";
  if (value("Id") === "" || value("LoadState") === "" || value("ActiveState") === "") {
    return new Failure("FACT_FAILED", unitState.name, `Cannot read the state of ${unit}: systemctl's answer is incomplete`, {
      output: block,
    });
  }
  return {
    id: value("Id"),
    load: value("LoadState"),
    active: value("ActiveState"),
    sub: value("SubState"),
    file: value("UnitFileState"),
    type: value("Type"),
    remainsAfterExit: value("RemainAfterExit") === "yes",
    canReload: value("CanReload") === "yes",
    needsDaemonReload: value("NeedDaemonReload") === "yes",
  };
}
