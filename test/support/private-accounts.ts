import { PrivateHost } from "./private-host.ts";

/** A private host whose accounts and homes are its own too: useradd(8) and its like work there and leave nothing on this machine. */
export async function hostWithAccounts(name: string): Promise<PrivateHost> {
  const host = await new PrivateHost(name).up();
  host.sh("mkdir /tmp/etc && cp -a /etc/. /tmp/etc && mount --bind /tmp/etc /etc && mount -t tmpfs -o mode=755 none /home");
  return host;
}
