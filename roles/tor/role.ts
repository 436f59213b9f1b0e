import { aptPackages, config, directory, file, onionKey, onionService, type Resource, role, service, z } from "geosteer";
import { onionServices, torrc } from "./torrc.ts";

const HOME = "/var/lib/tor";
const INCLUDED = "/etc/tor/torrc.d";
const TOR = { owner: "debian-tor", group: "debian-tor" };

/** As the unit starts it; Tor gives root's rights up by itself, for the account that the defaults name. */
const validate = ["tor", "--defaults-torrc", "/usr/share/tor/tor-service-defaults-torrc", "-f", "/etc/tor/torrc"];
const quietly = ["--RunAsDaemon", "0", "--verify-config", "--hush"];

const Name = z.string().regex(/^[a-z0-9][a-z0-9_-]*$/, "must be a folder's name: small letters, digits, _ and -");
const Line = z.string().regex(/^[^\n\r\0]+$/, "must be one line that is not empty");
const Options = z.record(
  z.string().regex(/^[A-Za-z][A-Za-z0-9]*$/, "must be an option of tor(1)"),
  z.union([Line, z.number(), z.array(z.union([Line, z.number()]))]),
);

const Port = z.string().regex(/^[1-9]\d{0,4}$/, "must be a port's number");
const Target = z.union([z.int().min(1).max(65_535), Line]);

const Service = z.strictObject({
  key: onionKey.describe(
    "The service's key in base64: 32 random bytes (`openssl rand -base64 32`), or what is in the file `hs_ed25519_secret_key` of a service that has a name already.",
  ),
  ports: z
    .record(Port, Target)
    .describe("Where each port that visitors see leads: `127.0.0.1:8080`, `unix:/run/app.sock`, or a port of this host."),
  options: Options.default({}).describe("Further options of the service, such as `HiddenServiceMaxStreams`."),
});

/**
 * Tor with onion services whose keys are variables: a host can be replaced, and the address stays. The address is computed from the key, so that
 * the plan shows it (the content of /var/lib/tor/<name>/hostname) before the service is there.
 *
 * @example
 * tor:
 *   services:
 *     web:
 *       key: 3Dn5fXsJ0y9mYV0b4Yw1n7Qe1sM8m0sYbQv0p9e3Gxk=
 *       ports: { 80: "127.0.0.1:8080" }
 */
export const tor = role({
  name: "tor",
  description: "Tor with onion services.",
  vars: z.strictObject({
    services: z.record(Name, Service).default({}).describe("Onion services by name."),
    socks_port: z
      .union([z.int().min(0).max(65_535), Line])
      .default(0)
      .describe("Where local programs reach Tor; 0: nowhere."),
    options: Options.default({}).describe("Further options of torrc by name; Tor is restarted when they change. A list is one line each."),
    absent: z.array(Name).default([]).describe("Names of onion services that are not there any more: their keys are removed."),
  }),
  installs: [
    "package tor",
    "/etc/tor/torrc",
    "/etc/tor/torrc.d/onion-services.conf",
    "/var/lib/tor/<name>, for each onion service: key, public key, hostname",
    "tor.service",
  ],
  resources({ vars }) {
    const keys = Object.entries(vars.services).map(([name, { key }]) => keyFiles(`${HOME}/${name}`, onionService(key)));
    const main = config({
      name: "tor",
      files: [{ path: "/etc/tor/torrc", content: torrc({ SocksPort: vars.socks_port, ...vars.options }, INCLUDED) }],
      validate: [...validate, ...quietly],
    });
    const services = config({
      name: "tor onion services",
      files: [{ path: `${INCLUDED}/onion-services.conf`, content: serviceLines(vars.services) }],
      validate: [...validate, ...quietly],
    });
    const [unit, instance] = ["tor.service", "tor@default.service"];
    return [
      aptPackages({ name: "tor", packages: ["tor"], recommends: false }),
      directory({ path: INCLUDED }),
      ...keys.flatMap(({ folder, files }) => [folder, ...files]),
      main,
      services,
      service({ unit, running: true, enabled: true }),
      service({ unit: instance, running: true, restartOn: [main], reloadOn: [services, ...keys.flatMap(({ files }) => files)] }),
      ...vars.absent.map((name) => directory({ path: `${HOME}/${name}`, absent: true, recurse: true })),
    ];
  },
});

/** The folder keeps the bit by which its files get Tor's group, as Tor makes it. */
function keyFiles(path: string, { address, secretKeyFile, publicKeyFile }: ReturnType<typeof onionService>) {
  const rights = { ...TOR, mode: "0600" };
  return {
    folder: directory({ path, ...TOR, mode: "2700" }),
    files: [
      file({ path: `${path}/hs_ed25519_secret_key`, content: secretKeyFile, ...rights }),
      file({ path: `${path}/hs_ed25519_public_key`, content: publicKeyFile, ...rights }),
      file({ path: `${path}/hostname`, content: `${address}\n`, ...rights }),
    ] satisfies readonly Resource[],
  };
}

function serviceLines(services: Readonly<Record<string, z.output<typeof Service>>>): string {
  return onionServices(Object.entries(services).map(([name, { ports, options }]) => ({ folder: `${HOME}/${name}`, ports, options })));
}
