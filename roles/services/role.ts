import { role, service, z } from "geosteer";

/**
 * Units that run on every host and start at boot, and units that must not.
 *
 * @example
 * services:
 *   running: [chrony, vnstat]
 *   stopped: [rpcbind.socket]
 */
export const services = role({
  name: "services",
  description: "Units that run and start at boot, and units that do not.",
  vars: z.strictObject({
    running: z.array(z.string()).default([]).describe("Units that run and start at boot."),
    stopped: z.array(z.string()).default([]).describe("Units that neither run nor start at boot; they must exist."),
  }),
  installs: ["nothing: it starts, stops, enables and disables units"],
  resources: ({ vars }) => [
    ...vars.running.map((unit) => service({ unit, running: true, enabled: true })),
    ...vars.stopped.map((unit) => service({ unit, running: false, enabled: false })),
  ],
});
