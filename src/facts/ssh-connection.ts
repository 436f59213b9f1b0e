import type { Fact } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import { ipRange } from "../model/ip-range.ts";
import { sh } from "../shell/sh.ts";

/** The way by which the controller came in, as the host's sshd saw it: behind a jump host or NAT, that one's address. */
export interface SshConnection {
  /** Address of the other end; without the zone of a link-local one. */
  readonly clientAddress: string;
  readonly serverAddress: string;
  /** The port that sshd listens on, which a port forwarder in front of the host may call otherwise. */
  readonly serverPort: number;
  /** Interface by which packets for that address leave; `undefined` where the host does not say. */
  readonly interface: string | undefined;
}

/**
 * The controller's own way in, from the login's SSH_CONNECTION (ssh(1)), which the loader carries through sudo. `missing` where the login is none
 * by SSH. The one argument is "".
 */
export const sshConnection: Fact<string, SshConnection> = {
  name: "ssh-connection",
  script: () => sh`[ -n "\${SSH_CONNECTION-}" ] || exit 127
address=\${SSH_CONNECTION%% *}
route=$(ip -o route get "\${address%%\%*}" 2>/dev/null)
case $address in
  *%*) device=\${address#*%} ;;
  *) device=\${route#* dev } device=\${device%% *} ;;
esac
printf '%s %s\n' "$SSH_CONNECTION" "$device"`,
  parse(output, args) {
    const answer = parseLine(Buffer.from(output).toString().trimEnd());
    return args.map(() => answer);
  },
};

function parseLine(line: string): SshConnection | Failure {
  const [client = "", , serverAddress = "", port, device] = line.split(" ");
  const clientAddress = client.replace(/%.*/, "");
  if (!ipRange.safeParse(clientAddress).success || port === undefined) {
    return new Failure(
      "FACT_FAILED",
      sshConnection.name,
      "Cannot tell by which way the controller came in: SSH_CONNECTION is not as ssh(1) has it",
      {
        output: line,
      },
    );
  }
  return { clientAddress, serverAddress, serverPort: Number(port), interface: device };
}
