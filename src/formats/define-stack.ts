import { z } from "zod";
import type { Sealed } from "../model/secret.ts";
import type { ComposeFile } from "./compose-file.ts";

/** Where a stack is served: what differs from host to host, and what all stacks of a host have in common. */
export interface StackSite {
  /** The zone of its names. */
  readonly domain: string;
  /** The host's own part of a name: with `us` a service is `redlib.us.example.org`; without one it is `redlib.example.org`. */
  readonly prefix?: string | undefined;
  /** Where the host stands, as a front end's privacy page tells. */
  readonly country?: string | undefined;
  /** Whose network it is in. */
  readonly isp?: string | undefined;
}

/** What a backup must hold to bring a stack back, in words of the role `backups`. */
export interface StackBackup {
  /** Volumes of the stack, by their names in its file. */
  readonly volumes: readonly string[];
  readonly postgresql?: {
    readonly name: string;
    readonly username: string;
    readonly password: Sealed;
    /** On the loopback of the host. */
    readonly port: number;
  };
  /** Shell lines that write a dump before each backup; the variable `$dumps` is a folder that is backed up. */
  readonly before?: readonly string[];
}

/** What a definition comes to with its values. */
export interface DefinedStack {
  readonly file: z.input<typeof ComposeFile>;
  /** Files that its services have mounted; paths are relative to the stack's folder. */
  readonly files?: readonly { readonly path: string; readonly content: Sealed; readonly mode?: string }[];
  readonly backup?: StackBackup;
}

/** What a definition is made from. */
export interface StackInput<Settings, Image extends string> {
  readonly settings: Settings;
  /** On the host's loopback. */
  readonly port: number;
  readonly images: Readonly<Record<Image, string>>;
  /** Of its main service. */
  readonly memory: string;
  /** `redlib.us.example.org`. */
  readonly hostname: string;
  readonly site: StackSite;
}

interface About {
  readonly title: string;
  /** One line. */
  readonly description: string;
  /** The project's page. */
  readonly home: string;
  /** First part of its name; default: that in the catalogue. */
  readonly label?: string;
  /** Holds data that is nowhere else: it stays on one host, which its value `host` names. */
  readonly stateful?: true;
  /** Is there only where it is asked for by name. */
  readonly optional?: true;
}

interface Definition<Settings extends z.ZodRawShape, Image extends string> extends About {
  readonly port: number;
  readonly images: Readonly<Record<Image, string>>;
  readonly memory: string;
  readonly settings: Settings;
  stack(input: StackInput<z.output<z.ZodObject<Settings>>, Image>): DefinedStack;
}

/** A stack as data: what it is, which values it takes, and what they come to. */
export interface StackDefinition<Values extends z.ZodObject = z.ZodObject> extends About {
  readonly port: number;
  readonly images: Readonly<Record<string, string>>;
  readonly values: Values;
  /** Takes values that `values` accepts. */
  stack(values: unknown, place: { readonly name: string; readonly site: StackSite }): DefinedStack;
}

const image = z.string().regex(/^[a-z0-9][\w./:@-]*$/, "must be an image such as quay.io/redlib/redlib:latest");

/** The values that every stack takes; `host` only one that is stateful. */
type CommonShape = ReturnType<typeof commonShape> & { readonly host: typeof host };

const host = z.string().optional().describe("The one host that it is on.");

function commonShape({ port, memory, images }: { readonly port: number; readonly memory: string; readonly images: object }) {
  const pinned = Object.fromEntries(
    Object.entries(images).map(([name, pin]: [string, string]) => [name, image.default(pin).describe("Instead of the project's.")]),
  );
  return {
    port: z.int().min(1).max(65_535).default(port).describe("Port on the loopback."),
    memory: z.string().default(memory).describe("Limit of its main service."),
    images: z.strictObject(pinned).prefault({}).describe("Images instead of the projects' latest."),
  };
}

/** Defines a stack for a catalogue: beside `settings` its values take a port, images, a memory limit and, when it is stateful, its host. */
export function defineStack<Settings extends z.ZodRawShape, Image extends string>(
  definition: Definition<Settings, Image>,
): StackDefinition<z.ZodObject<CommonShape & Settings>> {
  const { settings, stack, port, memory, images, label, ...about } = definition;
  const shape = commonShape({ port, memory, images });
  const common = z.object(shape);
  const own = z.object(settings);
  const values = z.strictObject({ ...shape, ...(about.stateful === true && { host }), ...settings });
  return {
    ...about,
    port,
    images,
    values: values as unknown as z.ZodObject<CommonShape & Settings>,
    stack: (given, { name, site }) => {
      const { images: chosen, ...others } = common.parse(given);
      const hostname = [label ?? name, ...(site.prefix === undefined ? [] : [site.prefix]), site.domain].join(".");
      return stack({ ...others, images: chosen as Record<Image, string>, settings: own.parse(given), hostname, site });
    },
  };
}
