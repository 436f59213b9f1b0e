import type { Become, Host } from "../model/host.ts";

/** How to log in, where the command line says so. */
export interface Login {
  readonly user?: string | undefined;
  readonly privateKeyFile?: string | undefined;
  /** Become root by sudo. */
  readonly become?: boolean | undefined;
  readonly becomePassword?: string | undefined;
}

/** A host with the login of the command line instead of the inventory's; variables stay as they are. */
export function withLogin(host: Host, { user, privateKeyFile, become, becomePassword }: Login): Host {
  const { address } = host;
  const { bootstrap } = address;
  const withPassword = (sudo: Become | undefined): Become | undefined => sudo && { ...sudo, password: becomePassword ?? sudo.password };
  const root = become === true ? (address.become ?? { method: "sudo", user: "root", password: undefined }) : address.become;
  return {
    ...host,
    address: {
      ...address,
      user: user ?? address.user,
      privateKeyFile: privateKeyFile ?? address.privateKeyFile,
      become: withPassword(root),
      ...(bootstrap && { bootstrap: { ...bootstrap, become: withPassword(bootstrap.become) } }),
    },
  };
}
