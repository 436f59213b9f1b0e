import { expect } from "chai";
import { serviceDue, type WantedService } from "../../src/facts/service-due.ts";
import type { StackContainer } from "../../src/facts/stack-containers.ts";

const seen: StackContainer = {
  project: "shop",
  service: "web",
  name: "shop-web-1",
  digest: "d1",
  status: "running",
  health: "",
  exitCode: 0,
  restart: "unless-stopped",
  imageId: "sha256:1",
  image: "web:1",
  startedAt: "2026-01-01T00:00:00Z",
  finishedAt: "0001-01-01T00:00:00Z",
};
const want: WantedService = { name: "web", definition: { image: "web:1" }, digest: "d1" };

interface Case {
  readonly title: string;
  readonly want?: Partial<WantedService>;
  readonly seen: readonly Partial<StackContainer>[];
  /** How it is, what is done, and whether Compose must be told to; `undefined`: nothing is due. */
  readonly due?: string;
}

const cases: readonly Case[] = [
  { title: "runs", seen: [{}] },
  { title: "is known to be well", seen: [{ health: "healthy" }] },
  { title: "is about to be checked", seen: [{ health: "starting" }] },
  { title: "is not there", seen: [], due: "none create" },
  { title: "is of another service", seen: [{ service: "db" }], due: "none create" },
  { title: "is of another definition", seen: [{ digest: "" }], due: "of another definition recreate" },
  { title: "is of the wanted image", want: { imageId: "sha256:1" }, seen: [{}] },
  { title: "is of an older image", want: { imageId: "sha256:2" }, seen: [{}], due: "of an older image recreate" },
  { title: "is ill", seen: [{ health: "unhealthy" }], due: "unhealthy recreate forced" },
  { title: "has stopped", seen: [{ status: "exited", exitCode: 137 }], due: "exited (137) start" },
  { title: "has ended well, and is to run", seen: [{ status: "exited" }], due: "exited (0) start" },
  { title: "has done its work", seen: [{ status: "exited", restart: "no" }] },
  { title: "has done its work, at last", seen: [{ status: "exited", restart: "on-failure" }] },
  { title: "has failed at its work", seen: [{ status: "exited", restart: "no", exitCode: 1 }], due: "exited (1) start" },
  { title: "was never started", seen: [{ status: "created" }], due: "created start" },
  { title: "is paused", seen: [{ status: "paused" }], due: "paused recreate forced" },
  { title: "ends again and again", seen: [{ status: "restarting", exitCode: 3 }], due: "restarting recreate forced" },
  { title: "runs as often as wanted", want: { definition: { image: "web:1", scale: 2 } }, seen: [{}, {}] },
  { title: "runs too seldom", want: { definition: { image: "web:1", deploy: { replicas: "3" } } }, seen: [{}], due: "1 of 3 create" },
];

describe("serviceDue", () => {
  for (const { title, want: own, seen: containers, due } of cases) {
    it(`${due === undefined ? "has nothing to do for" : "finds"} a service that ${title}`, () => {
      const found = serviceDue(
        { ...want, ...own },
        containers.map((one) => ({ ...seen, ...one })),
      );
      expect(found && `${found.seen} ${found.verb}${found.isForced ? " forced" : ""}`).to.equal(due);
    });
  }
});
