import type { UnitState } from "./unit-state.ts";

/** Why the enablement of a unit in this state cannot be changed, by the words of `systemctl is-enabled` (systemctl(1)). */
const FIXED: Readonly<Record<string, string>> = {
  "": "it has no unit file",
  static: "it has no [Install] section, so that only other units start it",
  indirect: "only its aliases, instances or companions (Also=) can be enabled",
  generated: "its unit file is generated, from a SysV script or a table such as fstab",
  transient: "it was made at run time and has no lasting file",
};

/** A unit that systemd does not know, or not yet: what a host without systemctl is planned from. */
export function unknownUnit(id: string): UnitState {
  return {
    id,
    load: "not-found",
    active: "inactive",
    sub: "dead",
    file: "",
    type: "",
    remainsAfterExit: false,
    canReload: false,
    needsDaemonReload: false,
  };
}

/** Is the unit linked to /dev/null, for now or for good? */
export function isMasked({ load, file }: UnitState): boolean {
  return load === "masked" || file.startsWith("masked");
}

/** Says why neither `enable` nor `disable` would do anything to a unit; `undefined` where they do, or where systemctl itself must say. */
export function fixedEnablement(unit: string, state: UnitState): string | undefined {
  if (state.load === "not-found" || isMasked(state)) return undefined;
  if (state.file.startsWith("enabled") && state.id !== unit) return `it is an alias of ${state.id}`;
  return FIXED[state.file];
}
