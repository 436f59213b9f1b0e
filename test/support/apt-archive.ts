import type { Fleet } from "./fleet.ts";

/** Where the archive is on its host, as apt writes it. */
export const ARCHIVE = "file:/srv/kinds-apt";

/** The key that signs an archive. */
export interface ArchiveKey {
  readonly armored: string;
  readonly binary: Uint8Array;
  readonly fingerprint: string;
}

/**
 * Makes an apt archive on a host, by the host's own tools, signed by a key that is made there: `kinds-a` in the versions 1.0 and 2.0, `kinds-b`
 * that depends on it, `kinds-c` that cannot be configured while /run/kinds-fails is there, and `kinds-d` in two versions with a file in /etc.
 * Each package installs /usr/share/kinds/NAME with its version in it.
 */
export function makeArchive(fleet: Fleet, host: string): ArchiveKey {
  fleet.sh(host, "command -v gpg >/dev/null || { apt-get -q update && apt-get -y -q install --no-install-recommends gpg gpg-agent; } 2>&1");
  fleet.sh(host, MAKE);
  signArchive(fleet, host, "first");
  const show = (line: string): string => fleet.sh(host, `${GPG} ${line}`);
  return {
    armored: show("--armor --export first"),
    binary: Buffer.from(show("--export first | base64 -w0"), "base64"),
    fingerprint: /^fpr:+([0-9A-F]{40}):/m.exec(show("--with-colons --list-keys first"))?.[1] ?? "",
  };
}

/** Signs the archive by a key of this name, which is made where there is none yet. */
export function signArchive(fleet: Fleet, host: string, key: string): void {
  fleet.sh(
    host,
    `cd /srv/kinds-apt; rm -f InRelease
${GPG} --list-keys ${key} >/dev/null 2>&1 || ${GPG} --passphrase '' --quick-gen-key '${key} <${key}@example.org>' ed25519 sign never 2>/dev/null
${GPG} --local-user ${key} --clearsign --output InRelease Release 2>/dev/null`,
  );
}

const GPG = "gpg --homedir /srv/kinds-apt/gpg --batch";

const MAKE = String.raw`set -e
rm -rf /srv/kinds-apt && mkdir -p /srv/kinds-apt/gpg && cd /srv/kinds-apt && chmod 700 gpg
build() {
  mkdir -p build/DEBIAN build/usr/share/kinds
  printf '%s\n' "$2" >"build/usr/share/kinds/$1"
  printf 'Package: %s\nVersion: %s\nArchitecture: all\nMaintainer: Test <test@example.org>\n%bDescription: a test\n' "$1" "$2" "$3" >build/DEBIAN/control
  dpkg-deb --root-owner-group --build build "$1_$2.deb" >/dev/null
  rm -r build
  { dpkg-deb --field "$1_$2.deb"; printf 'Filename: ./%s\nSize: %s\nSHA256: %s\n\n' "$1_$2.deb" "$(stat -c %s "$1_$2.deb")" "$(sha256sum <"$1_$2.deb" | cut -d' ' -f1)"; } >>Packages
}
build kinds-a 1.0
build kinds-a 2.0
build kinds-b 1.0 'Depends: kinds-a\n'
mkdir -p build/DEBIAN && printf '#!/bin/sh\n[ ! -e /run/kinds-fails ]\n' >build/DEBIAN/postinst && chmod 755 build/DEBIAN/postinst
build kinds-c 1.0
for version in 1.0 2.0; do
  mkdir -p build/DEBIAN build/etc
  echo "default of $version" >build/etc/kinds.conf
  echo /etc/kinds.conf >build/DEBIAN/conffiles
  build kinds-d $version
done
printf 'Suite: kinds\nDate: %s\nArchitectures: all\nSHA256:\n %s %s Packages\n' "$(date -uR)" "$(sha256sum <Packages | cut -d' ' -f1)" "$(stat -c %s Packages)" >Release`;
