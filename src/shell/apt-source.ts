import { aptFunctions, aptGet } from "./apt.ts";
import { fetchKey, type FetchedKey } from "./fetch-key.ts";
import { type Command, sh } from "./sh.ts";
import { REFUSED_STATUS } from "./stage-file.ts";

/** A key that is received, and how it ends, or one that the host fetches, which becomes binary. */
export type TrialKey =
  | { readonly source: Command; readonly form: "asc" | "gpg" }
  | { readonly fetch: Omit<FetchedKey, "path">; readonly form: "gpg" };

/** A repository's files before they go live. */
export interface AptSourceTrial {
  readonly name: string;
  /** The deb822 entry as it shall be, and as it is tried: with `Signed-By` set to `trialKeyPath`. Readable files on the host, as one shell word each. */
  readonly source: Command;
  readonly trial: Command;
  readonly key?: TrialKey | undefined;
  readonly lockTimeoutMs: number;
}

/** Where a key lies while its repository is tried: apt reads it as an account of its own, and by its ending. */
export function trialKeyPath(name: string, form: "asc" | "gpg"): string {
  return `${trialFolder(name)}/key.${form}`;
}

/**
 * Tries a repository before its files go live, so that a wrong one never breaks apt for everything else: apt must be able to read all sources
 * together (two files that name one archive with different keys stop it altogether; status 65) but for one of its name that ends in `.list`, and to fetch and verify this one's lists, which
 * then stay. Where it cannot, the change ends here with apt's words.
 */
export function tryAptSource({ name, source, trial, key, lockTimeoutMs }: AptSourceTrial): readonly Command[] {
  const folder = trialFolder(name);
  const file = `${name}.sources`;
  const alone = ["Dir::Etc::sourcelist=/dev/null", `Dir::Etc::sourceparts=${folder}/alone`, "APT::Get::List-Cleanup=false"];
  return [
    aptFunctions(lockTimeoutMs),
    ...openTrial(name, key),
    sh`install -d -m 0755 ${[`${folder}/all`, `${folder}/alone`]} && install -m 0644 ${trial} ${`${folder}/alone/${file}`}`,
    sh`for other in /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
  [ ! -f "$other" ] || ln -s "$other" ${`${folder}/all/`} || exit
done
rm -f ${[file, `${name}.list`].map((one) => `${folder}/all/${one}`)} && install -m 0644 ${source} ${`${folder}/all/${file}`}`,
    sh`apt-get indextargets -o ${`Dir::Etc::sourceparts=${folder}/all`} >/dev/null || exit ${REFUSED_STATUS}`,
    sh`apt_run ${aptGet(lockTimeoutMs)} ${alone.flatMap((option) => ["-o", option])} --error-on=any update`,
  ];
}

/** Makes the folder of a trial, which the end of the change takes away, and puts the key into it; a fetched one only when it is the wanted one. */
export function openTrial(name: string, key: TrialKey | undefined): readonly Command[] {
  const folder = trialFolder(name);
  const open = sh`rm -rf ${folder}
trap ${`rm -rf ${folder}`} EXIT
install -d -m 0755 ${folder}`;
  return key === undefined ? [open] : [open, putTrialKey(key, trialKeyPath(name, key.form))];
}

function putTrialKey(key: TrialKey, path: string): Command {
  return "source" in key ? sh`install -m 0644 ${key.source} ${path}` : fetchKey({ ...key.fetch, path });
}

function trialFolder(name: string): string {
  return `/run/infra-apt-${name}`;
}
