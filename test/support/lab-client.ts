import type { Fleet } from "./fleet.ts";

/** What a client asks. */
export interface Question {
  readonly name: string;
  readonly type: "A" | "AAAA";
  /** The client's address. */
  readonly from: string;
}

/** Answers of a kdig that is asked this much at once fit into a command line. */
const AT_ONCE = 500;

/** Asks a name server in the name of clients (ECS). An answer a question, in order: its addresses sorted and joined by a blank. */
export function askServer(fleet: Fleet, server: string, questions: readonly Question[]): readonly string[] {
  return askAddress(fleet, fleet.host(server).address.host, questions);
}

/** Asks lab's unbound in the name of clients, as a resolver far from its users does; in the form of `askServer`. */
export function askResolver(fleet: Fleet, questions: readonly Question[]): readonly string[] {
  return askAddress(fleet, "127.0.0.1", questions);
}

/** The same for what listens at an address, or at one port of it: `127.0.0.1@5301`. */
export function askAddress(fleet: Fleet, address: string, questions: readonly Question[]): readonly string[] {
  const answers: string[] = [];
  for (let begin = 0; begin < questions.length; begin += AT_ONCE) {
    const some = questions.slice(begin, begin + AT_ONCE);
    const words = some.map(({ name, type, from }) => `${name} ${type} +subnet=${from}/${from.includes(":") ? 128 : 32}`);
    answers.push(...answersIn(fleet.sh("lab", `kdig @${address} ${SHOWN} ${words.join(" ")}`)));
  }
  return answers;
}

/** Asks a name server from a client's own address, without ECS: while it is asked, the address is lab's. In the form of `askServer`. */
export function askFrom(fleet: Fleet, server: string, { name, type, from }: Question): string {
  const family = from.includes(":") ? "-6" : "-4";
  const range = `${from}/${from.includes(":") ? 128 : 32}`;
  const address = (host: string): string =>
    fleet.sh(host, `ip ${family} -o address show dev eth0 scope global | awk '{ sub("/.*", "", $4); print $4; exit }'`).trim();
  // The way back first: without it, the answer would leave for the internet.
  fleet.sh(server, `ip ${family} route replace ${range} via ${address("lab")}`);
  fleet.sh("lab", `ip ${family} address replace ${range} dev lo`);
  try {
    return answersIn(fleet.sh("lab", `kdig -b ${from} @${address(server)} ${SHOWN} ${name} ${type}`)).join();
  } finally {
    fleet.sh("lab", `ip ${family} address del ${range} dev lo`);
    fleet.sh(server, `ip ${family} route del ${range}`);
  }
}

/** Answers that are not the wanted ones, each with whose it is. */
export function wrongAnswers(
  questions: readonly Question[],
  { answers, wanted }: { readonly answers: readonly string[]; readonly wanted: readonly string[] },
): readonly string[] {
  return questions.flatMap(({ name, type, from }, index) => {
    const [answer = "nothing", expected = "nothing"] = [answers[index], wanted[index]];
    return answer === expected ? [] : [`${name} ${type} from ${from}: ${answer}, wanted ${expected}`];
  });
}

const SHOWN = "+noall +header +answer +timeout=2 +retry=1";

/** Parts what kdig prints by its questions. What is no success shows its status instead of addresses. */
function answersIn(printed: string): readonly string[] {
  const chapters = printed.split(/^;; ->>HEADER<<-/m).slice(1);
  return chapters.map((chapter) => {
    const status = /status: ([A-Z]+)/.exec(chapter)?.[1] ?? "";
    if (status !== "NOERROR") return status;
    const addresses = chapter.split("\n").flatMap((line) => /\sIN\s+(?:A|AAAA)\s+(\S+)$/.exec(line)?.[1] ?? []);
    return addresses.sort().join(" ");
  });
}
