import { expect } from "chai";
import type { HostSummary } from "../../src/model/event.ts";
import { type Ended, summaryOf, writePlaybook } from "./controller.ts";
import { type DnsFleet, dnsFleet, nameServers } from "./dns-fleet.ts";
import { labAddress, type Pebble, pebbleOn } from "./pebble.ts";
import { sshKeyPair } from "./ssh-key-pair.ts";

/** A fleet whose name servers share certificates of `example.org`. */
export interface CertificateFleet extends DnsFleet {
  /** Starts an authority anew, whose certificates live so long. */
  authority(lifetimeS: number): Pebble;
  /** Applies the role with these variables on top, and the zones' rights with them. */
  applyRole(vars?: object, limit?: string): Promise<Ended>;
  /** The same, where nothing may fail. */
  bring(vars?: object, limit?: string): Promise<Readonly<Record<string, HostSummary>>>;
  /** Looks on a host what is to be done, as its timer does; what was printed, after the exit status. */
  look(host: string): string;
  /** Serial number of what is in force on a host. */
  serial(host: string): string;
  /** Seconds until it ends. */
  left(host: string): number;
  /** The file `status` of a host. */
  status(host: string): Readonly<Record<string, string>>;
}

/** Where the certificates of `example.org` are. */
export const SERVED = "/var/lib/certificates/example.org";

const PROGRAM = "/usr/local/lib/certificates/certificates";

const playbookText = `import { playbook } from "geosteer";
import { certificates } from "geosteer/roles";
export default playbook({ name: "certificates-test", description: "Certificates.", hosts: "nameservers", roles: [certificates] });
`;

/** Brings up the fleet, with name servers of which unbound knows; `lab` gets nothing yet. */
export async function certificateFleet(): Promise<CertificateFleet> {
  const fleet = await dnsFleet("certificates");
  const playbook = writePlaybook("certificates", playbookText);
  const key = sshKeyPair().private;
  let authority: Pebble | undefined;
  // lego asks the system's resolver for the addresses of name servers.
  for (const host of nameServers) fleet.sh(host, `echo nameserver ${labAddress(fleet)} >/etc/resolv.conf`);
  const varsWith = (vars: object): object => {
    const { directory, directoryCa: directory_ca, roots } = authority ?? pebbleOn(fleet);
    const common = { zones: ["example.org"], key, email: "hostmaster@example.org", resolver: labAddress(fleet) };
    return { certificates: { ...common, directory, directory_ca, roots, ...vars } };
  };
  const applyRole = async (vars: object = {}, limit = "all"): Promise<Ended> =>
    await fleet.infra(["apply", playbook, "--yes", "--json", "--limit", limit], varsWith(vars));
  return {
    ...fleet,
    authority: (lifetimeS) => (authority = pebbleOn(fleet, { lifetimeS })),
    applyRole,
    async bring(vars = {}, limit = "all") {
      await fleet.apply(varsWith(vars));
      const ended = await applyRole(vars, limit);
      expect(ended.status, `${ended.stdout.slice(-3000)}${ended.stderr}`).to.equal(0);
      return summaryOf(ended);
    },
    look: (host) => fleet.sh(host, `said=$(${PROGRAM} renew example.org 2>&1); echo "$? $said"`).trim(),
    serial: (host) => fleet.sh(host, `openssl x509 -noout -serial -in ${SERVED}/fullchain.pem 2>/dev/null || echo none`).trim(),
    left: (host) => {
      const ends = fleet.sh(host, `date -d "$(openssl x509 -noout -enddate -in ${SERVED}/fullchain.pem | cut -d = -f 2)" +%s; date +%s`);
      const [end = 0, now = 0] = ends.split("\n").map(Number);
      return end - now;
    },
    status: (host) =>
      Object.fromEntries(
        fleet
          .sh(host, `cat ${SERVED}/status`)
          .trim()
          .split("\n")
          .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
      ),
  };
}
