import type { ComposeService } from "./compose-service.ts";

/**
 * The health check that a service's definition gives, as a program and its arguments in the container, as Docker would run it; `undefined` where it
 * gives none, or says that there is none. What the image brings along is not known here.
 */
export function healthCommand(healthcheck: ComposeService["healthcheck"]): readonly string[] | undefined {
  const { test, disable } = healthcheck ?? {};
  if (test === undefined || disable === true || disable === "true") return undefined;
  const [first, ...words] = (typeof test === "string" ? ["CMD-SHELL", test] : test).map((word) => word.replaceAll("$$", "$"));
  if (first === "NONE") return undefined;
  return first === "CMD-SHELL" ? ["/bin/sh", "-c", words.join(" ")] : words;
}
