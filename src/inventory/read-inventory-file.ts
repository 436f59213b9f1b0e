import { extname } from "node:path";
import { type ParsedYaml, parseYaml } from "../formats/parse-yaml.ts";
import { copyDeclared, type Declared } from "./declared.ts";
import { type Findings, findings as startFindings } from "./findings.ts";
import { hideValues } from "./hide-values.ts";
import { type InventoryFile, YAML_ENDINGS } from "./inventory-files.ts";
import { isNothing, readGroups } from "./read-groups.ts";
import { readIniGroups } from "./read-ini-groups.ts";
import { type FileReading, type FileText, readFileText, readYamlText } from "./read-yaml-file.ts";

/**
 * Adds what an inventory file declares. As with Ansible, one without an ending is YAML where it can be read so, and INI where not; one with an
 * ending is YAML where it is one of YAML's or JSON's, and INI where not. Scripts are refused: only Ansible runs them.
 */
export async function readInventoryFile({ path, isGuess }: InventoryFile, declared: Declared, reading: FileReading): Promise<void> {
  const { findings } = reading;
  const found = await readFileText(path, reading);
  if (!found) return;
  const trial = startFindings();
  if (isGuess) readText(path, found, { declared: copyDeclared(declared), findings: trial });
  if (trial.hasFailed) findings.warn(found.file, "This is left out: it can be read neither as YAML nor as INI");
  else readText(path, found, { declared, findings });
}

function readText(path: string, found: FileText, { declared, findings }: { declared: Declared; findings: Findings }): void {
  if (found.text.startsWith("#!")) {
    findings.fail(found.file, `Cannot read inventory "${found.file}": it is a script, which only Ansible can run`, {
      hint: "Save what `ansible-inventory --list --yaml` prints, and read that.",
    });
  } else if (isYaml(path, found)) {
    const root = readYamlText(found, findings);
    if (root && !isNothing(root)) readGroups(root, { declared, findings });
  } else readIni(found, { declared, findings });
}

/** Is an inventory file YAML, by its ending, or else by what is in it? */
export function isYaml(path: string, { text, file }: Pick<FileText, "text" | "file">): boolean {
  const ending = extname(path);
  if (ending !== "") return YAML_ENDINGS.includes(ending);
  return fits(parseYaml(text, file)) || BEGINS_AS_YAML.test(text);
}

function fits({ root, problems }: ParsedYaml): boolean {
  return problems.length === 0 && root?.kind === "mapping";
}

/** The first line that says something is a document's begin, or a key: what is wrong below is told as YAML. */
const BEGINS_AS_YAML = /^(?:\s*(?:#[^\n]*)?\n)*(?:---|\{|[\w.-]+:(?:\s|$))/;

/** What is wrong in an encrypted file is told without its words. */
function readIni({ text, file, isHidden }: FileText, { declared, findings }: { declared: Declared; findings: Findings }): void {
  const fail: Findings["fail"] = (where) => {
    findings.fail(where, "Cannot read inventory: what is encrypted here is not valid");
  };
  const into = isHidden ? { declared, findings: { ...findings, fail }, finish: hideValues } : { declared, findings };
  readIniGroups({ text, file }, into);
}
