/** One key's value; a list is the key several times, as systemd and git read it. */
export type IniValue = string | number | boolean | readonly (string | number)[];

/** Sections by name; keys before any section stand under the name `""`, which comes first. */
export type Ini = Readonly<Record<string, Readonly<Record<string, IniValue>>>>;

/**
 * Renders `[section]` and `key=value` lines, as systemd, sysctl and fail2ban read them.
 * There is no quoting in these formats: a value of several lines, or a name that would be read as something else, throws a TypeError.
 *
 * @example renderIni({ Service: { User: "caddy", Environment: ["A=1", "B=2"] } }) === "[Service]\nUser=caddy\nEnvironment=A=1\nEnvironment=B=2\n"
 */
export function renderIni(ini: Ini): string {
  return Object.entries(ini).map(renderSection).join("\n");
}

function renderSection([name, keys]: [string, Ini[string]]): string {
  if (/[[\]\n\r\0]/.test(name)) throw new TypeError(`Cannot render an INI section: ${JSON.stringify(name)} is no name`);
  const header = name === "" ? [] : [`[${name}]`];
  return [...header, ...Object.entries(keys).flatMap(renderKey)].map((line) => `${line}\n`).join("");
}

function renderKey([key, value]: [string, IniValue]): readonly string[] {
  if (!/^[^\s=[\]#;][^\n\r\0=]*$/.test(key)) throw new TypeError(`Cannot render an INI key: ${JSON.stringify(key)} is no name`);
  return [value].flat().map((one) => {
    if (/[\n\r\0]|\\$/.test(String(one))) throw new TypeError(`Cannot render INI key ${JSON.stringify(key)}: its value is not one line`);
    return `${key}=${String(one)}`;
  });
}
