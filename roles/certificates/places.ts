/** The account that other hosts log in to. */
export const ACCOUNT = "certificates";

/** Where the program's parts are. */
export const PROGRAM = "/usr/local/lib/certificates";

/** The program itself. */
export const COMMAND = `${PROGRAM}/certificates`;

/** Where its settings and keys are. */
export const CONF = "/etc/certificates";

/** Where it keeps what it works with. */
export const WORK = "/var/lib/certificates-work";

/** Where the certificates are that are in force. */
export const SERVED = "/var/lib/certificates";
