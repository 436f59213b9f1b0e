import { Listr, ListrLogger, type ListrTaskWrapper, ProcessOutput, type DefaultRenderer, type SimpleRenderer } from "listr2";

/** Lines that are drawn one a host; above it, one line for all, because a list longer than the screen flickers. */
const MAX_LINES = 30;

/** A list on the terminal with one line a host, drawn anew as it changes and wiped when it stops. */
export interface LiveList {
  /** Replaces what stands beside a host's name; the text is harmless already. */
  update(host: string, text: string): void;
  end(host: string, good: boolean): void;
  /** Wipes the list; resolves when the terminal is free. */
  stop(): Promise<void>;
}

/** Where a list is drawn. */
export interface Screen {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly colour: boolean;
}

/** Begins to draw a list (listr2) of these hosts. */
export function liveList(hosts: readonly string[], screen: Screen): LiveList {
  return hosts.length <= MAX_LINES ? listOf(hosts, screen) : oneLine(hosts.length, screen);
}

type Line = ListrTaskWrapper<unknown, typeof DefaultRenderer, typeof SimpleRenderer>;

function listOf(names: readonly string[], screen: Screen): LiveList {
  const lines = new Map<string, Line>();
  const settle = new Map<string, (good: boolean) => void>();
  const list = new Listr<unknown>(
    names.map((name) => ({
      title: name,
      task: async (_context, line) => {
        lines.set(name, line);
        const good = await new Promise<boolean>((resolve) => settle.set(name, resolve));
        if (!good) throw new Error(line.title);
      },
    })),
    listOptions(screen),
  );
  const drawn = list.run();
  return {
    update(name, text) {
      const line = lines.get(name);
      if (line) line.title = `${name}  ${text}`;
    },
    end(name, good) {
      settle.get(name)?.(good);
    },
    async stop() {
      // A line begins a moment after the list; one that has not begun yet could not be ended.
      while (settle.size < names.length) await new Promise(setImmediate);
      for (const resolve of settle.values()) resolve(true);
      await drawn;
    },
  };
}

function oneLine(total: number, screen: Screen): LiveList {
  const label = `${total} hosts`;
  const list = listOf([label], screen);
  const counts = { ended: 0, failed: 0 };
  return {
    update() {
      list.update(label, `${counts.ended} done, ${counts.failed} failed`);
    },
    end(_host, good) {
      counts.ended++;
      if (!good) counts.failed++;
      this.update("", "");
    },
    stop: async () => list.stop(),
  };
}

function listOptions({ stdout, stderr, colour }: Screen) {
  const logger = new ListrLogger({
    processOutput: new ProcessOutput(stdout, stderr, { leaveEmptyLine: false }),
    useIcons: true,
    toStderr: [],
  });
  return {
    concurrent: true,
    exitOnError: false,
    registerSignalListeners: false,
    renderer: "default",
    rendererOptions: { clearOutput: true, formatOutput: "truncate", logger, ...(colour ? {} : { color: colourless }) },
  } as const;
}

const colourless = Object.fromEntries(["COMPLETED", "FAILED", "PENDING", "WAITING"].map((level) => [level, (text = "") => text]));
