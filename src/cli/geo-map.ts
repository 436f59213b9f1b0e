import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";
import type { OrderedService } from "../geo/orders.ts";
import { countViews } from "../geo/simulate.ts";
import { Failure } from "../model/failure.ts";
import type { LoadedGeo } from "../run/load-geo.ts";
import { OK } from "./exit-status.ts";
import { addModelFlags, type GeoFlags, geoOf } from "./geo-verb.ts";
import type { Verb } from "./verb.ts";

/** Options of `infra geo map`. */
interface MapFlags extends GeoFlags {
  readonly svg?: string;
}

/** `infra geo map` */
export const map: Verb<MapFlags> = {
  name: "map",
  args: "",
  summary: "draw a map of the world by serving host",
  description:
    "Draw a map of the world as SVG: each country in the colour of the hosts that answer it, in colours that the colour-blind tell apart too, with a legend of " +
    "hosts and shares. Countries that would be too small to see, or have no shape, are dots. A service whose map is drawn is chosen by --service where there " +
    "are several. Shapes: Natural Earth.",
  addFlags: (command: Command) => addModelFlags(command.option("--svg <file>", "write it to a file (default: standard output)")),
  async action(_args, call) {
    const geo = await geoOf(call);
    const { renderWorldMap } = await import("../geo/render-world-map.ts");
    const loads = countViews(geo.orders, geo.database);
    const service = only(geo);
    const svg = renderWorldMap({ ...geo, service, regions: geo.model.regions, loads });
    const { flags, surroundings } = call;
    if (flags.svg !== undefined) {
      write(resolve(surroundings.folder, flags.svg), svg);
      surroundings.stdout.write(flags.json ? `${JSON.stringify({ type: "map", service: service.name, file: flags.svg })}\n` : "");
    } else surroundings.stdout.write(flags.json ? `${JSON.stringify({ type: "map", service: service.name, svg })}\n` : svg);
    return OK;
  },
};

function only({ services }: LoadedGeo): OrderedService {
  const [service, another] = services;
  if (service !== undefined && another === undefined) return service;
  const names = services.map(({ name }) => name).join(", ");
  throw new Failure("USAGE", "--service", `Cannot draw one map: there are ${services.length} services`, {
    hint: names === "" ? "Describe one in geo_map.services" : `Choose one of ${names}`,
  });
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (cause) {
    throw new Failure("USAGE", "--svg", `Cannot write the map to "${path}"`, { cause });
  }
}
