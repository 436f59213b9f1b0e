import { PrivateHost } from "./private-host.ts";

/** What stands for the program of role geo-map: checks are lines `service host status passes reason` in `/tmp/checks`, drains lines in `/tmp/drains`. */
const program = `#!/bin/sh
cd /tmp
echo "$*" >>calls
[ ! -e "refuse.$1" ] || { echo "geo: refused" >&2; exit 1; }
case $1 in
  drain) echo "$2 7 $3" >>drains ;;
  undrain) awk -v host="$2" '$1 != host' drains >drains.new; mv drains.new drains ;;
  status)
    awk '{ checks = checks (checks == "" ? "" : ",") sprintf("{\\"service\\":\\"%s\\",\\"host\\":\\"%s\\",\\"status\\":\\"%s\\",\\"since\\":1,\\"passes\\":%d,\\"inMap\\":true,\\"reason\\":\\"%s\\"}", $1, $2, $3, $4, $5) }
      FILENAME == "drains" { exit } END { print checks }' checks >checks.json
    awk '{ drains = drains (drains == "" ? "" : ",") sprintf("{\\"host\\":\\"%s\\",\\"since\\":%d,\\"by\\":\\"%s\\"}", $1, $2, $3) } END { print drains }' drains >drains.json
    printf '{"self":"x","version":"v","before":"","unconfirmed":"","database":"","drains":[%s],"checks":[%s]}\\n' "$(cat drains.json)" "$(cat checks.json)"
    [ ! -e passing ] || { awk '{ $4++; print }' checks >checks.new; mv checks.new checks; } ;;
esac
`;

/** A host with a stand-in for the map's program, which keeps its state in `/tmp`; with `/tmp/passing`, all checks pass once more at each look. */
export async function nameServer(name: string): Promise<PrivateHost> {
  const host = await new PrivateHost(name).up();
  host.sh("mount -t tmpfs none /usr/local/lib; mkdir /usr/local/lib/geosteer; : >/tmp/drains; : >/tmp/calls; : >/tmp/checks");
  const text = program.replaceAll("'", `'\\''`);
  host.sh(`printf %s '${text}' >/usr/local/lib/geosteer/geo; chmod +x /usr/local/lib/geosteer/geo`);
  return host;
}
