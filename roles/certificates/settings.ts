import { file, quote, type Resource, secretText } from "geosteer";
import { ACCOUNT, COMMAND, CONF, WORK } from "./places.ts";
import type { Plan } from "./plan.ts";

const SYSTEM_ROOTS = "/etc/ssl/certs/ca-certificates.crt";
const ROOTS = `${CONF}/roots.pem`;
const DIRECTORIES: Readonly<Record<string, string>> = {
  production: "https://acme-v02.api.letsencrypt.org/directory",
  staging: "https://acme-staging-v02.api.letsencrypt.org/directory",
};

/** The files that the program reads, and the one that lets other hosts in. */
export function settingsFiles(plan: Plan): readonly Resource[] {
  const { key, publicKey, tsig, tsigName } = plan;
  return [
    file({ path: `${CONF}/settings`, content: settings(plan) }),
    file({ path: `${CONF}/hosts`, content: plan.hosts.map(({ name, address, port }) => `${name} ${address} ${port}\n`).join("") }),
    file({ path: `${CONF}/zones`, content: plan.zones.flatMap(zoneLines).join("") }),
    file({ path: `${CONF}/reload`, content: reloadProgram(plan.reload) }),
    file({
      path: `${CONF}/known_hosts`,
      content: plan.hosts.flatMap(({ name, hostKeys }) => hostKeys.map((one) => `${name} ${one}\n`)).join(""),
    }),
    file({ path: `${CONF}/tsig.knot`, mode: "0600", content: secretText`hmac-sha256:${tsigName}:${tsig}\n` }),
    ...(key === undefined
      ? [file({ path: `${CONF}/key`, absent: true })]
      : [file({ path: `${CONF}/key`, mode: "0600", content: secretText`${key}` })]),
    pem(ROOTS, plan.roots),
    pem(`${CONF}/directory-ca.pem`, plan.directory_ca),
    file({
      path: `${WORK}/home/.ssh/authorized_keys`,
      content:
        publicKey === undefined
          ? "# No other host shares the certificates.\n"
          : `restrict,command="${COMMAND} serve" ${publicKey} ${ACCOUNT}\n`,
    }),
  ];
}

function settings({ self, primary, tsigName, directory, email, resolver = "", owner, roots, takeover_after: takeoverAfter }: Plan): string {
  const values = {
    self,
    primary,
    tsig_name: tsigName,
    directory: DIRECTORIES[directory] ?? directory,
    email,
    resolver,
    owner,
    roots: roots === undefined ? SYSTEM_ROOTS : ROOTS,
    takeover_after: String(takeoverAfter),
  };
  return Object.entries(values)
    .map(([name, value]) => `${name}=${quote(value)}\n`)
    .join("");
}

function zoneLines({ zone, names, challenges, servers }: Plan["zones"][number]): readonly string[] {
  return [
    ...names.map((name) => `name ${zone} ${name}\n`),
    ...challenges.map(({ name, target }) => `challenge ${zone} ${name} ${target}\n`),
    ...servers.map((server) => `server ${zone} ${server}\n`),
  ];
}

function reloadProgram(commands: Plan["reload"]): string {
  return `# What reads the certificates reads them anew.\n${commands.map((words) => `${words.map(quote).join(" ")} || exit\n`).join("")}`;
}

function pem(path: string, content: string | undefined): Resource {
  return content === undefined ? file({ path, absent: true }) : file({ path, content: `${content.trim()}\n` });
}
