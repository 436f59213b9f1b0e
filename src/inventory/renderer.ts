import type { PlacedMapping } from "../formats/placed.ts";
import { Failure } from "../model/failure.ts";
import type { Value } from "../model/host.ts";
import { compileJinja, type Jinja, type JinjaTemplate } from "./jinja-template.ts";
import { lazyMapping, lazyValue, type Unrendered } from "./lazy-value.ts";
import { mappingFrom, type Scope } from "./scope.ts";
import { parseSimpleTemplate, renderSimpleTemplate } from "./simple-template.ts";
import type { TagReaders } from "./tag-readers.ts";
import { Unrenderable } from "./unrenderable.ts";

const IN_TYPESCRIPT = "A role can compute it instead, in TypeScript: resources({ vars, host, inventory }) { … }.";

/** What expressions see of the whole fleet, whatever `--limit` says. */
export interface FleetView {
  readonly hosts: readonly string[];
  /** A host's merged variables. */
  placedVars(host: string): PlacedMapping;
  /** A host's groups but `all`. */
  groupNames(host: string): readonly string[];
  /** Group → its hosts. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  readonly tags: TagReaders;
  /** Present where some value needs more than plain names. */
  readonly jinja: Jinja | undefined;
}

type Vars = Readonly<Record<string, Value>>;

/** Gives each host's variables, expressions filled in as they are read: what nobody reads is never rendered. */
export function renderFleet(fleet: FleetView): (host: string) => Vars {
  const vars = new Map<string, Vars>();
  const scopes = new Map<string, Scope>();
  const compile = compiler(fleet.jinja);
  /** What is being rendered, the innermost last: what is met again refers to itself. */
  const running: { readonly host: string; readonly part: Unrendered }[] = [];

  function varsOf(host: string): Vars {
    return remember(vars, host, () =>
      lazyMapping(fleet.placedVars(host).entries, ({ value }) => lazyValue(value, (part) => render(host, part))),
    );
  }

  function scopeOf(host: string): Scope {
    return remember(scopes, host, () => {
      const others = lazyMapping(
        fleet.hosts.map((name) => [name, name]),
        (name) => withNames(varsOf(name), hostNames(name, fleet)),
      );
      const groups = mappingFrom([...fleet.groups]);
      return withNames(varsOf(host), {
        ...hostNames(host, fleet),
        groups,
        hostvars: others,
        true: true,
        True: true,
        false: false,
        False: false,
        none: null,
        None: null,
      });
    });
  }

  function render(host: string, part: Unrendered): Value {
    const again = running.findIndex((one) => one.host === host && one.part === part);
    if (again >= 0)
      throw refersToItself(
        host,
        running.slice(again).map((one) => one.part),
      );
    running.push({ host, part });
    try {
      return part.kind === "tagged" ? readTagged(part.tag, part.text, part.where) : compile(String(part.value))(scopeOf(host));
    } catch (error) {
      throw error instanceof Failure ? error : unreadable(host, part, error);
    } finally {
      running.pop();
    }
  }

  function readTagged(tag: string, text: string, where: string): Value {
    const read = fleet.tags.get(tag);
    if (read) return read(text, where);
    const why = tag === "!!int" ? `${text} would lose digits as a number: put it into quotes` : `nothing reads values tagged "${tag}" here`;
    throw new Failure("INVENTORY_INVALID", where, `Cannot read a value: ${why}`);
  }

  return varsOf;
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

function hostNames(host: string, fleet: FleetView): Vars {
  return { inventory_hostname: host, inventory_hostname_short: host.split(".")[0] ?? host, group_names: fleet.groupNames(host) };
}

/** Variables with names beside them that win; still lazy. */
function withNames(vars: Vars, names: Vars): Vars {
  const both: Record<string, Value> = { __proto__: null };
  return Object.defineProperties(both, { ...Object.getOwnPropertyDescriptors(vars), ...Object.getOwnPropertyDescriptors(names) });
}

function refersToItself(host: string, way: readonly Unrendered[]): Failure {
  const [first] = way;
  const places = way.map(({ where }) => where).join(" > ");
  const where = first?.where ?? "";
  return new Failure(
    "EXPRESSION_INVALID",
    where,
    `Cannot render ${shown(first)} for host "${host}": it refers to itself: ${places} > ${where}`,
  );
}

function unreadable(host: string, part: Unrendered, cause: unknown): Failure {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const hint = (cause instanceof Unrenderable ? cause.hint : undefined) ?? IN_TYPESCRIPT;
  return new Failure("EXPRESSION_INVALID", part.where, `Cannot render ${shown(part)} for host "${host}": ${reason}`, { hint, cause });
}

/** The expression as it was written, on one line and shortened. */
function shown(part: Unrendered | undefined): string {
  const text = part?.kind === "scalar" ? String(part.value) : (part?.tag ?? "");
  const line = text.trim().replace(/\s+/g, " ");
  return `"${line.length > 120 ? `${line.slice(0, 119)}…` : line}"`;
}

/** The value under a key, made when it is first asked for. */
export function remember<Key, Result>(known: Map<Key, Result>, key: Key, make: () => Result): Result {
  const result = known.get(key) ?? make();
  known.set(key, result);
  return result;
}
