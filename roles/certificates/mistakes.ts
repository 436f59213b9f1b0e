import { type CertificatesVars, Failure, hintOfWords, type Host, type RoleInput, type z } from "geosteer";
import type { Mistake } from "./mistake.ts";
import { acmeZones, type Primary } from "./primary.ts";
import { sshdMistakes } from "./sshd-mistakes.ts";

type Vars = z.output<typeof CertificatesVars>;

interface Known {
  /** Hosts that share the certificates. */
  readonly names: readonly string[];
  readonly primary: Primary | undefined;
}

/** Finds all that a schema cannot see: zones in which nothing can be proved, hosts without keys, a way in that sshd would close. */
export function mistakesIn(input: RoleInput<Vars>, known: Known): readonly Failure[] {
  const { host, inventory } = input;
  const mistakes = [...zoneMistakes(input, known), ...hostMistakes(input, known), ...otherMistakes(input, known)];
  return mistakes.map(({ path, message, hint, of = host }) => {
    const text = `Cannot obtain certificates: ${message}`;
    return new Failure("VARS_INVALID", inventory.whereIs(of, path), text, hint === undefined ? {} : { hint });
  });
}

function zoneMistakes({ vars }: RoleInput<Vars>, { primary }: Known): readonly Mistake[] {
  if (primary === undefined) {
    const hint = "Put `knot: { primary: true }` into the variables of a name server";
    return [{ path: ["certificates"], message: "no host is the primary name server, which takes changes of challenges", hint }];
  }
  const able = acmeZones(primary);
  const known = Object.keys(primary.dns.zones);
  if (vars.zones === undefined && able.length === 0) {
    return [{ path: ["certificates"], message: "no zone of dns_zones has a delegated ACME zone", hint: "Set `acme: true` for one" }];
  }
  return (vars.zones ?? []).flatMap((zone, index) => {
    const path = ["certificates", "zones", index];
    if (vars.zones?.indexOf(zone) !== index) return [{ path, message: `zone ${zone} is there twice` }];
    if (!known.includes(zone)) return [{ path, message: `there is no zone "${zone}" in dns_zones`, hint: hintOfWords(zone, known) }];
    if (able.includes(zone)) return [];
    return [{ path, message: `zone ${zone} has no delegated ACME zone`, hint: `Set \`acme: true\` at dns_zones.zones.${zone}` }];
  });
}

function hostMistakes({ vars, host: self, inventory }: RoleInput<Vars>, { names, primary }: Known): readonly Mistake[] {
  const known = inventory.hosts.map(({ name }) => name);
  const path = vars.hosts === undefined ? ["certificates"] : ["certificates", "hosts"];
  const at = (index: number): Mistake["path"] => (vars.hosts === undefined ? path : [...path, index]);
  const ownMistake = names.includes(self.name)
    ? []
    : [{ path, message: `host ${self.name} is not among the hosts that share them`, hint: `They are ${names.join(", ")}` }];
  const each = names.flatMap((name, index): readonly Mistake[] => {
    const host = inventory.host(name);
    if (names.indexOf(name) !== index) return [{ path: at(index), message: `host ${name} is there twice` }];
    if (host === undefined) return [{ path: at(index), message: `there is no host "${name}"`, hint: hintOfWords(name, known) }];
    return keyMistakes(host, { at: at(index), primary, isAlone: names.length === 1 });
  });
  const addresses = Object.keys(vars.addresses).filter((name) => !names.includes(name));
  return [
    ...ownMistake,
    ...each,
    ...addresses.map((name) => ({
      path: ["certificates", "addresses", name],
      message: `no host "${name}" shares them`,
      hint: hintOfWords(name, names),
    })),
    ...(names.length > 1 ? sshdMistakes({ host: self, inventory }) : []),
  ];
}

function keyMistakes(
  { name, address }: Host,
  { at, primary, isAlone }: { readonly at: Mistake["path"]; readonly primary: Primary | undefined; readonly isAlone: boolean },
): readonly Mistake[] {
  return [
    ...(primary === undefined || name in primary.keys
      ? []
      : [
          {
            path: ["knot", "acme_keys"],
            of: primary.host,
            message: `host ${name} has no key for changes of its challenges`,
            hint: "`keymgr -t NAME hmac-sha256` makes one; `infra secrets set` encrypts it",
          },
        ]),
    ...(isAlone || address.hostKeys.length > 0
      ? []
      : [{ path: at, message: `the host key of ${name} is not known`, hint: `Give \`host_key\` in the variables of ${name}` }]),
  ];
}

function otherMistakes({ vars }: RoleInput<Vars>, { names }: Known): readonly Mistake[] {
  return [
    ...(vars.email === undefined ? [{ path: ["certificates"], message: "there is no `email`, which lego gives to the authority" }] : []),
    ...(names.length > 1 && vars.key === undefined
      ? [
          {
            path: ["certificates"],
            message: "there is no `key` by which hosts hand them on",
            hint: "`ssh-keygen -q -t ed25519 -N '' -f key` makes one; `infra secrets set` encrypts it",
          },
        ]
      : []),
    ...(vars.directory !== "production" && vars.roots === undefined
      ? [
          {
            path: ["certificates", "directory"],
            message: "there are no `roots`, and the system has none of this authority",
            hint: "Give its root certificates, as it publishes them",
          },
        ]
      : []),
  ];
}
