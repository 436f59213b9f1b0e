import { expect } from "chai";
import { z } from "zod";
import { converge } from "../../src/engine/converge.ts";
import { defineKind } from "../../src/model/kind.ts";
import { osRelease } from "../../src/facts/os-release.ts";
import { fromHost, deferrable } from "../../src/model/from-host.ts";
import { sh } from "../../src/shell/sh.ts";
import { optionsFor } from "../support/converge-on.ts";
import { PrivateHost } from "../support/private-host.ts";
import { declared, text } from "../support/text-kind.ts";

const worrying = defineKind("worrying", {
  description: "Warns",
  props: z.strictObject({ about: deferrable(z.string()) }),
  id: () => "it",
  observe: async (_, ask) => await ask(osRelease, ""),
  plan: () => [],
  warnings: ({ about }, seen) => [`${about} on ${typeof seen === "object" ? "a host" : "nothing"}`],
});

describe("a kind that warns", () => {
  let eu: PrivateHost;
  beforeEach(async () => {
    eu = await new PrivateHost("eu").up();
  });
  afterEach(() => {
    eu.down();
  });

  it("is heard once a run, in the one exchange there is, and counts for nothing", async () => {
    const resources = declared(
      worrying({ about: fromHost(osRelease, "", ({ id }) => id) }),
      text({ path: "/tmp/a", text: "1", command: sh`true`.text }),
    );
    for (const expected of [
      { changed: 1, exchanges: 3 },
      { changed: 0, exchanges: 1 },
    ]) {
      const options = optionsFor([eu]);
      const { eu: summary } = await converge([{ host: eu.host, declared: resources }], options);
      expect(summary).to.include({ ...expected, failed: 0 });
      const notices = options.events.flatMap((event) =>
        event.type === "notice" ? [`${event.host ?? ""} ${event.level}: ${event.message}`] : [],
      );
      expect(notices).to.deep.equal(["eu warning: debian on a host"]);
    }
  });
});
