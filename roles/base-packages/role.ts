import { aptPackages, role, z } from "geosteer";

/**
 * The packages that every host has, installed and removed in one transaction.
 *
 * @example
 * base_packages:
 *   packages: [tmux, htop, curl]
 *   absent: [nano]
 */
export const basePackages = role({
  name: "base-packages",
  description: "Packages that every host has.",
  vars: z.strictObject({
    packages: z.array(z.string()).default([]).describe("Packages that are installed."),
    extra: z.array(z.string()).default([]).describe("Further ones, for a group or a host."),
    absent: z.array(z.string()).default([]).describe("Packages that are not installed."),
    recommends: z.boolean().default(false).describe("Whether what they recommend is installed too."),
  }),
  installs: ["the packages that its variables name"],
  resources: ({ vars: { packages, extra, absent, recommends } }) => {
    const wanted = [...new Set([...packages, ...extra])];
    return wanted.length + absent.length === 0 ? [] : [aptPackages({ name: "base", packages: wanted, absent, recommends })];
  },
});
