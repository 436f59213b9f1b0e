/** ~/.inputrc: search history by what is typed already, and no bell. */
export function inputrc(): string {
  return String.raw`$include /etc/inputrc
set bell-style none
set completion-ignore-case on
"\e[A": history-search-backward
"\e[B": history-search-forward
`;
}
