import { aptMirror, aptRepository, file, fromHost, osRelease, type Resource } from "geosteer";

/** Preferences without any, by apt_preferences(5). */
const OWN = "# docker-compose comes from the host's own release.\n";

/** Another release, of which apt takes nothing but docker-compose. Once the host itself has come to that release, nothing is held back or added. */
export function composeFrom(suite: string): readonly Resource[] {
  return [
    file({
      path: "/etc/apt/preferences.d/docker-compose",
      content: fromHost(osRelease, "", ({ codename }) => (codename === suite ? OWN : preferences(suite))),
    }),
    aptRepository({
      name: "docker-compose",
      uris: [fromHost(aptMirror, "", ({ uri }) => uri)],
      suites: [suite],
      components: ["main"],
      signedBy: fromHost(aptMirror, "", ({ keyring }) => keyring),
      enabled: fromHost(osRelease, "", ({ codename }) => codename !== suite),
    }),
  ];
}

/** By apt_preferences(5). */
function preferences(suite: string): string {
  const pins = [
    ["*", -1],
    ["docker-compose", 990],
  ] as const;
  return pins.map(([name, priority]) => `Package: ${name}\nPin: release n=${suite}\nPin-Priority: ${priority}\n`).join("\n");
}
