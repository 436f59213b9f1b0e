import {
  acmeHolder,
  certificateHosts,
  type CertificatesVars,
  Failures,
  type Host,
  publicKeyIn,
  type RoleInput,
  type Secret,
  type z,
} from "geosteer";
import { mistakesIn } from "./mistakes.ts";
import { acmeZones, type Primary, primaryOf } from "./primary.ts";

type Vars = z.output<typeof CertificatesVars>;

/** A host that shares the certificates, as the others reach it. */
export interface SharingHost {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly hostKeys: readonly string[];
}

/** A zone's certificate: what is in it, and where its names are proved. */
export interface PlannedZone {
  readonly zone: string;
  readonly names: readonly string[];
  readonly challenges: readonly { readonly name: string; readonly target: string }[];
  /** Its name servers. */
  readonly servers: readonly string[];
}

/** All that a host needs to know. */
export interface Plan
  extends Pick<Vars, "directory" | "directory_ca" | "roots" | "resolver" | "owner" | "reload" | "interval" | "takeover_after"> {
  readonly self: string;
  readonly email: string;
  /** In the order in which they obtain certificates. */
  readonly hosts: readonly SharingHost[];
  readonly zones: readonly PlannedZone[];
  /** Address of the name server that takes changes. */
  readonly primary: string;
  readonly tsigName: string;
  readonly tsig: Secret;
  readonly key: Secret | undefined;
  readonly publicKey: string | undefined;
}

/** Reads all of it from the inventory; throws all mistakes together, with their places. */
export function readPlan(input: RoleInput<Vars>): Plan {
  const { vars, host: self, inventory } = input;
  const primary = primaryOf(input);
  const names = certificateHosts(input);
  const failures = mistakesIn(input, { names, primary });
  const tsig = primary?.keys[self.name];
  if (failures.length > 0 || primary === undefined || tsig === undefined) throw new Failures(failures);
  const zones = vars.zones ?? acmeZones(primary);
  const key = names.length > 1 ? vars.key : undefined;
  return {
    ...vars,
    self: self.name,
    email: vars.email ?? "",
    hosts: names.flatMap((name) => inventory.host(name) ?? []).map((one) => sharing(one, vars)),
    zones: zones.map((zone) => planned(zone, names, { primary, holder: acmeHolder(primary.dns, inventory) ?? self.name })),
    primary: primary.address,
    tsigName: `acme.${self.name}`,
    tsig,
    key,
    publicKey: key === undefined ? undefined : publicKeyIn(key.reveal()),
  };
}

function sharing({ name, address: { host, port = 22, hostKeys } }: Host, { addresses }: Vars): SharingHost {
  return { name, address: addresses[name] ?? host, port, hostKeys };
}

function planned(
  zone: string,
  hosts: readonly string[],
  { primary, holder }: { readonly primary: Primary; readonly holder: string },
): PlannedZone {
  const labels = hosts.map((name) => name.toLowerCase());
  const challenge = (name: string, host: string): PlannedZone["challenges"][number] => ({
    name: `_acme-challenge.${name}`,
    target: `${host}.acme.${zone}`,
  });
  return {
    zone,
    names: [zone, `*.${zone}`, ...labels.map((label) => `*.${label}.${zone}`)],
    challenges: [challenge(zone, holder.toLowerCase()), ...labels.map((label) => challenge(`${label}.${zone}`, label))],
    servers: (primary.dns.zones[zone]?.ns ?? []).map((name) =>
      name.endsWith(".") ? name.slice(0, -1) : name === "@" ? zone : `${name}.${zone}`,
    ),
  };
}
