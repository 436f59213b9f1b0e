const colors = { red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36 } as const;

/** The prompt: account, host by its name in the inventory, and folder; root's is red. */
export function prompt({ color, host }: { readonly color: keyof typeof colors; readonly host: string }): string {
  const inColor = (code: number): string => String.raw`\[\e[1;${code}m\]\u@${host}\[\e[0m\]:\w\$ `;
  return `if [ "$(id -u)" = 0 ]; then PS1='${inColor(colors.red)}'; else PS1='${inColor(colors[color])}'; fi
`;
}
