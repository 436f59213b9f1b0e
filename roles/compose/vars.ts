import { z } from "geosteer";

const folder = z.string().regex(/^(?:\/[^/\0]+)+$/, "must be an absolute path without a trailing slash");

/** The variables of the role `compose`. */
export const ComposeVars = z.strictObject({
  stacks: z
    .record(z.string(), z.unknown())
    .default({})
    .describe(
      "Stacks by their names, each a file of the Compose Specification. Files of the repository in `configs` go beside it as they are.",
    ),
  apps: z
    .record(z.string(), z.unknown())
    .default({})
    .describe(
      "Stacks in the variables of the Ansible role `gi-yt.docker_compose_declarative`: `{{ apps.groups }}`. Files of the repository in `configs` are filled in as that role does.",
    ),
  folder: folder.default("/opt/stacks").describe("A stack's file is `<folder>/<stack>/compose.yml`: that role's `compose_dir`."),
  configs_dir: folder
    .optional()
    .describe("Where a stack's other files go, below `<configs_dir>/<stack>`. Default: beside its Compose file."),
  data_dir: folder.default("/var/lib/stacks").describe("Where an app that `needs_data_dir` has its folder."),
  configs: z
    .string()
    .min(1)
    .optional()
    .describe("Folder of the repository with a folder for each stack that has files: that role's `configs_dir_local`. Modes are kept."),
  verbatim: z
    .array(z.string().min(1))
    .default([])
    .describe(
      "Globs of files in `configs` whose braces are their own: they are copied as they are, also for apps (`nitter/*.conf`, `**/*.js`).",
    ),
  rights: z
    .record(
      z.string(),
      z.strictObject({
        owner: z.string().optional().describe("Account that owns it, by name or number: the container's, where it is a number."),
        group: z.string().optional().describe("Group that owns it."),
        mode: z.string().optional().describe("Permission bits in quotes."),
      }),
    )
    .default({})
    .describe(
      "Rights of files in `configs`, by globs of their paths. Default: root's, with the mode that they have; nobody else reads one that a secret went into.",
    ),
  default_restart_policy: z
    .string()
    .regex(/^(?:no|always|unless-stopped|on-failure(?::\d+)?)$/, "must be no, always, unless-stopped or on-failure[:times]")
    .default("unless-stopped")
    .describe("When Docker starts a container again, of apps that do not say so."),
  images: z
    .record(z.string(), z.enum(["missing", "newer", "pinned"]))
    .default({})
    .describe("How the images of a stack are kept, by its name, `*` for all others. Default: `missing`; see the kind `composeStack`."),
  health_timeout: z
    .int()
    .min(1)
    .default(60)
    .describe("How long changed services may take to work, seconds, before what was there is put back."),
});

/** What the role is given. */
export type ComposeVars = z.output<typeof ComposeVars>;
