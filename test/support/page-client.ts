import type { Fleet } from "./fleet.ts";

/** What a client has seen of one service. */
export interface Served {
  readonly asked: number;
  readonly failed: number;
  /** The longest time between two requests that were answered, milliseconds. */
  readonly gapMs: number;
}

/** A client on a host that asks one service twenty times a second, and others four times, whether it still waits for an answer or not. */
export class Client<Service extends string> {
  readonly #fleet: Fleet;
  readonly #host: string;
  readonly #services: readonly Service[];

  constructor(fleet: Fleet, host: string, ports: Readonly<Record<Service, number>>, watched: NoInfer<Service>) {
    this.#fleet = fleet;
    this.#host = host;
    this.#services = Object.keys(ports) as Service[];
    for (const service of this.#services) {
      const ask = `curl -s -o /dev/null -m 2 http://127.0.0.1:${ports[service]}/healthz && echo "$now yes" || echo "$now no"`;
      const line = `while [ ! -e /run/asked-enough ]; do now=$(date +%s%3N); { ${ask}; } & sleep ${service === watched ? 0.05 : 0.25}; done >/run/asked.${service}; wait`;
      fleet.sh(host, `rm -f /run/asked-enough; systemd-run -q --collect --unit=ask-${service} sh -c '${line}'`);
    }
  }

  /** Ends it, and tells what it has seen. */
  end(): Readonly<Record<Service, Served>> {
    const wait = this.#services.map((service) => `while systemctl is-active -q ask-${service}; do sleep 0.1; done`).join("; ");
    this.#fleet.sh(this.#host, `touch /run/asked-enough; ${wait}`);
    const told = this.#services.map((service) => {
      const lines = this.#fleet.sh(this.#host, `sort -n /run/asked.${service}`).trim().split("\n");
      const asked = lines.map((line) => ({ at: Number(line.split(" ")[0]), isAnswered: line.endsWith("yes") }));
      const answered = asked.filter(({ isAnswered }) => isAnswered).map(({ at }) => at);
      const gaps = answered.slice(1).map((at, index) => at - (answered[index] ?? at));
      return [service, { asked: asked.length, failed: asked.length - answered.length, gapMs: Math.max(0, ...gaps) }] as const;
    });
    return Object.fromEntries(told) as Record<Service, Served>;
  }
}
