import { command, type Resource } from "geosteer";

const INFO = "timeout 5 docker info --format '{{.LiveRestoreEnabled}}'";

/** A reload is over before the engine has read its settings (systemd.service(5), ExecReload). */
const TAKE = `systemctl reload docker.service || exit
for try in 1 2 3 4 5 6 7 8 9 10; do
  [ "$(${INFO})" != true ] || exit 0
  sleep 0.5
done
echo 'The running engine does not take live-restore, and would stop its containers when it restarts' >&2
exit 1`;

/** A running engine that would stop its containers with itself is told by a reload not to do so, before it restarts for its settings. */
export function liveRestore(settings: string): Resource {
  return command({ name: "Docker's containers run on while it restarts", unless: isTaken(settings), shell: TAKE });
}

/** An engine that started after its settings were written has read them, and need not be asked, which takes long. */
function isTaken(settings: string): string {
  return `systemctl is-active --quiet docker.service || exit 0
[ /run/docker.pid -nt ${settings} ] && grep -q '"live-restore": *true' ${settings} && exit 0
[ "$(${INFO})" != false ]`;
}
