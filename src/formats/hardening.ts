import type { Ini } from "./render-ini.ts";

/**
 * Keys of a unit's `[Service]` (systemd.exec(5)) for a program that reads files and computes: it has no right of root's, no network and no device,
 * and writes nowhere. What it needs beyond that is said after them, and comes in their place.
 *
 * @example renderIni({ Service: { ExecStart: "/usr/bin/sum", ...hardening, ReadWritePaths: "/var/lib/sum" } })
 */
export const hardening = {
  CapabilityBoundingSet: "",
  LockPersonality: true,
  MemoryDenyWriteExecute: true,
  NoNewPrivileges: true,
  PrivateDevices: true,
  PrivateNetwork: true,
  PrivateTmp: true,
  ProtectClock: true,
  ProtectControlGroups: true,
  ProtectHome: true,
  ProtectHostname: true,
  ProtectKernelLogs: true,
  ProtectKernelModules: true,
  ProtectKernelTunables: true,
  ProtectSystem: "strict",
  // None; here is its place among the others.
  ReadWritePaths: [],
  RestrictAddressFamilies: "none",
  RestrictNamespaces: true,
  RestrictRealtime: true,
  RestrictSUIDSGID: true,
  SystemCallArchitectures: "native",
  SystemCallFilter: "@system-service",
} as const satisfies Ini[string];
