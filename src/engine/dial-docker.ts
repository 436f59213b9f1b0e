import { Failure } from "../model/failure.ts";
import type { Channel } from "../model/transport.ts";
import { sh } from "../shell/sh.ts";
import { notRoot, type Reached } from "./reach.ts";

const SOCKET = "/run/docker.sock";

/**
 * Turns a session into a stream to the host's Docker engine (`docker system dial-stdio`): its API is spoken over the connection that is there, as
 * root where the session is root's. No port is opened for it, and no account needs the group docker.
 */
export async function dialDocker({ host, session }: Reached): Promise<Channel> {
  const { word, channel } = await session.handOver(
    (nonce) =>
      sh`PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH HOME=/root
say() { printf '%s %s\n' ${nonce} "$1"; }
command -v docker >/dev/null || { say missing; exit; }
[ -S ${SOCKET} ] || { say down; exit; }
[ -w ${SOCKET} ] || { say not-root; exit; }
say go
exec docker system dial-stdio <&3 3<&- 2>/dev/null`.text,
  );
  if (word === "go") return channel;
  if (word === "not-root") throw notRoot(host);
  throw new Failure(
    "DOCKER_UNUSABLE",
    host.name,
    `Cannot ask Docker on ${host.name}: ${word === "down" ? "its engine does not run" : "it is not installed there"}`,
  );
}
