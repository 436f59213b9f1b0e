import { aptMirror, aptRepository, fromHost, osRelease, type Resource, role, z } from "geosteer";

const Repository = z.strictObject({
  uris: z.array(z.url()).min(1).describe("Addresses of the archive; a mirror of one's own can stand in."),
  suites: z.array(z.string()).optional().describe("Suites, such as `trixie`. Default: the host's own release."),
  components: z.array(z.string()).default(["main"]).describe("Components of each suite."),
  architectures: z.array(z.string()).optional().describe("Architectures to take from it. Default: the host's own."),
  key: z.string().describe("The archive's signing key, armored."),
  fingerprint: z.string().describe("The key's fingerprint, as its vendor publishes it: another key is refused before any connection."),
});

/**
 * Where packages come from beside the release itself: backports from the host's own mirror, and third parties' archives, each with a key of
 * its own that signs nothing else (deb822, sources.list(5)).
 *
 * @example
 * apt_sources:
 *   backports: true
 *   absent: [old-vendor]
 */
export const aptSources = role({
  name: "apt-sources",
  description: "Backports and third-party package archives.",
  vars: z.strictObject({
    backports: z.boolean().default(true).describe("Whether `<release>-backports` is there, from the host's own mirror."),
    backports_components: z.array(z.string()).default(["main", "contrib"]).describe("Components of backports."),
    repositories: z.record(z.string(), Repository).default({}).describe("Third-party archives by name."),
    absent: z.array(z.string()).default([]).describe("Names of archives that must not be there any more."),
  }),
  installs: ["/etc/apt/sources.list.d/<name>.sources and /etc/apt/keyrings/<name>, for each archive"],
  resources: ({ vars }) => [
    backports(vars.backports, vars.backports_components),
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

function repository(name: string, { uris, suites, components, architectures, key, fingerprint }: z.output<typeof Repository>): Resource {
  return aptRepository({
    name,
    uris,
    suites: suites ?? [fromHost(osRelease, "", ({ codename }) => codename)],
    components,
    ...(architectures !== undefined && { architectures }),
    key: { content: key, fingerprint },
  });
}
