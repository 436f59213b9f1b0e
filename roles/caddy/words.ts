import { z } from "geosteer";

/** A port's number. */
export const Port = z.int().min(1).max(65_535);

/** A label of a name. */
export const Label = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, "must be a label: lower-case letters, digits and -");

/** A zone's name, without its last dot. */
export const ZoneName = z
  .string()
  .regex(/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/, "must be a zone's name in lower case, such as example.org");

/** A name of a site; `*` for all names of one label before the rest. */
export const SiteName = z
  .string()
  .regex(/^(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/, "must be a name in lower case, such as www.example.org");

/** An address or a network. */
export const Network = z.union(
  [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()],
  "must be an address or a network, such as 192.0.2.0/24 or 2001:db8::/32",
);

/** A file on the host, as one word of a Caddyfile. */
export const Path = z.string().regex(/^\/[\w.@%+=:,/-]+$/, "must be an absolute path, without a blank");

/** One line that can stand in a word. */
export const Text = z.string().regex(/^[^\n\r\0`]*$/, "must be one line without backquotes");

/** One word that needs no quotes. */
export const Word = z.string().regex(/^[^\s"`\\#{}]+$/, "must be one word without quotes or braces");

/** Lines of a Caddyfile, which goes to Caddy as it is. */
export const Piece = z.string().regex(/^[^\0]*$/, "must not hold a NUL character");
