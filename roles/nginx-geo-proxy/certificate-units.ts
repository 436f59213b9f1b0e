import { type Resource, service, systemdUnit } from "geosteer";
import type { ProxyVars } from "./vars.ts";

const NAME = "nginx-geo-proxy-certificates";

/** A certificate and its key are written one after the other: both are there when nginx looks. What it refuses, it goes on without. */
const reloading = `[Unit]
Description=Has nginx read new certificates

[Service]
Type=oneshot
ExecStart=/bin/sleep 2
ExecStart=/usr/sbin/nginx -t -q
ExecStart=/bin/systemctl reload nginx.service
`;

/** Whoever renews certificates need not know of nginx: their files are watched, and it is reloaded for new ones (systemd.path(5)). */
export function certificateUnits({ sites }: ProxyVars): readonly Resource[] {
  const files = Object.values(sites).flatMap(({ certificate = [], key = [] }) => [certificate, key].flat());
  if (files.length === 0) return [];
  const watched = [...new Set(files)].sort().map((path) => `PathChanged=${path.replaceAll("%", "%%")}\n`);
  const path = systemdUnit({
    name: `${NAME}.path`,
    content: `[Unit]\nDescription=Watches the certificates of nginx's sites\n\n[Path]\n${watched.join("")}\n[Install]\nWantedBy=multi-user.target\n`,
  });
  return [
    systemdUnit({ name: `${NAME}.service`, content: reloading }),
    path,
    service({ unit: `${NAME}.path`, running: true, enabled: true, restartOn: [path] }),
  ];
}
