const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** More hosts than this from one range are a slip of the finger. */
const MAX_HOSTS = 10_000;

/** Hosts that one key of `hosts:` stands for, or what is wrong with it. */
export type HostRange = { readonly names: readonly string[]; readonly port: number | undefined } | { readonly problem: string };

/**
 * Expands a host key as Ansible does: `web[01:20]`, `web[1:9:2]`, `db-[a:d]`, several ranges in one, and `name:2222` with a port.
 * A name with several colons outside brackets is an IPv6 address and is taken as it is.
 *
 * @see https://docs.ansible.com/ansible/latest/inventory_guide/intro_inventory.html#adding-ranges-of-hosts
 */
export function expandHostRange(key: string): HostRange {
  if (key === "") return { problem: "expected a name" };
  const colons = key.replace(/\[[^\]]*\]/g, "").split(":").length - 1;
  const port = colons === 1 ? /:(\d{1,5})$/.exec(key) : null;
  if (colons === 1 && !port) return { problem: "expected a port after the colon" };
  const names = expand(port ? key.slice(0, port.index) : key);
  return typeof names === "string" ? { problem: names } : { names, port: port ? Number(port[1]) : undefined };
}

/** The names, or a problem as text. */
function expand(pattern: string): readonly string[] | string {
  const range = /^([^[]*)\[([^\]]*)\](.*)$/s.exec(pattern);
  if (!range) return pattern.includes("[") ? 'expected "]" after "["' : [pattern];
  const [, head = "", bounds = "", tail = ""] = range;
  const steps = rangeSteps(bounds);
  const tails = expand(tail);
  if (typeof steps === "string") return steps;
  if (typeof tails === "string") return tails;
  if (steps.length * tails.length > MAX_HOSTS) return `expected at most ${String(MAX_HOSTS)} hosts`;
  return steps.flatMap((step) => tails.map((rest) => `${head}${step}${rest}`));
}

function rangeSteps(bounds: string): readonly string[] | string {
  const { 1: letter, 2: lastLetter = "", 3: letterStep = "1" } = /^([a-zA-Z]):([a-zA-Z])(?::([1-9]\d*))?$/.exec(bounds) ?? [];
  if (letter !== undefined)
    return every(LETTERS.indexOf(letter), LETTERS.indexOf(lastLetter), Number(letterStep)).map((at) => LETTERS.charAt(at));
  const { 1: from, 2: to = "", 3: step = "1" } = /^(\d*):(\d+)(?::([1-9]\d*))?$/.exec(bounds) ?? [];
  return from === undefined ? `expected a range such as [01:20], [a:d] or [1:9:2], got [${bounds}]` : numberSteps([from, to, step]);
}

function numberSteps([from, to, step]: readonly [string, string, string]): readonly string[] | string {
  const width = from.length > 1 && from.startsWith("0") ? from.length : 0;
  if (width > 0 && to.length !== width) return `expected both ends of [${from}:${to}] to have the same number of digits`;
  return every(Number(from), Number(to), Number(step)).map((number) => String(number).padStart(width, "0"));
}

/** Numbers from `first` to `last`, both included; none where they are the wrong way round. */
function every(first: number, last: number, step: number): readonly number[] {
  const count = Math.min(Math.max(0, Math.floor((last - first) / step) + 1), MAX_HOSTS + 1);
  return Array.from({ length: count }, (_, index) => first + index * step);
}
