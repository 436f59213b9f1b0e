import { frontEnds, frontEndStacks, FrontEndVars } from "../../roles/front-ends/catalogue.ts";
import { statefulStackCatalogue, statefulStacks, StatefulStackVars } from "../../roles/stateful-stacks/catalogue.ts";
import type { ChosenStacks } from "../../src/formats/choose-stacks.ts";
import { normalStack } from "../../src/formats/normal-stack.ts";
import { ComposeFile } from "../../src/formats/compose-file.ts";
import { renderStack } from "../../src/formats/render-stack.ts";
import { unsealed } from "../../src/model/secret.ts";

const secretText = "not-to-be-seen";

/** What each front end needs that has no default, for one that is on the host `us`. */
export const frontEndValues = {
  anonymousoverflow: { signing_secret: secretText },
  invidious: { host: "us", hmac_key: secretText, companion_key: "abcdefgh12345678", database_password: secretText },
  librarian: { auth_token: secretText, hmac_key: secretText },
  nitter: { hmac_key: secretText, sessions: `{"token":"${secretText}"}\n` },
  scribe: { secret_key_base: secretText },
  searxng: { secret_key: secretText },
  watchtower: { notification_url: `matrix://bot:${secretText}@matrix.example.org/` },
};

/** The same of the stacks that keep data. */
export const statefulValues = {
  ghost: { host: "us", database_password: secretText, root_password: secretText },
  gitea: { host: "us", database_password: secretText },
  grafana: { host: "us", admin_password: secretText, targets: { node: ["us.example.org:9100"] } },
  headscale: { host: "us", base_domain: "tail.example.org" },
  healthchecks: { host: "us", secret_key: secretText, database_password: secretText },
  hedgedoc: { host: "us", session_secret: secretText, database_password: secretText },
  semaphore: {
    host: "us",
    admin_email: "admin@example.org",
    admin_password: secretText,
    encryption_key: secretText,
    database_password: secretText,
  },
  vaultwarden: { host: "us", admin_token: secretText },
};

/** All front ends of the catalogue, as the host `us` has them. */
export function allFrontEnds(host = "us"): ChosenStacks {
  const vars = { enabled: Object.keys(frontEnds), domain: "example.org", prefix: "us", country: "USA", values: frontEndValues };
  return frontEndStacks(FrontEndVars.parse(vars), host);
}

/** All stacks of the other catalogue. */
export function allStatefulStacks(host = "us"): ChosenStacks {
  const vars = { enabled: Object.keys(statefulStackCatalogue), domain: "example.org", values: statefulValues };
  return statefulStacks(StatefulStackVars.parse(vars), host);
}

/** What a host gets of them: by path below a folder for all stacks, Compose files and what they have mounted. */
export function renderedStacks({ stacks }: ChosenStacks, folder: string): Readonly<Record<string, string>> {
  const files = Object.entries(stacks).flatMap(([name, { file, files: mounted = [] }]) => {
    const at = `${folder}/${name}`;
    const { text } = renderStack(normalStack(ComposeFile.parse(file), { name }), { folder: at, contents: new Map() });
    return [[`${at}/compose.yml`, unsealed(text)], ...mounted.map(({ path, content }) => [`${at}/${path}`, unsealed(content)])];
  });
  return Object.fromEntries(files) as Record<string, string>;
}

/** Is this text one of those that nobody may see? */
export function showsSecret(text: string): boolean {
  return text.includes(secretText) || text.includes("abcdefgh12345678");
}
