/** Where borgmatic's files are on a host. */
export const FOLDER = "/etc/borgmatic";

/** The configuration itself. */
export const CONFIG = `${FOLDER}/config.yaml`;

/** The passphrase alone, for borg's passcommand. */
export const PASSPHRASE = `${FOLDER}/passphrase`;

/** The private key that logs in at backup servers. */
export const SSH_KEY = `${FOLDER}/id_ed25519`;

/** The backup servers' host keys. */
export const KNOWN_HOSTS = `${FOLDER}/known_hosts`;

/** Passwords of databases, as libpq reads them. */
export const PGPASS = `${FOLDER}/pgpass`;

/** Stand-ins for PostgreSQL's programs: see `postgresProgram`. */
export const PROGRAMS = "/usr/local/lib/borgmatic";
