import { quote } from "geosteer";

/** ~/.profile: what a login shell exports. */
export function profile({ editor }: { readonly editor: string }): string {
  return `export EDITOR=${quote(editor)} VISUAL=${quote(editor)}
[ ! -d "$HOME/bin" ] || PATH="$HOME/bin:$PATH"
[ -z "$BASH_VERSION" ] || [ ! -r "$HOME/.bashrc" ] || . "$HOME/.bashrc"
`;
}
