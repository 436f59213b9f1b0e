import type { TarEntry } from "../tar.ts";
import { tailscaleCommand } from "./tailscale-command.ts";

const control = `Package: tailscale
Version: 1.90.6
Architecture: all
Maintainer: Sandbox <archives@lab.test>
Depends: iproute2
Description: a stand-in for Tailscale's client, for the sandbox
 It answers as the real command line does, and connects to nobody.
`;

const postinst = `#!/bin/sh
set -e
[ "$1" = configure ] || exit 0
systemctl --quiet enable tailscaled.service
[ ! -d /run/systemd/system ] || { systemctl daemon-reload; systemctl restart tailscaled.service; }
`;

const prerm = `#!/bin/sh
[ "$1" != remove ] || [ ! -d /run/systemd/system ] || systemctl --quiet disable --now tailscaled.service
`;

const unit = `[Unit]
Description=Tailscale node agent (a stand-in)

[Service]
Type=notify
NotifyAccess=all
ExecStart=/usr/sbin/tailscaled
ExecStopPost=-/bin/ip link delete tailscale0
RuntimeDirectory=tailscale
StateDirectory=tailscale
StateDirectoryMode=0700

[Install]
WantedBy=multi-user.target
`;

/** The daemon: an interface that leads nowhere. Kernels differ in which one can be had. */
const daemon = `#!/bin/sh
ip link show tailscale0 >/dev/null 2>&1 || ip tuntap add dev tailscale0 mode tun 2>/dev/null || ip link add tailscale0 type dummy || exit
ip link set tailscale0 up
echo $$ >/run/tailscale/tailscaled.pid
tailscale stand-in-resume
systemd-notify --ready
exec sleep infinity
`;

/** Folders and files of a package under Tailscale's own name, as dpkg-deb builds it. */
export const tailscalePackage: readonly TarEntry[] = [
  { path: "DEBIAN/", mode: 0o755 },
  { path: "DEBIAN/control", mode: 0o644, content: control },
  { path: "DEBIAN/postinst", mode: 0o755, content: postinst },
  { path: "DEBIAN/prerm", mode: 0o755, content: prerm },
  { path: "usr/bin/tailscale", mode: 0o755, content: tailscaleCommand },
  { path: "usr/sbin/tailscaled", mode: 0o755, content: daemon },
  { path: "usr/lib/systemd/system/tailscaled.service", mode: 0o644, content: unit },
];
