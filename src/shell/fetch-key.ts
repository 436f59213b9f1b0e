import { type Command, sh } from "./sh.ts";
import { REFUSED_STATUS } from "./stage-file.ts";

/** An OpenPGP public key file that a host fetches, armored or binary. */
export interface FetchedKey {
  readonly url: string;
  /** Upper-case hexadecimal digits, of every primary key that is in the file and no other. */
  readonly fingerprints: readonly string[];
  /** Where it is put in its binary form, 0644, in a folder that is root's own. */
  readonly path: string;
}

/** Bytes of a file that cannot be a signing key any more. */
const SIZE_LIMIT = 1024 * 1024;

/**
 * Fetches a key by apt's own means, which know the host's proxy, and keeps it only when the fingerprints of its primary keys are the wanted ones;
 * else the change ends with 65 and says which they are. They are computed from the very bytes that are kept, by coreutils and awk: versions 4 and 6
 * (RFC 9580, 5.5.4). What is armored is made binary, so that apt reads nothing else than what was looked at.
 */
export function fetchKey({ url, fingerprints, path }: FetchedKey): Command {
  return sh`(
url=${url} key=${path} wanted=${[...new Set(fingerprints)].sort().join(" ")}
refuse() {
  rm -f -- "$key" "$key.fetched"
  printf 'Cannot trust the key of %s: %s\n' "$url" "$1"
  exit ${REFUSED_STATUS}
}
/usr/lib/apt/apt-helper -q download-file "$url" "$key.fetched" || exit
[ "$(stat -c %s "$key.fetched")" -le ${SIZE_LIMIT} ] || refuse 'it is too large for a key'
if grep -q -e '-----BEGIN PGP PUBLIC KEY BLOCK-----' "$key.fetched"; then
  awk ${DEARMOR} "$key.fetched" | base64 -d >"$key" || refuse 'its armor cannot be read'
else cat "$key.fetched" >"$key" || exit
fi
rm -f -- "$key.fetched"
chmod 0644 "$key" && packets=$(od -An -v -tu1 "$key" | awk ${PRIMARY_KEYS}) || refuse 'it is no OpenPGP key'
bytes() { tail -c "+$(($1 + 1))" "$key" | head -c "$2"; }
octets() { for octet; do printf "\\$(printf %03o "$octet")"; done; }
fingerprint() {
  case $3 in
    4) { octets 153 $(($2 / 256)) $(($2 % 256)); bytes "$1" "$2"; } | sha1sum | tr a-f A-F ;;
    6) { octets 155 $(($2 >> 24)) $(($2 >> 16 & 255)) $(($2 >> 8 & 255)) $(($2 & 255)); bytes "$1" "$2"; } | sha256sum | tr a-f A-F ;;
    *) echo "of version $3" ;;
  esac
}
found=$(printf '%s\n' "$packets" | while read -r start size version; do
  fingerprint "$start" "$size" "$version"
done | sed 's/ *-$//' | sort -u | paste -sd ' ')
[ "$found" = "$wanted" ] || refuse "wanted $wanted, found $found"
)`;
}

/** Takes the base64 lines between the armor's headers and its checksum. */
const DEARMOR = String.raw`{ sub(/\r$/, "") }
/^-----BEGIN PGP PUBLIC KEY BLOCK-----/ { inside = 1; body = 0; next }
/^-----END/ { inside = 0 }
!inside || /^=/ { next }
body { print }
/^[ \t]*$/ { body = 1 }`;

/** Prints start, size and version of the body of each packet that is a primary key (RFC 9580, 4.2); fails where there is none, or no packet. */
const PRIMARY_KEYS = String.raw`{ for (i = 1; i <= NF; i++) byte[count++] = $i }
function number(at, width,  value) { while (width-- > 0) value = value * 256 + byte[at++]; return value }
END {
  for (at = 0; at < count; at = start + size) {
    first = byte[at]
    if (first >= 192) {
      tag = first % 64; size = byte[at + 1]; start = at + 2
      if (size == 255) { size = number(at + 2, 4); start = at + 6 }
      else if (size >= 224) exit 1
      else if (size >= 192) { size = (size - 192) * 256 + byte[at + 2] + 192; start = at + 3 }
    }
    else {
      if (first < 128 || first % 4 == 3) exit 1
      tag = int(first / 4) % 16; width = 2 ^ (first % 4)
      size = number(at + 1, width); start = at + 1 + width
    }
    if (start + size > count) exit 1
    if (tag == 6) { print start, size, byte[start]; found = 1 }
  }
  exit !found
}`;
