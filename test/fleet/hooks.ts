import { fleetDown } from "../support/fleet.ts";

/** Whatever happened, the hosts of this run are gone after it. */
export const mochaHooks = {
  async afterAll(): Promise<void> {
    await fleetDown();
  },
};
