import { fileText, fromHost, type FromHost } from "geosteer";

/** sshd's main file, which all of this leaves alone but for one line. */
export const MAIN_CONFIG = "/etc/ssh/sshd_config";

const INCLUDE = "Include /etc/ssh/sshd_config.d/*.conf";

/** What Debian's own main file says beside its comments. */
const DEBIAN_DEFAULT = "UsePAM yes\nPrintMotd no\nSubsystem sftp /usr/lib/openssh/sftp-server\n";

/** The main file as it is; where it does not include the drop-ins (one from before Debian 11), with the line that does so at its beginning. */
export function mainConfig(): FromHost<string> {
  return fromHost(fileText, MAIN_CONFIG, (seen) => withInclude(seen.type === "file" ? seen.text : DEBIAN_DEFAULT));
}

function withInclude(text: string): string {
  return /^\s*Include\s+(?:\S+\s+)*"?\/etc\/ssh\/sshd_config\.d\/\*\.conf"?/im.test(text) ? text : `${INCLUDE}\n${text}`;
}
