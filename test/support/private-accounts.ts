import { PrivateHost } from "./private-host.ts";

/** Gives a private host an /etc of its own that begins as this machine's: laid over it, or, where that cannot be, a copy. */
export function usePrivateEtc(host: PrivateHost): void {
  host.sh(`mkdir /tmp/etc /tmp/etc.work
mount -t overlay -o lowerdir=/etc,upperdir=/tmp/etc,workdir=/tmp/etc.work none /etc 2>/dev/null || {
  cp -a /etc/. /tmp/etc && mount --bind /tmp/etc /etc
}`);
}

/** A private host whose accounts and homes are its own too: useradd(8) and its like work there and leave nothing on this machine. */
export async function hostWithAccounts(name: string): Promise<PrivateHost> {
  const host = await new PrivateHost(name).up();
  usePrivateEtc(host);
  host.sh("mount -t tmpfs -o mode=755 none /home");
  return host;
}
