import { lines, sh, type Command } from "./sh.ts";

/** The health check of a service, as a program and its arguments in the container. */
export interface HealthCheck {
  readonly service: string;
  readonly words: readonly string[];
}

/** How long one run of a check may take. */
const CHECK_SECONDS = 10;

const FORMAT =
  '{{index .Config.Labels "com.docker.compose.service"}} {{.ID}} {{.State.StartedAt}} {{.State.Status}} {{.RestartCount}} {{.State.ExitCode}} {{if .State.Health}}{{.State.Health.Status}}{{else}}none{{end}} {{.HostConfig.RestartPolicy.Name}}';

/**
 * Shell functions that find out whether the containers of a stack's services work, for the commands after it in the same subshell. `$project` is the
 * stack, `$scratch` a folder of ours, `$impatient` is empty where a container may end and be started again as often as it likes until its time is up.
 *
 * `await_health SECONDS SERVICES` waits until all containers of SERVICES work, and fails once one is known not to, or when the time is up. A service
 * with a check is asked by it at once: the engine's own first look comes a whole interval later. Without any, a container works that has run for a
 * second; one that has ended well and that nothing starts again has done its work.
 *
 * `tell_ill SERVICES` prints the state, and the last lines of the log, of each container that does not work.
 */
export function healthFunctions(checks: readonly HealthCheck[]): Command {
  const cases = checks.map(
    ({ service, words }) =>
      sh`${service}) timeout -k 1 ${CHECK_SECONDS} docker exec "$2" ${words} </dev/null >/dev/null 2>&1 || return 1 ;;`,
  );
  return sh`own_check() {
  case $1 in
${lines(...cases, sh`*) return 2 ;;`)}
  esac
}
${judging}
${waiting}`;
}

const judging = sh`is_steady() { [ $(($(date +%s%3N) - $(date -d "$1" +%s%3N))) -ge 1000 ]; }
verdict() {
  case $4 in
    running) ;;
    exited) case $6/$8 in 0/no | 0/on-failure | 0/) return 0 ;; */no | */) return 2 ;; *) return 1 ;; esac ;;
    dead) return 2 ;;
    *) return 1 ;;
  esac
  case $7 in healthy) return 0 ;; unhealthy) return 2 ;; esac
  [ -z "$impatient" ] || [ "$5" -lt 3 ] || return 2
  own_check "$1" "$2" && return 0
  [ $? = 2 ] && [ "$7" = none ] && is_steady "$3" || return 1
}
judge() {
  : >"$scratch/verdicts"
  all=$(docker ps -aq --no-trunc --filter label=com.docker.compose.project="$project")
  [ -z "$all" ] || docker inspect --type container --format ${FORMAT} $all | while read -r service line; do
    case " $* " in *" $service "*) ;; *) continue ;; esac
    verdict "$service" $line
    printf '%s %s %s\n' $? "$service" "$line"
  done >"$scratch/verdicts"
}`;

const waiting = sh`all_there() {
  for service in "$@"; do grep -q "^0 $service " "$scratch/verdicts" || return 1; done
  ! grep -q '^[12] ' "$scratch/verdicts"
}
await_health() {
  end=$(($(date +%s) + $1))
  shift
  while :; do
    judge "$@"
    all_there "$@" && return 0
    ! grep -q '^2 ' "$scratch/verdicts" && [ "$(date +%s)" -lt "$end" ] || return 1
    sleep 0.3
  done
}
tell_ill() {
  judge "$@"
  while read -r verdict service id since status restarts code health policy; do
    [ "$verdict" != 0 ] || continue
    printf 'service %s: %s, health: %s, exit status: %s, started again: %s times; the last lines of its log:\n' "$service" "$status" "$health" "$code" "$restarts"
    docker logs --tail 20 "$id" 2>&1 | tail -n 20 | sed 's/^/  /'
  done <"$scratch/verdicts"
}`;
