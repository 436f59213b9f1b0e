import { aptMirror, aptRepository, fromHost, osRelease, type Resource, role, z } from "geosteer";
import { type Vendor, type VendorName, vendorNames, vendors } from "./vendors.ts";

const Uris = z.array(z.url()).min(1);
const Texts = z.array(z.string());

const Repository = z
  .strictObject({
    uris: Uris.describe("Addresses of the archive; a mirror of one's own can stand in."),
    suites: Texts.optional().describe("Suites, such as `trixie`. Default: the host's own release."),
    components: Texts.default(["main"]).describe("Components of each suite."),
    architectures: Texts.optional().describe("Architectures to take from it. Default: the host's own."),
    key: z.string().optional().describe("The archive's signing key, armored."),
    key_url: z.url().optional().describe("Where hosts fetch the signing key themselves, instead of `key`."),
    fingerprint: z.string().describe("The key's fingerprint, as its vendor publishes it: another key is refused, and nothing changes."),
  })
  .refine(({ key, key_url: url }) => (key === undefined) !== (url === undefined), {
    error: "must be given, or `key_url`: one of them",
    path: ["key"],
  });

const Mirror = z.strictObject({
  uris: Uris.optional().describe("Addresses of the archive."),
  suites: Texts.optional().describe("Suites."),
  components: Texts.optional().describe("Components of each suite."),
  key_url: z.url().optional().describe("Where hosts fetch the signing key."),
  fingerprint: z.string().optional().describe("The key's fingerprint."),
});

/**
 * Where packages come from beside the release itself: backports from the host's own mirror, and third parties' archives, each with a key of
 * its own that signs nothing else (deb822, sources.list(5)).
 *
 * @example
 * apt_sources:
 *   backports: true
 *   vendors: [docker, tailscale]
 *   mirrors:
 *     docker: { uris: ["https://mirror.example.org/docker"] }
 *   absent: [old-vendor]
 */
export const aptSources = role({
  name: "apt-sources",
  description: "Backports and third-party package archives.",
  installs: ["/etc/apt/sources.list.d/<name>.sources", "/etc/apt/keyrings/<name>.asc or .gpg"],
  vars: z.strictObject({
    backports: z.boolean().default(true).describe("Whether `<release>-backports` is there, from the host's own mirror."),
    backports_components: Texts.default(["main", "contrib"]).describe("Components of backports."),
    vendors: z.array(z.enum(vendorNames)).default([]).describe("Vendors' archives whose addresses and keys are known here."),
    mirrors: z
      .partialRecord(z.enum(vendorNames), Mirror)
      .default({})
      .describe("What stands in for a vendor's own address or key, by the vendor's name; it does not add the archive."),
    repositories: z.record(z.string(), Repository).default({}).describe("Other third-party archives by name."),
    absent: Texts.default([]).describe("Names of archives that must not be there any more."),
  }),
  resources: ({ vars }) => [
    backports(vars.backports, vars.backports_components),
    ...vars.vendors.map((name) => repository(name, vendorArchive(name, vars.mirrors[name] ?? {}))),
    ...Object.entries(vars.repositories).map(([name, archive]) => repository(name, archive)),
    ...vars.absent.map((name) => aptRepository({ name, absent: true })),
  ],
});

function backports(wanted: boolean, components: readonly string[]): Resource {
  if (!wanted) return aptRepository({ name: "backports", absent: true });
  return aptRepository({
    name: "backports",
    uris: [fromHost(aptMirror, "", ({ uri }) => uri)],
    suites: [fromHost(osRelease, "", ({ codename }) => `${codename}-backports`)],
    components: [...components],
    signedBy: fromHost(aptMirror, "", ({ keyring }) => keyring),
  });
}

/** A vendor's archive with what stands in for parts of it. */
function vendorArchive(name: VendorName, mirror: z.output<typeof Mirror>): z.output<typeof Repository> {
  const { uris, suites, components, keyUrl, fingerprint }: Vendor = vendors[name];
  return {
    uris: mirror.uris ?? [...uris],
    suites: mirror.suites ?? suites?.slice(),
    components: mirror.components ?? [...components],
    key_url: mirror.key_url ?? keyUrl,
    fingerprint: mirror.fingerprint ?? fingerprint,
  };
}

function repository(name: string, archive: z.output<typeof Repository>): Resource {
  const { uris, suites, components, architectures, key, key_url: url, fingerprint } = archive;
  return aptRepository({
    name,
    uris,
    suites: suites ?? [fromHost(osRelease, "", ({ codename }) => codename)],
    components,
    ...(architectures !== undefined && { architectures }),
    key: { fingerprint, ...(key !== undefined && { content: key }), ...(url !== undefined && { url }) },
  });
}
