import { role, sysctl, z } from "geosteer";

/**
 * Settings of the kernel, live and after each start.
 *
 * @example
 * sysctls:
 *   values: { vm.swappiness: 60, net.ipv4.ip_forward: 1 }
 */
export const sysctls = role({
  name: "sysctls",
  description: "Settings of the kernel, live and after each start.",
  vars: z.strictObject({
    values: z
      .record(z.string(), z.union([z.string(), z.number()]))
      .default({})
      .describe("Value by key, as sysctl(8) writes them."),
  }),
  installs: ["/etc/sysctl.d/99-zz-infra-<key>.conf, for each setting"],
  resources: ({ vars }) => Object.entries(vars.values).map(([key, value]) => sysctl({ key, value })),
});
