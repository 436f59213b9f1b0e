import { aptFunctions, aptGet } from "./apt.ts";
import { type Command, sh } from "./sh.ts";
import { REFUSED_STATUS } from "./stage-file.ts";

/** A repository's files before they go live. */
export interface AptSourceTrial {
  readonly name: string;
  /** The deb822 entry as it shall be, and as it is tried: with `Signed-By` set to `trialKeyPath`. Readable files on the host, as one shell word each. */
  readonly source: Command;
  readonly trial: Command;
  /** The key, and how it ends: `asc` or `gpg`. */
  readonly key?: { readonly source: Command; readonly form: "asc" | "gpg" } | undefined;
  readonly lockTimeoutMs: number;
}

/** Where a key lies while its repository is tried: apt reads it as an account of its own, and by its ending. */
export function trialKeyPath(name: string, form: "asc" | "gpg"): string {
  return `${trialFolder(name)}/key.${form}`;
}

/**
 * Tries a repository before its files go live, so that a wrong one never breaks apt for everything else: apt must be able to read all sources
 * together (two files that name one archive with different keys stop it altogether; status 65), and to fetch and verify this one's lists, which
 * then stay. Where it cannot, the change ends here with apt's words.
 */
export function tryAptSource({ name, source, trial, key, lockTimeoutMs }: AptSourceTrial): readonly Command[] {
  const folder = trialFolder(name);
  const file = `${name}.sources`;
  const alone = ["Dir::Etc::sourcelist=/dev/null", `Dir::Etc::sourceparts=${folder}/alone`, "APT::Get::List-Cleanup=false"];
  return [
    aptFunctions(lockTimeoutMs),
    sh`rm -rf ${folder}
trap ${`rm -rf ${folder}`} EXIT
install -d -m 0755 ${[folder, `${folder}/all`, `${folder}/alone`]} && install -m 0644 ${trial} ${`${folder}/alone/${file}`}`,
    ...(key === undefined ? [] : [sh`install -m 0644 ${key.source} ${trialKeyPath(name, key.form)}`]),
    sh`for other in /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
  [ ! -f "$other" ] || ln -s "$other" ${`${folder}/all/`} || exit
done
rm -f ${`${folder}/all/${file}`} && install -m 0644 ${source} ${`${folder}/all/${file}`}`,
    sh`apt-get indextargets -o ${`Dir::Etc::sourceparts=${folder}/all`} >/dev/null || exit ${REFUSED_STATUS}`,
    sh`apt_run ${aptGet(lockTimeoutMs)} ${alone.flatMap((option) => ["-o", option])} --error-on=any update`,
  ];
}

function trialFolder(name: string): string {
  return `/run/infra-apt-${name}`;
}
