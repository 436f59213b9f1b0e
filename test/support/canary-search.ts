import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";

/** What a look at running processes came to. */
export interface Watched {
  /** How often all of them were looked at. */
  readonly samples: number;
  /** `/proc/7/cmdline:text` for each that was found. */
  readonly hits: readonly string[];
}

/** Reads patterns up to a line with a dot, then looks at every process until stdin ends. */
const WATCH = `
file=$(mktemp -p /dev/shm) && trap 'rm -f "$file" "$file.stop"' EXIT
while IFS= read -r line && [ "$line" != . ]; do printf '%s\\n' "$line"; done >"$file"
exec 3<&0
{ cat <&3 >/dev/null; : >"$file.stop"; } &
samples=0
while [ ! -e "$file.stop" ]; do
  grep -aHoF -f "$file" /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null
  samples=$((samples + 1))
  sleep 0.01
done
printf '%s\\n' "$samples"`;

/** Looks at the arguments and the environment of all processes, over and over, where a command leads (\`docker exec -i NAME\`); returns what ends it. */
export function watchProcesses(where: readonly string[], patterns: string): () => Promise<Watched> {
  const child = spawn("nice", [...where, "sh", "-c", WATCH], { stdio: ["pipe", "pipe", "inherit"] });
  let output = "";
  child.stdout.on("data", (bytes: Buffer) => (output += bytes.toString("latin1")));
  child.stdin.write(`${patterns}\n.\n`);
  return async () => {
    child.stdin.end();
    await once(child, "close");
    const lines = output.trim().split("\n");
    return { samples: Number(lines.at(-1)), hits: lines.slice(0, -1) };
  };
}

/** All files below some folders that hold one of the patterns, where a command leads; memory file systems too, kernel's own not. */
export function searchFiles(where: readonly string[], { patterns, folders }: { patterns: string; folders: string }): readonly string[] {
  const line = `file=$(mktemp -p /dev/shm) && cat >"$file"
for folder in ${folders}; do case $folder in /proc | /sys | /dev) ;; *) grep -rlaF -D skip -f "$file" -- "$folder" 2>/dev/null; esac; done
rm -f "$file"`;
  const found = execFileSync("nice", [...where, "sh", "-c", line], { input: `${patterns}\n`, encoding: "utf8" });
  return found.split("\n").filter((path) => path !== "");
}
