import { type Command, sh } from "../../src/shell/sh.ts";

/** What may be at a path of a host that is no folder, before anybody declares it: shell that makes it. */
export const oddFiles: Readonly<Record<string, (path: string) => Command>> = {
  nothing: () => sh`:`,
  "a file": (path) => sh`echo 'something else' >${path}`,
  "an empty file": (path) => sh`: >${path}`,
  "a binary file": (path) => sh`printf '\0\1\377\n\0' >${path}`,
  "a large file": (path) => sh`seq 40000 >${path}`,
  "a file of another account": (path) => sh`echo theirs >${path}; chown nobody:nogroup ${path}; chmod 4711 ${path}`,
  "a file of nobody known": (path) => sh`echo whose >${path}; chown 54321:54321 ${path}; chmod 0 ${path}`,
  "one of two names of a file": (path) => sh`echo shared >${`${path}.other`}; ln ${`${path}.other`} ${path}`,
  "a dangling symlink": (path) => sh`ln -s 'nowhere/at all' ${path}`,
  "a symlink to a file": (path) => sh`echo goal >${`${path}.goal`}; ln -s ${`${path}.goal`} ${path}`,
  "a symlink to a folder": (path) => sh`ln -s /usr ${path}`,
  "a symlink to itself": (path) => sh`ln -s ${path} ${path}`,
  "a pipe": (path) => sh`mkfifo ${path}`,
};

/** The folders that may be there. */
export const oddFolders: Readonly<Record<string, (path: string) => Command>> = {
  "an empty folder": (path) => sh`mkdir -m 0700 ${path}`,
  "a folder with content": (path) => sh`mkdir ${path}; echo kept >${`${path}/kept`}; ln -s / ${`${path}/link`}`,
  "a folder of another account": (path) => sh`mkdir -m 3777 ${path}; chown nobody:nogroup ${path}`,
};
