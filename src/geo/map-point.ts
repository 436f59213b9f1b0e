import type { Place } from "./great-circle.ts";
import { MAP_SIZE } from "./shapes.ts";

/** Half of the equator's length in the projection's own units. */
const HALF_EQUATOR = 0.8707 * Math.PI;

/** Finds a place on the world map: Natural Earth projection (Šavrič, Jenny, Patterson, Petrovič and Hurni, 2011), as its shapes are drawn. */
export function mapPoint({ latitude, longitude }: Place): { readonly x: number; readonly y: number } {
  const [east, north] = [(longitude * Math.PI) / 180, (latitude * Math.PI) / 180];
  const n2 = north ** 2;
  const n4 = n2 ** 2;
  const x = east * (0.8707 - 0.131979 * n2 + n4 * (-0.013791 + n4 * (0.003971 * n2 - 0.001529 * n4)));
  const y = north * (1.007226 + n2 * (0.015085 + n4 * (-0.044475 + 0.028874 * n2 - 0.005916 * n4)));
  const scale = MAP_SIZE.width / 2 / HALF_EQUATOR;
  return { x: MAP_SIZE.width / 2 + x * scale, y: MAP_SIZE.height / 2 - y * scale };
}
