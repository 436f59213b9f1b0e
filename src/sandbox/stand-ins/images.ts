/** An image that cannot be pulled in the sandbox. */
export interface StandInImage {
  /** The real image's, tag included. */
  readonly name: string;
  /** Where the real one listens. */
  readonly ports: readonly number[];
}

const ports: Readonly<Record<string, readonly number[]>> = {
  "codeberg.org/aryak/mozhi:latest": [3000],
  "codeberg.org/gothub/gothub:latest": [3000],
  "codeberg.org/hyperpipe/hyperpipe-backend:latest": [3000],
  "codeberg.org/hyperpipe/hyperpipe:latest": [80],
  "codeberg.org/librarian/librarian:latest": [3000],
  "codeberg.org/nixgoat/shoelace:latest": [8080],
  "codeberg.org/rimgo/rimgo:latest": [3000],
  "codeberg.org/safetwitch/safetwitch-backend:latest": [7000],
  "codeberg.org/safetwitch/safetwitch:latest": [8280],
  "ghcr.io/httpjamesm/anonymousoverflow:release": [8080],
  "ghost:5-alpine": [2368],
  "gitea/gitea:1": [22, 3000],
  "grafana/grafana-oss:latest": [3000],
  "headscale/headscale:stable": [8080, 9090],
  "healthchecks/healthchecks:latest": [8000],
  "mysql:8.0": [3306],
  "nickfedor/watchtower:latest": [],
  "postgres:14": [5432],
  "postgres:15-alpine": [5432],
  "prom/prometheus:latest": [9090],
  "quay.io/hedgedoc/hedgedoc:1.10.3": [3000],
  "quay.io/invidious/invidious-companion:latest": [8282],
  "quay.io/invidious/invidious:latest": [3000],
  "quay.io/pussthecatorg/breezewiki:latest": [10_416],
  "quay.io/pussthecatorg/priviblur:latest": [8000],
  "quay.io/pussthecatorg/scribe:latest": [8080],
  "quay.io/redlib/redlib:latest": [8080],
  "redis:6-alpine": [6379],
  "redis:7-alpine": [6379],
  "searxng/searxng:latest": [8080],
  "semaphoreui/semaphore:latest": [3000],
  "valkey/valkey:8-alpine": [6379],
  "vaultwarden/server:latest": [80],
  "zedeus/nitter:latest": [8080],
};

/** The images of this repository's roles: all that their stacks name by default. */
export const standInImages: readonly StandInImage[] = Object.entries(ports).map(([name, listened]) => ({ name, ports: listened }));
