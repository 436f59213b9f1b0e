/** A vendor's archive as its vendor publishes it. */
export interface Vendor {
  readonly uris: readonly string[];
  /** `undefined`: one for each release of Debian, under its codename. */
  readonly suites: readonly string[] | undefined;
  readonly components: readonly string[];
  readonly keyUrl: string;
  /** Of the primary key at `keyUrl`, as independent sources name it. */
  readonly fingerprint: string;
}

/** Archives that need no more than their name. */
export const vendors = {
  caddy: {
    uris: ["https://dl.cloudsmith.io/public/caddy/stable/deb/debian"],
    suites: ["any-version"],
    components: ["main"],
    keyUrl: "https://dl.cloudsmith.io/public/caddy/stable/gpg.key",
    fingerprint: "65760C51EDEA2017CEA2CA15155B6D79CA56EA34",
  },
  docker: {
    uris: ["https://download.docker.com/linux/debian"],
    suites: undefined,
    components: ["stable"],
    keyUrl: "https://download.docker.com/linux/debian/gpg",
    fingerprint: "9DC858229FC7DD38854AE2D88D81803C0EBFCD88",
  },
  goaccess: {
    uris: ["https://deb.goaccess.io/"],
    suites: undefined,
    components: ["main"],
    keyUrl: "https://deb.goaccess.io/gnugpg.key",
    fingerprint: "C03B48887D5E56B046715D3297BD1A0133449C3D",
  },
  knot: {
    uris: ["https://pkg.labs.nic.cz/knot-dns"],
    suites: undefined,
    components: ["main"],
    keyUrl: "https://pkg.labs.nic.cz/gpg",
    fingerprint: "9C71D59CD4CE8BD2966A7A3EAB6A303124019B64",
  },
  tailscale: {
    uris: ["https://pkgs.tailscale.com/stable/debian"],
    suites: undefined,
    components: ["main"],
    keyUrl: "https://pkgs.tailscale.com/stable/debian/bookworm.noarmor.gpg",
    fingerprint: "2596A99EAAB33821893C0A79458CA832957F5868",
  },
} as const satisfies Readonly<Record<string, Vendor>>;

/** The name of one of them. */
export type VendorName = keyof typeof vendors;

/** Their names. */
export const vendorNames: readonly VendorName[] = ["caddy", "docker", "goaccess", "knot", "tailscale"];
