import { role, type Resource, service, systemdUnit, z } from "geosteer";

const UNIT = "geo-failover.service";

const Vars = z.strictObject({
  interval: z.int().min(1).max(60).default(5).describe("Seconds from one check to the next, whatever a check takes."),
  fall: z.int().min(1).default(3).describe("Checks in a row that must fail before a host is left out of the answers."),
  rise: z
    .int()
    .min(1)
    .default(2)
    .describe(
      "Checks in a row that must pass before it comes back; after four changes within ten minutes twice as many with each change, up to five minutes.",
    ),
});

/**
 * Keeps dead hosts out of a name server's answers, without the controller. Each name server checks every host of every service itself, by one curl process
 * a round; a host is well when all its addresses answer, but for a family in which this name server has no way to it. Where in a family no other
 * host answers, and no witness outside the fleet either, the name server takes itself to be cut off: other hosts stay as they were. Changes are
 * told in the journal, a line of JSON each. Its account is in the group knot while it runs, since Knot takes orders from that group alone: it
 * could do to Knot whatever Knot's own account can, read its keys too.
 *
 * @example
 * geo_failover:
 *   interval: 5
 */
export const geoFailover = role({
  name: "geo-failover",
  description: "Keeps dead hosts out of a name server's answers within seconds, without the controller.",
  installs: [UNIT],
  vars: Vars,
  resources({ vars }): readonly Resource[] {
    const unit = systemdUnit({ name: UNIT, content: unitOf(vars) });
    return [unit, service({ unit: UNIT, running: true, enabled: true, restartOn: [unit] })];
  },
});

function unitOf({ interval, fall, rise }: z.output<typeof Vars>): string {
  return `[Unit]
Description=Keeps dead hosts out of this name server's answers
After=network-online.target knot.service
Wants=network-online.target
StartLimitIntervalSec=0

[Service]
ExecStart=/usr/local/lib/geosteer/geo agent
Environment=GEO_INTERVAL=${interval} GEO_FALL=${fall} GEO_RISE=${rise}
User=geosteer
Group=geosteer
SupplementaryGroups=knot
RuntimeDirectory=geosteer
RuntimeDirectoryPreserve=yes
Restart=always
RestartSec=2
NoNewPrivileges=yes
CapabilityBoundingSet=
ProtectSystem=strict
ReadWritePaths=/var/lib/geosteer/geo
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
DevicePolicy=closed
ProtectProc=invisible
RemoveIPC=yes
ProtectClock=yes
ProtectHostname=yes
ProtectControlGroups=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
UMask=0022

[Install]
WantedBy=multi-user.target
`;
}
