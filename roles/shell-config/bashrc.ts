/** ~/.bashrc: history, completion, then the prompt and the aliases from files of their own. Says nothing, so that scp and rsync work. */
export function bashrc({ historyLines }: { readonly historyLines: number }): string {
  return `case $- in *i*) ;; *) return ;; esac
HISTCONTROL=ignoreboth
HISTSIZE=${historyLines}
HISTFILESIZE=${historyLines * 2}
shopt -s histappend checkwinsize
[ ! -r ~/.bash_prompt ] || . ~/.bash_prompt
[ ! -r ~/.bash_aliases ] || . ~/.bash_aliases
[ ! -r /usr/share/bash-completion/bash_completion ] || . /usr/share/bash-completion/bash_completion
`;
}
