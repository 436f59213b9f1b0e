import { ansible, findAnsible } from "./ansible.ts";
import { type BenchFleet, installPython } from "./bench-fleet.ts";
import { floor } from "./floor.ts";
import type { Lineup } from "./lineup.ts";
import { applyOnce, ours } from "./ours.ts";

const RESOURCES = 44;

/** 44 unchanged resources on three hosts: we, the floor, and what users would run instead. */
export async function noop(fleet: BenchFleet): Promise<Lineup> {
  await applyOnce({ fleet, resources: RESOURCES });
  const lineup: Lineup = { contenders: [ours("ours", { fleet, resources: RESOURCES }), await floor(fleet, RESOURCES)], skipped: [] };
  const peer = await findAnsible();
  if (peer === undefined) return { ...lineup, skipped: ["ansible", "mitogen"] };
  await installPython(fleet);
  const contenders = [...lineup.contenders, await ansible("ansible", fleet, { resources: RESOURCES })];
  if (peer.mitogen === undefined) return { contenders, skipped: ["mitogen"] };
  const mitogen = await ansible("mitogen", fleet, { resources: RESOURCES, strategies: peer.mitogen });
  return { contenders: [...contenders, mitogen], skipped: [] };
}
