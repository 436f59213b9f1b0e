import type { Fleet } from "./fleet.ts";

/**
 * Makes images of Debian's static busybox on a host with Docker, which no registry has, and brings curl: `example.org/web:1` and `:2` answer HTTP at port 8080 with
 * their tag, `:bad` says why it cannot and answers nothing, `:crash` ends at once.
 */
export function makeWebImages(fleet: Fleet, host: string): void {
  fleet.sh(
    host,
    `[ -x /usr/bin/curl ] || apt-get -qy install curl >/dev/null
[ -x /bin/busybox ] || apt-get -qy install busybox-static >/dev/null
cd "$(mktemp -d)" && mkdir bin tmp www && cp /bin/busybox bin/ && for name in sh wget httpd sleep cat; do ln -s busybox bin/$name; done
for tag in 1 2; do
  echo "version $tag" >www/index.html
  tar -c bin tmp www | docker import -c 'CMD ["/bin/httpd","-f","-p","8080","-h","/www"]' - example.org/web:$tag >/dev/null
done
tar -c bin tmp | docker import -c 'CMD ["/bin/sh","-c","echo cannot open the database; exec sleep 600"]' - example.org/web:bad >/dev/null
tar -c bin tmp | docker import -c 'CMD ["/bin/sh","-c","echo no such option; exit 3"]' - example.org/web:crash >/dev/null`,
  );
}
