/** Options of a section, or of one of its items, in order; a list is written in one line. */
export type Section = Readonly<Record<string, string | number | readonly string[]>>;

/** Renders sections of knot.conf(5), which looks like YAML but takes lists of values in brackets only. */
export function renderKnot(sections: Readonly<Record<string, Section | readonly Section[]>>): string {
  return Object.entries(sections)
    .map(([name, section]) => `\n${name}:\n${isList(section) ? section.map(item).join("") : plain(section)}`)
    .join("");
}

function isList(section: Section | readonly Section[]): section is readonly Section[] {
  return Array.isArray(section);
}

function plain(section: Section): string {
  return Object.entries(section)
    .map(([key, value]) => `    ${option(key, value)}`)
    .join("");
}

function item(section: Section): string {
  return Object.entries(section)
    .map(([key, value], index) => `  ${index === 0 ? "-" : " "} ${option(key, value)}`)
    .join("");
}

function option(key: string, value: Section[string]): string {
  return `${key}: ${typeof value === "string" || typeof value === "number" ? value : `[ ${value.join(", ")} ]`}\n`;
}
