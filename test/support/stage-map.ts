import type { Fleet } from "./fleet.ts";

const FOLDER = "/var/lib/geosteer/geo";

/** The program on name servers. */
export const MAP_PROGRAM = "/usr/local/lib/geosteer/geo";

/** Stages on a name server what is live there with its orders changed by sed(1), and returns its digest. */
export function stageMap(fleet: Fleet, server: string, change: string): string {
  const lines = [
    `sed '${change}' ${FOLDER}/live/orders >/root/orders`,
    `database=$(sha256sum <${FOLDER}/live/country.mmdb | cut -c 1-64)`,
    `digest=$(printf '\\n%s' "$database" | cat /root/orders - | sha256sum | cut -c 1-64)`,
    `cat /root/orders ${FOLDER}/live/country.mmdb | ${MAP_PROGRAM} stage "$digest" "$(stat -c %s /root/orders)"`,
    `echo "$digest"`,
  ];
  return fleet.sh(server, lines.join(" && ")).trim();
}
