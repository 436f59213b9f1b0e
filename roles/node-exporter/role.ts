import { aptPackages, file, role, service, systemdUnit, z } from "geosteer";
import { DEFAULTS, defaultsFile, UNIT } from "./defaults-file.ts";

const Argument = z
  .string()
  .regex(/^--[^\s'"\\]+$/, "must be one option without spaces, quotes or backslashes, such as --collector.systemd");

const Address = z.string().regex(/^[0-9A-Za-z.:]+$/, "must be an address, such as 10.0.0.1 or 2001:db8::1");

/** A tailnet's address is there only once tailscaled is up: until then the exporter tries again. */
const PATIENT = `[Unit]
After=tailscaled.service
StartLimitIntervalSec=0

[Service]
Restart=always
RestartSec=5
`;

/**
 * Prometheus' node exporter. It listens on the address of the tailnet's interface, else on loopback: what a host says of itself is nobody else's
 * business. Its options are there before the package is, so that it never listens on all addresses, not even for a moment.
 *
 * @example
 * node_exporter:
 *   interface: tailscale0
 *   args: [--collector.systemd]
 */
export const nodeExporter = role({
  name: "node-exporter",
  description: "Prometheus' node exporter, on the tailnet or loopback.",
  installs: ["package prometheus-node-exporter", DEFAULTS, UNIT],
  vars: z.strictObject({
    interface: z
      .string()
      .default("tailscale0")
      .describe(
        "The interface whose address it listens on; without one it listens on loopback, but one that listens on a tailnet's address stays there.",
      ),
    address: Address.optional().describe("The address to listen on instead; `0.0.0.0` or `::` for all of them."),
    port: z.int().min(1).max(65_535).default(9100).describe("Port."),
    args: z.array(Argument).default([]).describe("Further options."),
  }),
  resources({ vars }) {
    const defaults = file({ path: DEFAULTS, content: defaultsFile(vars) });
    const patient = systemdUnit({ name: UNIT, dropIn: "infra", content: PATIENT });
    return [
      defaults,
      aptPackages({ name: "node-exporter", packages: ["prometheus-node-exporter"], recommends: false }),
      patient,
      service({ unit: UNIT, running: true, enabled: true, restartOn: [defaults, patient] }),
    ];
  },
});
