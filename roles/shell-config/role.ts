import { file, role, z } from "geosteer";
import { bashAliases } from "./bash-aliases.ts";
import { bashrc } from "./bashrc.ts";
import { inputrc } from "./inputrc.ts";
import { profile } from "./profile.ts";
import { prompt } from "./prompt.ts";

/**
 * How a shell looks and behaves, for root and (by /etc/skel) for accounts that are made later.
 *
 * @example
 * shell_config:
 *   editor: vim
 *   aliases: { ll: "ls -alF" }
 */
export const shellConfig = role({
  name: "shell-config",
  description: "Dotfiles of bash, for root and for new accounts.",
  vars: z.strictObject({
    editor: z.string().default("vi").describe("What EDITOR and VISUAL name."),
    history_lines: z.int().min(0).default(10_000).describe("Lines of history that are kept."),
    aliases: z
      .record(z.string().regex(/^[A-Za-z0-9._-]+$/), z.string())
      .default({})
      .describe("Aliases by name."),
    prompt_color: z
      .enum(["red", "green", "yellow", "blue", "magenta", "cyan"])
      .default("green")
      .describe("Colour of the prompt; root's is red."),
    homes: z.array(z.string()).default(["/etc/skel", "/root"]).describe("Folders that get the files."),
  }),
  installs: [".bashrc, .profile, .bash_aliases, .bash_prompt and .inputrc in each home"],
  resources: ({ vars, host }) => {
    const contents = {
      ".bashrc": bashrc({ historyLines: vars.history_lines }),
      ".profile": profile({ editor: vars.editor }),
      ".bash_aliases": bashAliases(vars.aliases),
      ".bash_prompt": prompt({ color: vars.prompt_color, host: host.name }),
      ".inputrc": inputrc(),
    };
    return vars.homes.flatMap((home) => Object.entries(contents).map(([name, content]) => file({ path: `${home}/${name}`, content })));
  },
});
