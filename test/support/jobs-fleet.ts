import { expect } from "chai";
import { apply, type ApplyOptions, type HostSummary, type Playbook, playbook } from "geosteer";
import { type Repository, repository as repositoryOf } from "../run/repository.ts";
import { type Ended, infra } from "./controller.ts";
import { type Fleet, fleetUp } from "./fleet.ts";
import { repository } from "./repository.ts";

/** A fleet with variables of its own. */
export interface JobsFleet {
  readonly fleet: Fleet;
  readonly own: Repository;
  /** Applies roles to hosts; fails the test where something failed. */
  applied(
    hosts: readonly string[],
    roles: Playbook["roles"],
    options?: Pick<ApplyOptions, "prune">,
  ): Promise<Readonly<Record<string, HostSummary>>>;
  /** Runs the real command over this inventory. */
  infra(...args: readonly string[]): Promise<Ended>;
  remove(): void;
}

/** Brings the fleet of a purpose up with files of an inventory beside its own. */
export async function jobsFleet(purpose: string, files: Readonly<Record<string, string>>): Promise<JobsFleet> {
  const fleet = await fleetUp(purpose, { lab: true });
  const own = repositoryOf({ "hosts.yml": "all:\n  hosts: { eu: {}, us: {}, in: {} }\n", ...files });
  const inventory = [own.path, fleet.inventoryFile];
  return {
    fleet,
    own,
    applied: async (hosts, roles, options = {}) => {
      const result = await apply(playbook({ name: "jobs-test", hosts: hosts.join(","), roles }), {
        ...options,
        folder: repository,
        inventory,
      });
      expect(result.failures.map(({ where, message, output }) => `${where}: ${message} ${output ?? ""}`)).to.deep.equal([]);
      return result.hosts;
    },
    infra: async (...args) => await infra([...args, ...inventory.flatMap((path) => ["-i", path])]),
    remove: () => {
      own.remove();
    },
  };
}
