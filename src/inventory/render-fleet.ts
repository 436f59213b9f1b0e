import { Failure } from "../model/failure.ts";
import type { Value } from "../model/host.ts";
import { compileJinja, type Jinja, type JinjaTemplate } from "./jinja-template.ts";
import { type FleetView, hostScope } from "./host-scope.ts";
import { lazyMapping, lazyValue, type Unrendered } from "./lazy-value.ts";
import { remember } from "./remember.ts";
import type { Scope } from "./scope.ts";
import { parseSimpleTemplate, renderSimpleTemplate } from "./simple-template.ts";
import type { TagReaders } from "./tag-readers.ts";
import { Unrenderable } from "./unrenderable.ts";

const IN_TYPESCRIPT = "A role can compute it instead, in TypeScript: resources({ vars, host, inventory }) { … }.";

/** What renders texts and tagged values. */
export interface Renderers {
  readonly tags: TagReaders;
  /** Present where some value needs more than plain names. */
  readonly jinja: Jinja | undefined;
}

/** Gives each host's variables, expressions filled in as they are read: what nobody reads is never rendered. */
export function renderFleet(fleet: FleetView, { tags, jinja }: Renderers): (host: string) => Scope {
  const vars = new Map<string, Scope>();
  const scopes = new Map<string, Scope>();
  const compile = compiler(jinja);
  /** What is being rendered, the innermost last: what is met again refers to itself. */
  const running: Rendering[] = [];

  function varsOf(host: string): Scope {
    return remember(vars, host, () =>
      lazyMapping(fleet.placedVars(host).entries, ({ value }) => lazyValue(value, (part) => render({ host, part }))),
    );
  }

  function render(rendering: Rendering): Value {
    const { host, part } = rendering;
    const again = running.findIndex((one) => one.host === host && one.part === part);
    if (again >= 0) throw refersToItself(rendering, running.slice(again));
    running.push(rendering);
    try {
      if (part.kind === "tagged") return readTagged(part, tags);
      return compile(String(part.value))(remember(scopes, host, () => hostScope(host, fleet, varsOf)));
    } catch (error) {
      throw error instanceof Failure ? error : unreadable(rendering, error);
    } finally {
      running.pop();
    }
  }

  return varsOf;
}

interface Rendering {
  readonly host: string;
  readonly part: Unrendered;
}

/** Compiles each text once: a group's value is rendered for many hosts. */
function compiler(jinja: Jinja | undefined): (text: string) => JinjaTemplate {
  const compiled = new Map<string, JinjaTemplate>();
  return (text) =>
    remember(compiled, text, () => {
      const simple = parseSimpleTemplate(text);
      if (simple) return (scope) => renderSimpleTemplate(simple, scope);
      if (jinja) return compileJinja(text, jinja);
      throw new TypeError("the interpreter was not imported");
    });
}

function readTagged({ tag, text, where }: Extract<Unrendered, { kind: "tagged" }>, tags: TagReaders): Value {
  const read = tags.get(tag);
  if (read) return read(text, where);
  const why = tag === "!!int" ? `${text} would lose digits as a number: put it into quotes` : `nothing reads values tagged "${tag}" here`;
  throw new Failure("INVENTORY_INVALID", where, `Cannot read a value: ${why}`);
}

function refersToItself({ part }: Rendering, way: readonly Rendering[]): Failure {
  const places = [...way.map((one) => one.part.where), part.where].join(" > ");
  return new Failure("EXPRESSION_INVALID", part.where, `Cannot render ${shown(part)}: it refers to itself: ${places}`);
}

function unreadable({ part }: Rendering, cause: unknown): Failure {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const hint = (cause instanceof Unrenderable ? cause.hint : undefined) ?? IN_TYPESCRIPT;
  return new Failure("EXPRESSION_INVALID", part.where, `Cannot render ${shown(part)}: ${reason}`, { hint, cause });
}

/** The expression as it was written, on one line and shortened. */
function shown(part: Unrendered): string {
  const line = (part.kind === "scalar" ? String(part.value) : part.tag).trim().replace(/\s+/g, " ");
  return `"${line.length > 120 ? `${line.slice(0, 119)}…` : line}"`;
}
