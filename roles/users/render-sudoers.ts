/** What sudo is to be told beside Debian's own sudoers. */
export interface SudoRights {
  readonly passwordlessGroup: boolean;
  readonly accounts: readonly { readonly name: string; readonly sudo?: "none" | "password" | "nopasswd" | undefined }[];
  readonly lines: readonly string[];
}

const RIGHTS = { none: "!ALL", password: "PASSWD: ALL", nopasswd: "NOPASSWD: ALL" };

/**
 * Renders a drop-in of sudoers(5), empty where there is nothing to say. Of several lines that fit the last decides: the group's, the accounts', then
 * those that are written by hand. A name stands in quotes, for one of capitals alone would be an alias.
 */
export function renderSudoers({ passwordlessGroup, accounts, lines }: SudoRights): string {
  const all = [
    ...(passwordlessGroup ? ["%sudo ALL=(ALL:ALL) NOPASSWD: ALL"] : []),
    ...accounts.flatMap(({ name, sudo }) => (sudo === undefined ? [] : [`"${name}" ALL=(ALL:ALL) ${RIGHTS[sudo]}`])),
    ...lines,
  ];
  return all.map((line) => `${line}\n`).join("");
}
