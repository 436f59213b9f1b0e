import { aptPackages, role, secret, service, tailnetNode, z } from "geosteer";

/**
 * Makes the host a node of a tailnet, Tailscale's or that of a Headscale of one's own. Its package comes from the archive that
 * `apt_sources: { vendors: [tailscale] }` adds. The authentication key is needed once, and again when the node was logged out: it may have
 * expired meanwhile.
 *
 * @example
 * tailscale:
 *   login_server: https://headscale.example.org
 *   auth_key: hskey-auth-example
 *   accept_dns: false
 */
export const tailscale = role({
  name: "tailscale",
  description: "A node of a tailnet (Tailscale, Headscale).",
  installs: ["package tailscale", "tailscaled.service", "interface tailscale0"],
  vars: z.strictObject({
    packages: z.array(z.string()).default(["tailscale"]).describe("Packages that are installed."),
    login_server: z.url().default("https://controlplane.tailscale.com").describe("The coordination server."),
    auth_key: secret.optional().describe("Lets a host in that is not logged in; best a reusable one, for hosts that are made anew."),
    hostname: z.string().default("").describe("The node's name in the tailnet. Default: the host's own name."),
    accept_dns: z.boolean().default(true).describe("Whether the host resolves names as the tailnet says."),
    accept_routes: z.boolean().default(false).describe("Whether it uses the networks that other nodes lead to."),
    advertise_routes: z.array(z.string()).default([]).describe("Networks (CIDR) that it leads to."),
    advertise_exit_node: z.boolean().default(false).describe("Whether others may reach the internet by it."),
    advertise_tags: z.array(z.string()).default([]).describe("Tags that it asks for: `tag:server`."),
    ssh: z.boolean().default(false).describe("Whether Tailscale's own SSH server answers."),
    shields_up: z.boolean().default(false).describe("Whether no other node may open a connection to it."),
    key_expiry_warning_days: z.int().min(0).default(30).describe("How many days before the node's key expires each run warns of it."),
    timeout_seconds: z.int().positive().default(60).describe("How long connecting may take."),
  }),
  resources: ({ vars }) => [
    aptPackages({ name: "tailscale", packages: vars.packages }),
    service({ unit: "tailscaled", running: true, enabled: true }),
    tailnetNode({
      loginServer: vars.login_server,
      ...(vars.auth_key !== undefined && { authKey: vars.auth_key }),
      hostname: vars.hostname,
      acceptDns: vars.accept_dns,
      acceptRoutes: vars.accept_routes,
      advertiseRoutes: vars.advertise_routes,
      advertiseExitNode: vars.advertise_exit_node,
      advertiseTags: vars.advertise_tags,
      ssh: vars.ssh,
      shieldsUp: vars.shields_up,
      warnDays: vars.key_expiry_warning_days,
      timeoutMs: vars.timeout_seconds * 1000,
    }),
  ],
});
