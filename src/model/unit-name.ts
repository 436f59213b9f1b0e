import { z } from "zod";

const SUFFIX = /\.(?:service|socket|device|mount|automount|swap|target|path|timer|slice|scope)$/;
const NAME = /^[A-Za-z0-9:_.\\-]+(?:@[A-Za-z0-9:_.\\@-]*)?\.[a-z]+$/;

/**
 * A systemd unit's name as systemd.unit(5) allows it, an instance of a template (`x@y.service`) among them.
 * A name without one of systemd's suffixes means the service of that name: `caddy` is `caddy.service`.
 */
export const unitName = z
  .string()
  .overwrite((name) => (SUFFIX.test(name) ? name : `${name}.service`))
  .regex(NAME, "must be a unit's name by systemd.unit(5): letters, digits and :_.\\-, with at most one @ before an instance")
  .max(255, "must be 255 characters at most, its suffix included");

/** Is this the name of a template (`x@.service`), of which only instances can run? */
export function isTemplate(unit: string): boolean {
  return /@\.[a-z]+$/.test(unit);
}
